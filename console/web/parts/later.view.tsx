import { useSignal } from '@preact/signals'
import type { ComponentChildren, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/text.ts'

/** A component whose code is fetched when it is first shown. */
export function lazy<Props extends object>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  let loaded: FunctionComponent<Props> | null = null
  return function Later(props: Props) {
    const [, redraw] = useState(false)
    const isMissing = useSignal(false)
    async function fetchCode(): Promise<void> {
      isMissing.value = false
      try {
        loaded ??= await load()
        redraw(true)
      } catch {
        isMissing.value = true
      }
    }
    useEffect(() => {
      if (loaded === null) void fetchCode()
    }, [])
    const Loaded = loaded
    if (Loaded !== null) return <Loaded {...props} />
    return isMissing.value ? <NotFetched retry={() => void fetchCode()} /> : <p class="empty">{t().app.loading}</p>
  }
}

/** A release may have come since the page was opened: its files have other names, and only a page loaded anew asks for those. */
const NotFetched = ({ retry }: { retry: () => void }) => (
  <div class="empty" role="alert">
    <p>{t().app.notFetched}</p>
    <button type="button" onClick={retry}>
      {t().app.retry}
    </button>{' '}
    <button type="button" onClick={() => location.reload()}>
      {t().app.loadAnew}
    </button>
  </div>
)

/** Keeps the place of what is still being fetched. */
export const Suspense = ({ children }: { children: ComponentChildren }) => <>{children}</>
