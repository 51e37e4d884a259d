/** What has to be seen in the page after a key: another case chosen and no question left, or a question asked. */
export type Seen = 'moved' | 'asked'

/** Kept on the page's global between the watch and the answer. */
interface Watching {
  paintedMs: Promise<number>
}

/** Runs in the page: the answer to the last `watchPaint`. */
export const paintedMs = (): Promise<number> => (globalThis as unknown as Watching).paintedMs

/** Runs in the page before a key press: measures from the press to the end of the frame that shows what it did. */
export function watchPaint(seen: Seen): void {
  const list = document.getElementById('case-list')
  const chosen = (): string | null => list?.getAttribute('aria-activedescendant') ?? null
  const before = chosen()
  const asked = (): boolean => document.querySelector('dialog[open]') !== null
  const isSeen = (): boolean => (seen === 'asked' ? asked() : chosen() !== before && !asked())
  ;(globalThis as unknown as Watching).paintedMs = new Promise((resolve) => {
    let pressedAt = 0
    addEventListener('keydown', (event) => (pressedAt = event.timeStamp), { capture: true, once: true })
    const changes = new MutationObserver(() => {
      if (!isSeen()) return
      changes.disconnect()
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => resolve(performance.now() - pressedAt), { once: true })
        port1.start()
        port2.postMessage(null)
      })
    })
    changes.observe(document.body, { subtree: true, childList: true, attributes: true })
  })
}

/** Runs in the page: scrolls from the top through so many rows, half a screen a frame; milliseconds of each frame. */
export function framesWhileScrolling(rows: number): Promise<number[]> {
  const list = document.getElementById('case-list')
  if (list === null) throw new Error('there is no list')
  list.scrollTop = 0
  return new Promise((resolve) => {
    const frames: number[] = []
    let last = 0
    const frame = (at: number): void => {
      if (last > 0) frames.push(at - last)
      last = at
      list.scrollTop += list.clientHeight / 2
      const read = list.scrollHeight / (list.querySelector('.row')?.clientHeight ?? 58)
      const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1
      if (atEnd && read >= rows * 0.99) resolve(frames)
      else requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

/** Runs in an empty page: as many plain lines in a box, and a key that marks the next one. */
export function barePage(rows: number): void {
  const list = document.createElement('div')
  list.id = 'case-list'
  list.style.cssText = 'height: 800px; overflow: auto'
  for (let number = 0; number < rows; number++) {
    const row = document.createElement('div')
    row.className = 'row'
    row.style.height = '58px'
    row.textContent = `Строка ${number}`
    list.append(row)
  }
  document.body.append(list)
  let chosen = 0
  addEventListener('keydown', () => list.setAttribute('aria-activedescendant', String(++chosen)))
}
