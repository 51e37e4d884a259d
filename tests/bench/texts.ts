import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { loadRegion } from '../../config/load-region.ts'

/** Messages of two to five seed sentences in a repeatable mix: as long and as varied as what citizens write, and nobody's data. */
export function benchTexts(count: number): readonly string[] {
  const sentences = loadRegion('kursk').seeds.flatMap((one) => Object.values(one.topics).flat())
  const places = loadRegion('kursk').places.municipalities.map((one) => one.name)
  let state = 7
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state % below
  }
  return Array.from({ length: count }, (_, number) => {
    const parts = Array.from({ length: 2 + next(4) }, () => sentences[next(sentences.length)] ?? '')
    return `Здравствуйте, ${places[next(places.length)] ?? ''}. ${parts.join('. ')}? Дом ${number}`
  })
}

const COMMENTS = fileURLToPath(new URL('../../../shared/data/comments/appropriateness_val.csv', import.meta.url))

/** Real comments of the evaluation data, again from the first one when there are too few; null where the data is not at hand. */
export function realComments(count: number): readonly string[] | null {
  if (!existsSync(COMMENTS)) return null
  const comments = (parse(readFileSync(COMMENTS), { columns: true }) as readonly { text: string }[]).map((row) => row.text)
  return Array.from({ length: count }, (_, at) => comments[at % comments.length] ?? '')
}
