import { districtChoices, groupChoices, platformChoices } from '../shell/names.ts'
import { t } from '../text/text.ts'
import { Select } from './select.view.tsx'

/** Ids; an empty one stands for any. */
export interface CommonChoice {
  readonly groupId: string
  readonly districtId: string
  readonly platform: string
}

const FILTERS = [
  { field: 'groupId', label: 'topic', any: 'anyTopic', choices: groupChoices },
  { field: 'districtId', label: 'district', any: 'anyDistrict', choices: districtChoices },
  { field: 'platform', label: 'platform', any: 'anyPlatform', choices: platformChoices },
] as const

/** What messages are narrowed down by wherever there are many of them. */
export function CommonFilters({ chosen, set }: { chosen: CommonChoice; set: (change: Partial<CommonChoice>) => void }) {
  const { board } = t()
  return (
    <>
      {FILTERS.map(({ field, label, any, choices }) => (
        <Select
          key={field}
          label={board[label]}
          any={board[any]}
          value={chosen[field]}
          choices={choices.value}
          set={(id) => set({ [field]: id })}
        />
      ))}
    </>
  )
}
