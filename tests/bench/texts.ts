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

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

/** Real comments of the evaluation data, again from the first one when there are too few; null where the data is not at hand. */
export const realComments = (count: number): readonly string[] | null => realTexts('comments/appropriateness_val.csv', count)

/** As `realComments`, of what citizens of one region wrote to it. */
export const realAppeals = (count: number): readonly string[] | null => realTexts('kursk-appeals/train.csv', count)

function realTexts(file: string, count: number): readonly string[] | null {
  if (!existsSync(DATA + file)) return null
  const texts = (parse(readFileSync(DATA + file), { columns: true }) as readonly { text: string }[]).map((row) => row.text)
  return Array.from({ length: count }, (_, at) => texts[at % texts.length] ?? '')
}

const APPEALS = fileURLToPath(new URL('../../../shared/data/kursk-appeals/train.csv', import.meta.url))

/** Real appeals of the evaluation data, again from the first one when there are too few; made ones where the data is not at hand. */
export function appeals(count: number): readonly string[] {
  if (!existsSync(APPEALS)) return benchTexts(count)
  const texts = (parse(readFileSync(APPEALS), { columns: true }) as readonly { text: string }[]).map((row) => row.text)
  return Array.from({ length: count }, (_, at) => texts[at % texts.length] ?? '')
}
