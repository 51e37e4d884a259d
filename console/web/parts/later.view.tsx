import type { ComponentChildren, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/text.ts'

/** A component whose code is fetched when it is first shown. */
export function lazy<Props extends object>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  let loaded: FunctionComponent<Props> | null = null
  return function Later(props: Props) {
    const [, redraw] = useState(false)
    useEffect(() => {
      if (loaded !== null) return
      void load().then((component) => {
        loaded = component
        redraw(true)
      })
    }, [])
    const Loaded = loaded
    return Loaded === null ? <p class="empty">{t().app.loading}</p> : <Loaded {...props} />
  }
}

/** Keeps the place of what is still being fetched. */
export const Suspense = ({ children }: { children: ComponentChildren }) => <>{children}</>
