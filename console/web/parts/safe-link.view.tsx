import type { ComponentChildren } from 'preact'
import { safeUrl } from './safe-url.ts'

/** A link outside in a tab of its own; plain text when the address is not a web address. */
export function SafeLink({ url, children }: { url: string | null; children: ComponentChildren }) {
  const href = safeUrl(url)
  if (href === null) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
