import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { classify, type Knowledge } from '../../classifier/classify.ts'
import { postFromRecord } from '../../collectors/record.ts'
import { loadRegion } from '../../config/load-region.ts'
import { streamNamed } from '../../config/named-file.ts'
import { knowledgeOf } from '../knowledge.ts'
import { topicModel } from '../topic-model-file.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `classify FILE|-`. */
export const classifyCommand: CliCommand = {
  name: 'classify',
  summary: 'Says what the classifier makes of each line',
  help: `
Usage: otklik classify FILE|- [--config FILE] [--json]

Every line is a plain text or a JSON object with the fields of a post; every line out is the whole classification
with its evidence, as one JSON object with --json and without. The region is that of the settings (OTKLIK_REGION).
Nothing is stored.

Examples:
  echo "В Курчатове яма на улице Ленина" | otklik classify -
  otklik classify messages.ndjson | jq -r '.topics[0].topicId'

Exit codes: 0 every line was read, 1 some or the file could not be, 2 wrong usage.`,
  async run(args, io) {
    const { positionals, settings } = parseDataArgs(args, {}, io)
    const [file] = positionals
    if (file === undefined) throw new UsageError('name a file or - for standard input')
    const input = file === '-' ? Readable.from(io.stdin) : streamNamed({ path: file, from: 'FILE' })
    const region = loadRegion(settings.region)
    const knowledge = knowledgeOf(region, topicModel(region))
    const bar = progress(io, 'lines')
    let failed = 0
    let number = 0
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number += 1
      if (line.trim() !== '' && !classified(line, number, knowledge, io)) failed += 1
      bar.add(1)
    }
    bar.close()
    return failed === 0 ? EXIT.ok : EXIT.failed
  },
}

function classified(line: string, number: number, knowledge: Knowledge, io: Io): boolean {
  const item = postFromRecord(recordOf(line), Date.now())
  if (item.kind === 'dead') {
    io.stderr.write(`otklik classify: line ${number}: ${item.error.message}\n`)
    return false
  }
  io.stdout.write(`${JSON.stringify(classify(knowledge, item.value, { source: null, parent: null, similar: [] }))}\n`)
  return true
}

function recordOf(line: string): unknown {
  if (!line.trimStart().startsWith('{')) return { text: line }
  try {
    return JSON.parse(line)
  } catch {
    return { text: line }
  }
}
