import type { Span } from '../../core/classification.ts'
import type { Token } from '../analysis.ts'

const FIRST_SIZE = 64

/** The positions (token numbers) that a rule covers in a text: one stack for all rules, so that a match costs no memory. */
export class Covered {
  count = 0
  private positions = new Int32Array(FIRST_SIZE)

  at(place: number): number {
    return this.positions[place] as number
  }

  push(position: number): void {
    if (this.count === this.positions.length) {
      const larger = new Int32Array(this.positions.length * 2)
      larger.set(this.positions)
      this.positions = larger
    }
    this.positions[this.count] = position
    this.count += 1
  }

  /** Forgets what stands between two places, keeps what was pushed after the second; false when that is nothing. */
  dropBetween(start: number, end: number): boolean {
    this.positions.copyWithin(start, end, this.count)
    const kept = this.count - end
    this.count = start + kept
    return kept > 0
  }

  /** Neighbouring words become one span. */
  spans(tokens: readonly Token[]): readonly Span[] {
    this.sort()
    const spans: { start: number; end: number }[] = []
    let last = -2
    for (let place = 0; place < this.count; place += 1) {
      const position = this.at(place)
      const token = tokens[position]
      if (token === undefined || position === last) continue
      const open = position === last + 1 ? spans.at(-1) : undefined
      if (open === undefined) spans.push({ start: token.start, end: token.end })
      else open.end = token.end
      last = position
    }
    return spans
  }

  /** By insertion: the positions of each term come in order, and they are few. */
  private sort(): void {
    const { positions } = this
    for (let place = 1; place < this.count; place += 1) {
      const position = this.at(place)
      let to = place
      for (; to > 0 && this.at(to - 1) > position; to -= 1) positions[to] = this.at(to - 1)
      positions[to] = position
    }
  }
}
