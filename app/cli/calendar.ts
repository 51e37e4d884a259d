import { randomUUID } from 'node:crypto'
import { loadRegion, type Region } from '../../config/load-region.ts'
import { isBlank } from '../../core/blank.ts'
import type { CommandMeta, MovedClock } from '../../core/case.ts'
import type { Instant } from '../../core/time.ts'
import { corrected, type Correction, correctionsAhead } from '../calendar-correction.ts'
import { decidingOf, engineOf } from '../engine.ts'
import { closing } from './closing.ts'
import { type CliCommand, COMMAND_LINE, EXIT, type Io, UsageError } from './command.ts'
import { openToChange, openToRead } from './open-existing.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `calendar preview|apply`. */
export const calendarCommand: CliCommand = {
  name: 'calendar',
  summary: 'Lets open clocks count by a corrected calendar',
  help: `
Usage: otklik calendar preview [--data DIR] [--json]
       otklik calendar apply --reason TEXT [--data DIR] [--json]

A clock keeps the due time it was given, whatever becomes of the calendar. When a decree has changed the days off and the region's file says
so, preview shows which clocks of which open cases would move, and apply moves them: each such case gets one entry in its history with the reason,
warnings that are still to come move with the clock, and what was recorded before stays. A term may end earlier, too, even before now (preview says
"which is over"); the time to return a message is never shortened. A second run moves nothing. A case of which a term would end after the last year
of the calendar is named, and the others move.

  --reason TEXT   what the history of each case says, the decree for instance
  --json          one JSON object a case, and the sum

Preview works while Otklik is running. Apply does on Kafka and Elasticsearch, once every worker has the new file; a data folder it needs
for itself.

Examples:
  otklik calendar preview
  otklik calendar apply --reason "Постановление Правительства РФ № 1466"

Exit codes: 0 done, 1 failed or not for every case, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, { reason: { type: 'string' } }, io)
    const [act] = positionals
    if (act !== 'preview' && act !== 'apply') throw new UsageError('say preview or apply')
    const { reason = '' } = values
    if (act === 'preview' && values.reason !== undefined) throw new UsageError('preview takes no --reason')
    if (act === 'apply' && isBlank(reason)) throw new UsageError('say why: --reason TEXT')
    const region = loadRegion(settings.region)
    const meta: CommandMeta = { by: COMMAND_LINE, at: Date.now(), key: `calendar:${randomUUID()}` }
    const told = teller(region, values.json === true, io)
    if (act === 'preview')
      return closing(await openToRead(settings, io), ({ documents }) =>
        told(correctionsAhead(documents, decidingOf(region), meta), 'would move', meta.at),
      )
    return closing(await openToChange(settings, io), (store) => told(corrected(engineOf(region, store), reason, meta), 'moved', meta.at))
  },
}

/** A line a clock in the region's own time, the sum at the end; what cannot be counted goes to standard error. */
function teller({ calendar: { id, version, timeZone } }: Region, json: boolean, io: Io) {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return async (corrections: AsyncIterable<Correction>, deed: string, now: Instant): Promise<number> => {
    const count = { cases: 0, clocks: 0, problems: 0 }
    for await (const one of corrections) {
      count.clocks += one.moved.length
      count[one.problem === undefined ? 'cases' : 'problems'] += 1
      if (one.problem !== undefined) io.stderr.write(`${one.caseId}: ${one.problem}\n`)
      if (json) io.stdout.write(`${JSON.stringify(one)}\n`)
      else for (const move of one.moved) io.stdout.write(`${one.caseId}  ${moveText(move, time, now)}\n`)
    }
    const sum = `By ${id} ${version}: ${count.clocks} clocks of ${count.cases} cases ${deed}`
    io.stdout.write(`${json ? JSON.stringify({ calendarId: id, calendarVersion: version, ...count }) : sum}\n`)
    return count.problems === 0 ? EXIT.ok : EXIT.failed
  }
}

function moveText({ kind, from, to }: MovedClock, time: Intl.DateTimeFormat, now: Instant): string {
  if (from === to) return `${kind}  ${time.format(from)} as before, its warnings move`
  return `${kind}  ${time.format(from)} → ${time.format(to)}${to < now ? ', which is over' : ''}`
}
