const LAST_TURN = 0xffffffff

/** A set of small numbers that is emptied at once: a number is in it when it was added in this turn. */
export class Marks {
  private readonly turns: Uint32Array
  private turn = 1

  constructor(size: number) {
    this.turns = new Uint32Array(size)
  }

  has(number: number): boolean {
    return this.turns[number] === this.turn
  }

  /** False when the number was there already. */
  add(number: number): boolean {
    if (this.turns[number] === this.turn) return false
    this.turns[number] = this.turn
    return true
  }

  clear(): void {
    if (this.turn === LAST_TURN) this.turns.fill(0)
    this.turn = this.turn === LAST_TURN ? 1 : this.turn + 1
  }
}
