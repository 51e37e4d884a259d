import { analysis } from '../../app/dictionary.ts'
import { ruleIndex } from '../../classifier/rules/rule-index.ts'
import type { Bench } from './bench.ts'
import { benchTexts } from './texts.ts'

const RULES = 10_000
const TEXTS = 4000
const PEER_TEXTS = 4

/** Rules of two words each, of the words the texts are made of. */
function rules(texts: readonly string[]): readonly { id: string; when: string }[] {
  const words = [...new Set(texts.flatMap((text) => text.toLowerCase().match(/[а-я]{5,}/g) ?? []))]
  return Array.from({ length: RULES }, (_, index) => ({
    id: String(index),
    when: `${words[index % words.length]} ${words[(index * 7 + 3) % words.length]}`,
  }))
}

export const bench: Bench = {
  name: 'rule matching, 10 000 rules, tokens and lemmas included',
  async run() {
    const texts = benchTexts(TEXTS)
    const analyse = analysis()
    const own = rules(texts)
    const index = ruleIndex(own, analyse)
    for (const text of texts.slice(0, 500)) index.match(analyse(text))
    const begun = performance.now()
    let matches = 0
    for (const text of texts) matches += index.match(analyse(text)).length
    const perSecond = TEXTS / ((performance.now() - begun) / 1000)
    const single = own.map((rule) => ruleIndex([rule], analyse))
    const peerBegun = performance.now()
    for (const text of texts.slice(0, PEER_TEXTS)) {
      const read = analyse(text)
      for (const one of single) matches += one.match(read).length
    }
    const peer = PEER_TEXTS / ((performance.now() - peerBegun) / 1000)
    return [
      { what: 'waiting under needed words', unit: 'posts/s', value: perSecond, bar: '≥ 40000' },
      { what: 'every rule asked (peer)', unit: 'posts/s', value: peer, bar: null },
      { what: 'matches found', unit: '', value: matches, bar: null },
    ]
  },
  limit: 'maps of lemmas per text; lemmas come from a cache of surfaces',
}
