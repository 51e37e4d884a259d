import { type DeadLetter, deadLetterAt, deadLetters, redrive } from '../dead-letters.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { Redriven } from '../../core/redriven.ts'
import type { Store, StoreReading } from '../../core/store.ts'
import type { KnownPages } from '../../collectors/registered.ts'
import { loadRegion } from '../../config/load-region.ts'
import { knownPagesOf } from '../known-pages.ts'
import { openStore } from '../open-store.ts'
import { briefly } from '../patience.ts'
import { closing } from './closing.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { openToRead } from './open-existing.ts'
import { progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** Reading goes on beside a running Otklik; redriving writes. */
const READING = { list, show } as const

/** What is wrong with the number of places; a word that nobody would read may mean something else to its writer. */
const WRONG_PLACES: Readonly<Record<'list' | 'show' | 'redrive', (places: number, all: boolean) => string | null>> = {
  list: (places) => (places === 0 ? null : 'list takes no places'),
  show: (places) => (places === 1 ? null : 'name one place to show'),
  redrive: (places, all) => (all === (places === 0) ? null : 'name the places or say --all'),
}

/** `dead list|show|redrive`. */
export const deadCommand: CliCommand = {
  name: 'dead',
  summary: 'Lists, shows and redrives what could not be processed',
  help: `
Usage: otklik dead list [--topic NAME] [--json]
       otklik dead show PLACE [--json]
       otklik dead redrive PLACE…|--all [--topic NAME] [--json]

  --topic NAME   only this dead-letter topic, like posts.dead
  --all          every dead letter not redriven yet
  --data DIR     data folder
  --json         one JSON object a line: a dead letter, or where it has gone or why it stays

Examples:
  otklik dead list
  otklik dead show posts.dead/0/17
  otklik dead redrive --all --topic posts.dead

Redriven, a letter goes back to its topic. What a collector set aside is a raw item: it is read again as a post, or stays with a sentence on
standard error, as does all that a file brought in, which is corrected and replayed.

List and show work while Otklik is running. Redrive does on Kafka and Elasticsearch; a data folder it needs for itself, and
while Otklik runs on one, the console's screen of dead letters does the same.

Exit codes: 0 done, 1 not found or failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(
      args,
      { topic: { type: 'string' }, all: { type: 'boolean' } },
      io,
      Number.POSITIVE_INFINITY,
    )
    const [act, ...places] = positionals
    if (act !== 'list' && act !== 'show' && act !== 'redrive') throw new UsageError('say list, show or redrive')
    const wrong = WRONG_PLACES[act](places.length, values.all === true)
    if (wrong !== null) throw new UsageError(wrong)
    const wish = { places, topic: values.topic, all: values.all === true, json: values.json === true, io }
    if (act === 'redrive') {
      const known = knownPagesOf(loadRegion(settings.region))
      return closing(await openStore(settings, [], briefly(io)), (store) => redriveAll(store, wish, known))
    }
    return closing(await openToRead(settings, io), (store) => READING[act](store, wish))
  },
}

interface Wish {
  readonly places: readonly string[]
  readonly topic: string | undefined
  readonly all: boolean
  readonly json: boolean
  readonly io: Io
}

async function list(store: StoreReading, { topic, json, io }: Wish): Promise<number> {
  let count = 0
  for await (const one of deadLetters(store, topic)) {
    count += 1
    const { message: _, ...row } = one
    const state = one.redrivenAt === null ? '' : ' (redriven)'
    io.stdout.write(
      json ? `${JSON.stringify(row)}\n` : `${one.place}  ${new Date(one.at).toISOString()}  ${one.stage}  ${one.reason}${state}\n`,
    )
  }
  if (!json) io.stdout.write(`${count} dead letters\n`)
  return EXIT.ok
}

async function show(store: StoreReading, { places: [place = ''], json, io }: Wish): Promise<number> {
  const found = await deadLetterAt(store, place)
  if (found !== null) io.stdout.write(`${JSON.stringify(found, null, json ? 0 : 2)}\n`)
  else io.stderr.write(`otklik dead: no dead letter at ${place === '' ? '(no place given)' : place}\n`)
  return found === null ? EXIT.failed : EXIT.ok
}

async function redriveAll(store: Store, wish: Wish, known: KnownPages): Promise<number> {
  const { places, topic, all, json, io } = wish
  const stayed: string[] = []
  let count = 0
  for await (const [{ place }, driven] of drivenAgain(store, all ? notRedriven(store, topic) : at(store, places), { io, known })) {
    if (driven.kind === 'gone') count += 1
    else stayed.push(`otklik dead: ${place} stays: ${driven.reason}\n`)
    if (json) io.stdout.write(`${JSON.stringify({ place, ...told(driven) })}\n`)
  }
  io.stderr.write(stayed.join(''))
  if (!json) io.stdout.write(`${count} redriven\n`)
  return count === 0 && !all ? EXIT.failed : EXIT.ok
}

/** Each letter and what became of it, under a bar that counts those that have gone. */
async function* drivenAgain(
  store: Store,
  letters: AsyncIterable<DeadLetter>,
  { io, known }: { readonly io: Io; readonly known: KnownPages },
): AsyncGenerator<readonly [DeadLetter, Redriven]> {
  const bar = progress(io, 'redriven')
  try {
    for await (const one of letters) {
      const driven = await redrive(store, one, { at: Date.now(), known })
      if (driven.kind === 'gone') bar.add(1)
      yield [one, driven]
    }
  } finally {
    bar.close()
  }
}

const told = (driven: Redriven) => (driven.kind === 'gone' ? { to: driven.to } : { to: null, why: driven.why, reason: driven.reason })

async function* notRedriven(store: Store, topic: string | undefined): AsyncGenerator<DeadLetter> {
  for await (const one of deadLetters(store, topic)) if (one.redrivenAt === null) yield one
}

/** @throws {Misconfigured} naming the places where none is, before any is redriven */
async function* at(store: Store, places: readonly string[]): AsyncGenerator<DeadLetter> {
  const found = await Promise.all([...new Set(places)].map(async (place) => [place, await deadLetterAt(store, place)] as const))
  const missing = found.filter(([, letter]) => letter === null).map(([place]) => place)
  if (missing.length > 0) throw new Misconfigured(`There is no dead letter at ${missing.join(', ')}: nothing was redriven`)
  for (const [, letter] of found) if (letter !== null) yield letter
}
