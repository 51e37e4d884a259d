/**
 * Another person is signed in by now: the page is loaded anew, so that nothing of whoever sat here before stays in its memory, and begins at
 * their own first screen, not at the case that was open.
 */
export function startAnew(): void {
  history.replaceState(null, '', location.pathname)
  location.reload()
}
