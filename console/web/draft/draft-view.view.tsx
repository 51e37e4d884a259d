import { dayAndTime } from '../shell/date-text.ts'
import { CITIZENS_LANGUAGE, t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { PhotoList } from './photos.view.tsx'
import { wordDiff } from './word-diff.ts'

/** The draft as it stands, with what changed since the version before. */
export function DraftView({ card }: { card: CaseCard }) {
  const { draft } = card
  if (draft === null) return null
  const before = card.earlierDrafts.at(-1)
  return (
    <div class="draft">
      <p class="hint">
        {t().draft.version} <span data-version={draft.version}>{draft.version.split('-')[0]}</span>, {draft.by.name},{' '}
        <time>{dayAndTime(draft.at)}</time>
      </p>
      <p class="text" lang={CITIZENS_LANGUAGE} data-draft>
        {draft.text}
      </p>
      <PhotoList photos={draft.attachments} />
      {before !== undefined && <Diff before={before.text} after={draft.text} />}
    </div>
  )
}

const TAGS = { same: 'span', added: 'ins', removed: 'del' } as const

const Diff = ({ before, after }: { before: string; after: string }) => (
  <details open>
    <summary>{t().draft.changes}</summary>
    <p class="text diff" lang={CITIZENS_LANGUAGE}>
      {wordDiff(before, after).map((part, index) => {
        const Tag = TAGS[part.kind]
        return <Tag key={index}>{part.text}</Tag>
      })}
    </p>
  </details>
)
