import type { Actor } from '../../core/actor.ts'

/** What a command may touch of the outside; tests hand in their own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** A person watches standard error: progress bars are shown. */
  readonly watched: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Exit codes, documented in every `--help`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const

export interface CliCommand {
  readonly name: string
  readonly summary: string
  /** Lines of `--help`: usage, options, examples. */
  readonly help: string
  run(args: readonly string[], io: Io): Promise<number>
}

/** Who acts by the command line: whoever may run it there has all its rights. */
export const COMMAND_LINE: Actor = { kind: 'system', id: 'command-line', name: 'command-line', role: null, agencyId: null }

/** The words after the command are off: shown with a pointer to `--help`, exit code 2. */
export class UsageError extends Error {}
