import type { Write } from '../../../core/documents.ts'
import type { DocumentsHalf } from '../../../core/halves.ts'

export const CASES = Number(process.env['OTKLIK_TEST_MOVED'] ?? 600)
export const MONTHS = ['2025-12', '2026-01']
/** So many cases and so many posts are counters. */
export const COUNTERS = 5

export const aCase = (id: string, value: object, mode: Write['mode'], owed = false): Write => ({
  collection: 'cases',
  id,
  value,
  fields: { state: 'open', agencies: ['a', 'b'], openedAt: 1, nextAlarmAt: 5 },
  lemmas: 'яма на дорога',
  mode,
  outbox: owed ? [{ topic: 'cases', key: id, value: JSON.stringify(value), headers: {}, at: 1 }] : [],
})
export const aPost = (id: string, month: string, value: object, mode: Write['mode']): Write => ({
  collection: 'posts',
  id,
  value,
  fields: { platform: 'vk', createdAt: Date.parse(`${month}-15T00:00:00Z`) },
  lemmas: 'мост через река',
  mode,
})
export const put = { kind: 'put' } as const
export const create = { kind: 'create' } as const
export const monthOf = (number: number): string => MONTHS[number % MONTHS.length]!

export async function fill(documents: DocumentsHalf): Promise<void> {
  const text = 'почините дорогу '.repeat(20)
  const numbers = Array.from({ length: CASES }, (_, number) => number)
  await documents.writeAll(numbers.map((number) => aCase(`c${number}`, { number, text }, create)))
  await documents.writeAll(numbers.map((number) => aPost(`p${number}`, monthOf(number), { number, text }, create)))
  // Written over, so that sequence numbers run ahead of the documents.
  await documents.writeAll(
    numbers.filter((number) => number % 3 === 0).map((number) => aPost(`p${number}`, monthOf(number), { number, rev: 2 }, put)),
  )
  await documents.writeAll(Array.from({ length: COUNTERS }, (_, number) => aCase(`counter${number}`, { n: 0 }, create)))
  await documents.writeAll(Array.from({ length: COUNTERS }, (_, number) => aPost(`counter${number}`, monthOf(number), { n: 0 }, create)))
}
