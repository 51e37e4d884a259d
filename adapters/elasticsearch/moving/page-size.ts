/** How many documents one answer may hold, so that it stays about as large whatever they are. */
export interface PageSize {
  now(): number
  learn(documents: readonly unknown[]): void
}

const FIRST = 50
const MOST = 1000
const ANSWER_CHARACTERS = 8 * 2 ** 20
const LOOKED_AT = 5

export function pageSize(): PageSize {
  let size = FIRST
  return {
    now: () => size,
    learn(documents) {
      const step = Math.max(1, Math.floor(documents.length / LOOKED_AT))
      const lengths = documents.filter((_, at) => at % step === 0).map((one) => JSON.stringify(one).length)
      const fitting = Math.floor(ANSWER_CHARACTERS / Math.max(1, ...lengths))
      size = Math.max(1, Math.min(fitting, size * 2, MOST))
    },
  }
}
