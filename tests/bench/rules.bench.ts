import { analysis } from '../../app/dictionary.ts'
import { parseExpression } from '../../classifier/rules/parse-expression.ts'
import { ruleIndex } from '../../classifier/rules/rule-index.ts'
import { naivePositions } from '../unit/classifier/naive-rules.ts'
import type { Bench, Measurement } from './bench.ts'
import { benchTexts, realComments } from './texts.ts'

const TEXTS = 20_000
const PEER_RULES = 100
const PEER_TEXTS = 20

type Rule = { readonly id: string; readonly when: string }

/** Shapes of rules, each of two words that the texts are made of. */
const SHAPES: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `${a} ${b}`,
  (a, b) => `NEAR/4(${a}, ${b})`,
  (a, b) => `${a} NOT ${b}`,
  (a, b) => `"${a} ${b}"`,
  (a, b) => `${a} (${b} OR ${a.slice(0, 4)}*)`,
]

function rulesOf(count: number, texts: readonly string[]): readonly Rule[] {
  const words = [...new Set(texts.flatMap((text) => text.toLowerCase().match(/[а-я]{5,}/g) ?? []))]
  return Array.from({ length: count }, (_, index) => {
    const [a = '', b = ''] = [words[index % words.length], words[(index * 7919 + 3) % words.length]]
    return { id: String(index), when: SHAPES[index % SHAPES.length]?.(a, b) ?? a }
  })
}

/** Matching on one core, from the bare text. The first turn over the texts, which also learns their words, is not counted. */
function measured(texts: readonly string[], rules: readonly Rule[]): { postsPerSecond: number; matches: number } {
  const analyse = analysis()
  const index = ruleIndex(rules, analyse)
  const turn = (): number => texts.reduce((sum, text) => sum + index.match(analyse(text)).length, 0)
  const matches = turn()
  const begun = process.cpuUsage()
  turn()
  return { postsPerSecond: texts.length / secondsSince(begun), matches }
}

/** The peer: an evaluator that asks every rule, and how often the two disagree. Its speed is that of as many rules as the index has. */
function peer(texts: readonly string[], rules: readonly Rule[]): { postsPerSecond: number; differences: number } {
  const analyse = analysis()
  const own = rules.filter((_, at) => at % Math.ceil(rules.length / PEER_RULES) === 0)
  const index = ruleIndex(own, analyse)
  const read = texts.slice(0, PEER_TEXTS).map(analyse)
  const begun = process.cpuUsage()
  const found = read.map((one) =>
    own.filter(({ when }) => naivePositions(parseExpression(when), one, analyse) !== null).map(({ id }) => id),
  )
  const seconds = secondsSince(begun)
  const differences = read.filter((one, at) => String(index.match(one).map(({ rule }) => rule.id)) !== String(found[at])).length
  return { postsPerSecond: (PEER_TEXTS / seconds) * (own.length / rules.length), differences }
}

/** Seconds of processor time: one core is one core, whatever else the machine does. */
function secondsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1e6
}

const lettersOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0) / texts.length

export const bench: Bench = {
  name: 'rule matching, tokens and lemmas included, one core',
  async run() {
    const comments = realComments(TEXTS)
    const texts = comments ?? benchTexts(TEXTS)
    const ten = rulesOf(10_000, texts)
    const own = measured(texts, ten)
    const many = measured(texts, rulesOf(100_000, texts))
    const naive = peer(texts, ten)
    const rows: readonly Measurement[] = [
      { what: `letters a text (${comments === null ? 'own texts' : 'real comments'})`, unit: '', value: lettersOf(texts), bar: null },
      { what: '10 000 rules', unit: 'posts/s', value: own.postsPerSecond, bar: '≥ 40000' },
      { what: '100 000 rules', unit: 'posts/s', value: many.postsPerSecond, bar: '≥ 4000' },
      { what: 'every one of 10 000 rules asked (peer)', unit: 'posts/s', value: naive.postsPerSecond, bar: null },
      { what: 'differences to the peer', unit: 'texts', value: naive.differences, bar: '≤ 0' },
      { what: 'matches found by 10 000 rules', unit: '', value: own.matches, bar: null },
    ]
    return rows
  },
  limit: 'reading the letters; Elasticsearch percolator cannot stand beside it: the server’s core does not have it',
}
