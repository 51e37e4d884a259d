import type { Page } from 'puppeteer-core'

/** Parts of a board whose words must not be printed over each other: those of one group are compared with one another. */
const GROUPS = [
  '.top-bar > *',
  '.board > *',
  '.board-tools > *, .filters > *, .arrived, .board-list > .empty',
  '.board-tools, .filters, #case-list, .list-problem',
  '.row-topic, .row-text, .state, .row-place, .row-meta, .badge, .row-clock small, .row .imp',
] as const

/** What of the page lies over its neighbour or is wider than its box; empty when all is well. */
export const faults = (page: Page): Promise<readonly string[]> =>
  page.evaluate((groups) => {
    const nameOf = ({ className, id, textContent }: Element): string => `${id || String(className)} «${textContent.trim().slice(0, 20)}»`
    const boxes = (within: Element, selector: string): Element[] =>
      [...within.querySelectorAll(selector)].filter((element) => {
        const { width, height } = element.getBoundingClientRect()
        return width > 1 && height > 1
      })
    const over = (one: Element, two: Element): boolean => {
      const [left, right] = [one.getBoundingClientRect(), two.getBoundingClientRect()]
      const wide = Math.min(left.right, right.right) - Math.max(left.left, right.left)
      const high = Math.min(left.bottom, right.bottom) - Math.max(left.top, right.top)
      return wide > 1 && high > 1
    }
    const overlaps = (elements: readonly Element[]): string[] =>
      elements.flatMap((one, index) =>
        elements.slice(index + 1).flatMap((two) => (over(one, two) ? [`${nameOf(one)} over ${nameOf(two)}`] : [])),
      )
    const [bar, board, words, boxesOfList, row] = groups
    const wider = [...document.querySelectorAll('main, .board-list, #case-list, #case-card, .panel, .results')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((element) => `${nameOf(element)} is ${element.scrollWidth} wide in ${element.clientWidth}`)
    const ofPage = [bar, board, words, boxesOfList].flatMap((selector) => overlaps(boxes(document.body, selector)))
    return [...wider, ...ofPage, ...[...document.querySelectorAll('.row')].flatMap((element) => overlaps(boxes(element, row)))]
  }, GROUPS)
