import { signal } from '@preact/signals'
import { randomKey } from '../wire/random-key.ts'

interface Begun {
  /** By the names of the fields. */
  readonly values: Readonly<Record<string, string>>
  /** Names the message: sent twice it is one. */
  readonly key: string
}

const nothing = (): Begun => ({ values: {}, key: randomKey() })

/** A message that is being entered: whoever looks at another screen meanwhile finds it again. Whoever else signs in has a page of their own. */
export const begun = signal<Begun>(nothing())

export const typed = (name: string, value: string): void =>
  void (begun.value = { ...begun.value, values: { ...begun.value.values, [name]: value } })

export const saved = (): void => void (begun.value = nothing())
