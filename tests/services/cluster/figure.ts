import type { OtklikProcess } from '../../browser/otklik-process.ts'

/** As Prometheus does, unless it is told otherwise. */
const GIVES_UP_AFTER_MS = 10_000

/** A figure that a process tells now, by its name and labels as they stand there; 0 for one that is not there yet. */
export async function figureOf({ url }: Pick<OtklikProcess, 'url'>, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(GIVES_UP_AFTER_MS) })).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? 0 : Number(line.slice(name.length))
}
