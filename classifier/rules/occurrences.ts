import type { Token } from '../analysis.ts'
import type { Covered } from './covered.ts'
import { Marks } from './marks.ts'
import type { Terms } from './terms.ts'

/** Where the terms of a rule set stand in the text at hand. Reading the next text forgets the last one by counting on, so that a text costs
 *  no more than its words. */
export class Occurrences {
  /** The terms of the text, each once, in the order of their first occurrence; valid up to `count`. */
  readonly present: Int32Array
  count = 0
  private readonly terms: Terms
  private readonly here: Marks
  private readonly first: Int32Array
  private readonly last: Int32Array
  /** Chains of positions, one per term. */
  private positions = new Int32Array(1024)
  private following = new Int32Array(1024)
  private used = 0

  constructor(terms: Terms) {
    this.terms = terms
    this.present = new Int32Array(terms.size)
    this.here = new Marks(terms.size)
    this.first = new Int32Array(terms.size)
    this.last = new Int32Array(terms.size)
  }

  read(tokens: readonly Token[]): void {
    this.here.clear()
    this.count = 0
    this.used = 0
    for (let position = 0; position < tokens.length; position += 1) {
      const found = this.terms.of((tokens[position] as Token).word)
      for (let at = 0; at < found.length; at += 1) this.add(found[at] as number, position)
    }
  }

  has(term: number): boolean {
    return this.here.has(term)
  }

  /** Adds the term's positions in ascending order; false when it has none. */
  collect(term: number, covered: Covered): boolean {
    if (!this.has(term)) return false
    for (let cell = this.first[term] as number; cell !== -1; cell = this.following[cell] as number)
      covered.push(this.positions[cell] as number)
    return true
  }

  isAt(term: number, position: number): boolean {
    if (!this.has(term)) return false
    for (let cell = this.first[term] as number; cell !== -1; cell = this.following[cell] as number)
      if (this.positions[cell] === position) return true
    return false
  }

  private add(term: number, position: number): void {
    if (this.used === this.positions.length) this.grow()
    const cell = this.used
    this.used += 1
    this.positions[cell] = position
    this.following[cell] = -1
    if (this.here.add(term)) {
      this.first[term] = cell
      this.present[this.count] = term
      this.count += 1
    } else this.following[this.last[term] as number] = cell
    this.last[term] = cell
  }

  private grow(): void {
    for (const name of ['positions', 'following'] as const) {
      const larger = new Int32Array(this[name].length * 2)
      larger.set(this[name])
      this[name] = larger
    }
  }
}
