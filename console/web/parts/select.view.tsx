import type { Choice } from '../shell/names.ts'

interface SelectProps {
  readonly label: string
  /** What stands for no choice. */
  readonly any: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly set: (id: string) => void
}

/** A filter: one of many, or any. */
export function Select({ label, any, value, choices, set }: SelectProps) {
  return (
    <select aria-label={label} class={value === '' ? '' : 'set'} onChange={(event) => set(event.currentTarget.value)} value={value}>
      <option value="">{any}</option>
      {choices.map((item) => (
        <option key={item.id} value={item.id}>
          {item.name}
        </option>
      ))}
    </select>
  )
}
