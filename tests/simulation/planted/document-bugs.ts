import type { Case, Fact } from '../../../core/case.ts'
import type { Write } from '../../../core/documents.ts'
import type { DocumentsHalf } from '../../../core/halves.ts'
import { caseOf, type KeptCase, keptCase } from '../../../core/kept-case.ts'
import { storedValue } from '../memory-documents.ts'
import type { Servers } from '../servers.ts'
import type { PlantedBug } from './planted-bug.ts'

/** Documents whose writes are changed on the way. */
export const writing =
  (change: (write: Write) => Write) =>
  (half: DocumentsHalf): DocumentsHalf => ({
    ...half,
    write: (write) => half.write(change(write)),
    writeAll: (writes) => half.writeAll(writes.map(change)),
    validate: (writes) => half.validate(writes.map(change)),
  })

/** Puts, whatever is there, in the place of another mode. */
const puttingFor = (mode: Write['mode']['kind']) => (write: Write) =>
  write.mode.kind === mode ? { ...write, mode: { kind: 'put' } as const } : write

const changingCases = (change: (current: Case) => Case) => (write: Write) =>
  write.collection === 'cases' ? { ...write, value: keptCase(change(caseOf(storedValue(write) as KeptCase))) } : write

export const DOCUMENT_BUGS: readonly PlantedBug[] = [
  {
    name: 'no-compare-and-set',
    about: 'writes over what someone else wrote meanwhile',
    parts: { documents: writing(puttingFor('replace')) },
  },
  { name: 'create-overwrites', about: 'makes a document anew that is there', parts: { documents: writing(puttingFor('create')) } },
  {
    name: 'keys-forgotten',
    about: 'does not remember which commands were applied',
    parts: { documents: writing(changingCases((current) => ({ ...current, appliedKeys: [] }))) },
  },
  {
    name: 'alarm-without-generation',
    about: 'names the alarms of a restarted clock as those of the first',
    parts: { documents: writing(changingCases((current) => ({ ...current, facts: current.facts.map(withoutGeneration) }))) },
  },
  { name: 'sent-blindly', about: 'marks messages sent that were owed only after it had looked', parts: { documents: sentBlindly } },
]

const withoutGeneration = (fact: Fact): Fact =>
  fact.type === 'AlarmFired'
    ? { ...fact, alarms: fact.alarms.map((alarm) => ({ ...alarm, id: alarm.id.replace(`:${alarm.generation}:`, ':') })) }
    : fact

function sentBlindly(half: DocumentsHalf, { documents, scheduler, nextSession }: Servers): DocumentsHalf {
  return {
    ...half,
    async owing(limit) {
      const owing = await half.owing(limit)
      return owing.map(({ messages }) => ({
        messages,
        async sent() {
          await scheduler.sleep(null, 5)
          const now = documents.owing(Infinity).find((one) => one.outbox[0] === messages[0])
          return now !== undefined && documents.sent(now, nextSession())
        },
      }))
    },
  }
}
