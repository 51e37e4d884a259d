import { classify, type Knowledge } from '../../classifier/classify.ts'
import { postFromRecord } from '../../collectors/record.ts'
import { jsonRecord, type TextLine, textLines } from '../../collectors/text-lines.ts'
import { loadRegion } from '../../config/load-region.ts'
import { streamNamed } from '../../config/named-file.ts'
import { knowledgeOf } from '../knowledge.ts'
import { topicModel } from '../topic-model-file.ts'
import { Malformed } from '../../core/errors.ts'
import { dead, type Dead, type Ok } from '../../core/outcome.ts'
import type { Post } from '../../core/post.ts'
import { type CliCommand, EXIT, type Io, UsageError } from './command.ts'
import { ENCODING_OPTION, encodingOf } from './encoding-option.ts'
import { progress } from './progress.ts'
import { parseDataArgs } from './settings-from-args.ts'

/** `classify FILE|-`. */
export const classifyCommand: CliCommand = {
  name: 'classify',
  summary: 'Says what the classifier makes of each line',
  help: `
Usage: otklik classify FILE|- [--encoding utf-8|windows-1251] [--config FILE] [--json]

Every line is a plain text or a JSON object with the fields of a post (it begins with a brace); every line out is the whole classification
with its evidence, as one JSON object with --json and without. The region is that of the settings (OTKLIK_REGION).
Nothing is stored.

Examples:
  echo "В Курчатове яма на улице Ленина" | otklik classify -
  otklik classify messages.ndjson | jq -r '.topics[0].topicId'

Exit codes: 0 every line was read, 1 some line (such as a broken JSON object) or the file could not be, 2 wrong usage.`,
  async run(args, io) {
    const { values, positionals, settings } = parseDataArgs(args, ENCODING_OPTION, io)
    const [file] = positionals
    if (file === undefined) throw new UsageError('name a file or - for standard input')
    const encoding = encodingOf(values.encoding)
    const input = file === '-' ? io.stdin : streamNamed({ path: file, from: 'FILE' })
    const region = loadRegion(settings.region)
    const knowledge = knowledgeOf(region, topicModel(region))
    const bar = progress(io, 'lines')
    let failed = 0
    for await (const line of textLines(input, encoding)) {
      if (line.text.trim() !== '' && !classified(line, knowledge, io)) failed += 1
      bar.add(1)
    }
    bar.close()
    return failed === 0 ? EXIT.ok : EXIT.failed
  },
}

function classified(line: TextLine, knowledge: Knowledge, io: Io): boolean {
  const item = postOf(line)
  if (item.kind === 'dead') {
    io.stderr.write(`otklik classify: line ${line.number}: ${item.error.message}\n`)
    return false
  }
  io.stdout.write(`${JSON.stringify(classify(knowledge, item.value, { source: null, parent: null, similar: [] }))}\n`)
  return true
}

function postOf({ text, problem }: TextLine): Ok<Post> | Dead {
  if (problem !== null) return dead(new Malformed(problem), text)
  if (!text.trimStart().startsWith('{')) return postFromRecord({ text: text.replace(/\r$/, '') }, Date.now())
  const { record, problem: broken } = jsonRecord(text)
  return broken === null ? postFromRecord(record, Date.now()) : dead(new Malformed(broken), text)
}
