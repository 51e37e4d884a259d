import { loadRegion } from '../../config/load-region.ts'
import type { Settings } from '../../config/settings.ts'
import { Misconfigured } from '../../core/errors.ts'
import type { LogHalf } from '../../core/halves.ts'
import { type TopicDeclaration, topicsOf } from '../../core/topics.ts'
import { openLog } from '../open-cluster.ts'
import { briefly, patiently, throughTheRush } from '../patience.ts'
import { commandsByHand, type PlannedTopic, retentionText, topicPlan } from '../topic-plan.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `topics apply`. */
export const topicsCommand: CliCommand = {
  name: 'topics',
  summary: 'Makes the topics that Kafka does not have yet',
  help: `
Usage: otklik topics apply [--dry-run] [--config FILE] [--json]

Shows what is there and what will be made, then makes it: the topics of the flow and routed.AGENCY for every agency of
the region. What is there is never shrunk, changed or deleted; what differs from the declaration is named, with the
command of Kafka that changes it. A second run changes nothing. New topics have three copies of every message, or kafka.replicas; where fewer
brokers answer and no number is set, as many as answer, and the plan says so. Brokers that are not ready yet for what they were asked are waited for, about a minute.

  --dry-run   shows the plan and stops

Examples:
  otklik topics apply --dry-run
  OTKLIK_KAFKA__BROKERS=kafka1:9092 otklik topics apply --config /etc/otklik.yaml

Exit codes: 0 everything is there, 1 failed, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, { 'dry-run': { type: 'boolean' } }, io)
    if (positionals.join(' ') !== 'apply') throw new UsageError('say topics apply')
    if (settings.log !== 'kafka')
      throw new Misconfigured('Topics are made by hand on Kafka only: set log to kafka and store to elasticsearch')
    const agencies = loadRegion(settings.region).agencies.agencies.map((agency) => agency.id)
    const log = await patiently(briefly(io), () => openLog(settings))
    try {
      const declared = topicsOf(agencies, settings.kafka.partitions)
      const plan = { log, declared, kafka: settings.kafka, dryRun: values['dry-run'] === true }
      await apply(plan, values.json === true, io)
      return EXIT.ok
    } finally {
      await log.close()
    }
  },
}

interface Applying {
  readonly log: LogHalf
  readonly declared: readonly TopicDeclaration[]
  readonly kafka: Settings['kafka']
  readonly dryRun: boolean
}

async function apply({ log, declared, kafka, dryRun }: Applying, json: boolean, io: Io): Promise<void> {
  const rush = throughTheRush(io)
  const topics = await patiently(rush, () => log.topics())
  const differences = await patiently(rush, () => log.differences(declared))
  const isMaking = declared.some(({ name }) => topics.every((topic) => topic.name !== name))
  const copies = isMaking ? await patiently(rush, () => log.copies()) : null
  const plan = topicPlan(declared, { topics, differences, copies })
  for (const one of plan) io.stdout.write(json ? `${JSON.stringify(one)}\n` : `${lineOf(one)}\n`)
  const missing = plan.filter((one) => one.act === 'make').map((one) => one.topic)
  if (!dryRun) await patiently(rush, () => log.ensureTopics(missing))
  if (json) return
  const commands = commandsByHand(plan, kafka)
  if (commands.length > 0) io.stdout.write(`What is there is not changed. To have it as declared, by hand:\n${commands.join('\n')}\n`)
  io.stdout.write(`${missing.length} ${dryRun ? 'to be made' : 'made'}, ${plan.length - missing.length} left as they are\n`)
}

function lineOf({ topic, act, note }: PlannedTopic): string {
  const { name, partitions, retentionMs, writtenBy, readBy } = topic
  const kept = `${partitions} × ${retentionText(retentionMs)}`
  return `${act.padEnd(8)}${name.padEnd(34)}${kept.padEnd(14)}${writtenBy.join(', ')} → ${readBy.join(', ')}${note === '' ? '' : `  (${note})`}`
}
