export interface Viewport {
  readonly scrollTop: number
  readonly height: number
  readonly rowHeight: number
  readonly count: number
}

const OVERSCAN_ROWS = 6

/** Rows to draw, `first` included and `end` not: those in sight and a few on either side. Pixels in, indices out. */
export function visibleRange({ scrollTop, height, rowHeight, count }: Viewport): { first: number; end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN_ROWS)
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN_ROWS)
  return { first: Math.min(first, end), end }
}

/** Places of the rows to draw: those of the range, and the chosen one wherever it is (-1: nowhere), since others speak of it. */
export function placesToDraw({ first, end }: { readonly first: number; readonly end: number }, chosen: number): readonly number[] {
  const places = Array.from({ length: end - first }, (_, offset) => first + offset)
  if (chosen === -1 || (chosen >= first && chosen < end)) return places
  return chosen < first ? [chosen, ...places] : [...places, chosen]
}

/** The scroll position that shows row `index` whole, moved as little as possible. */
export function scrollToShow(index: number, { scrollTop, height, rowHeight }: Viewport): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop
}
