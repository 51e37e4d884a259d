import { parseArgs } from 'node:util'
import { PARSERS } from '../../collectors/index.ts'
import type { ParseBody } from '../../collectors/registered.ts'
import { readNamed } from '../../config/named-file.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { progress } from './progress.ts'

const KNOWN = [...PARSERS.keys()].join(', ')

/** `parse PLATFORM FILE…`. */
export const parseCommand: CliCommand = {
  name: 'parse',
  summary: 'Turns recorded bodies of a platform into posts',
  help: `
Usage: otklik parse PLATFORM FILE… [--json]

Each FILE is one body as the platform sent it. Prints one JSON line per post ({"file","post"}) or dead letter
({"file","dead":{"reason","details"}}), with --json and without. Nothing is stored. Platforms: ${KNOWN}.

Example:
  otklik parse vk wall-get.json callback-event.json

Exit codes: 0 every body gave posts or reasoned dead letters, 1 a file could not be read, 2 wrong usage.`,
  async run(args, io) {
    const { positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true })
    const [name, ...files] = positionals
    const parse = PARSERS.get(name ?? '')
    if (parse === undefined) throw new UsageError(`name a platform: ${KNOWN}`)
    if (files.length === 0) throw new UsageError('name at least one file')
    const bar = progress(io, 'bodies')
    for (const file of files) {
      print(file, parse, io)
      bar.add(1)
    }
    bar.close()
    return EXIT.ok
  },
}

/** Prints what a body gives: at least one line. */
function print(file: string, parse: ParseBody, io: Io): void {
  const body = readBody(file)
  if ('problem' in body) {
    io.stdout.write(`${JSON.stringify({ file, dead: { reason: body.problem, details: {} } })}\n`)
    return
  }
  for (const one of parse(body.value, { collectedAt: Date.now(), sources: [], accounts: [] })) {
    if (one.kind === 'ok') io.stdout.write(`${JSON.stringify({ file, post: one.value })}\n`)
    if (one.kind === 'dead')
      io.stdout.write(`${JSON.stringify({ file, dead: { reason: one.error.message, details: one.error.details } })}\n`)
  }
}

function readBody(file: string): { readonly value: unknown } | { readonly problem: string } {
  const text = readNamed({ path: file, from: 'FILE' }).replace(/^\uFEFF/, '')
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
