/** Ctrl+Enter, or ⌘+Enter, from any field of a form. */
export const sends = ({ code, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  (code === 'Enter' || code === 'NumpadEnter') && (ctrlKey || metaKey)

/** Sends the form the key was pressed in, after its own checks. */
export function sendForm(event: KeyboardEvent): void {
  const form = event.target instanceof Element ? event.target.closest('form') : null
  if (form === null) return
  event.preventDefault()
  form.requestSubmit()
}
