import { type Signal, useSignal } from '@preact/signals'
import { MANUAL_SOURCE, type Media, type Post } from '../../../core/post.ts'
import { UnmaskDialog, type Unmasked } from '../decide/unmask.view.tsx'
import { SafeLink } from '../parts/safe-link.view.tsx'
import { dayAndTime, fullTime } from '../shell/date-text.ts'
import { authorName } from '../shell/names.ts'
import { CITIZENS_LANGUAGE, t, writtenIn } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { MARK_KINDS, marksOf, type Segment, segments } from './segments.ts'

/** What a citizen wrote, with the words that led to the estimate marked. */
export function Message({ card }: { card: CaseCard }) {
  const shown = useSignal<Unmasked | null>(null)
  const post = { ...card.post, ...shown.value }
  const parts = segments(post.text, shown.value === null ? marksOf(card.classification) : [])
  return (
    <section class="panel message" aria-label={t().card.message}>
      {card.parent !== null && <Parent post={card.parent} />}
      <Byline card={card} shown={shown} />
      {post.deletedAt !== null && <p class="hint">{t().card.deleted}</p>}
      <Text parts={parts} />
      {post.quoted.map((text, index) => (
        <blockquote key={index}>
          <small>{t().card.quoted}</small> <span lang={writtenIn(text)}>{text}</span>
        </blockquote>
      ))}
      {post.sourceId === MANUAL_SOURCE ? <Screenshots media={post.media} /> : <MediaList media={post.media} />}
      <Legend parts={parts} />
    </section>
  )
}

/** Who wrote it, when and where; where words are hidden, the way to see them. */
function Byline({ card, shown }: { card: CaseCard; shown: Signal<Unmasked | null> }) {
  const asking = useSignal(false)
  const { post } = card
  return (
    <p class="byline">
      <b>{shown.value?.author.name ?? authorName(card.author)}</b>
      <PostTimes post={post} />
      {post.url !== null && <SafeLink url={post.url}>{t().card.open}</SafeLink>}
      {card.unmaskable && shown.value === null && (
        <button type="button" class="quiet" onClick={() => (asking.value = true)}>
          {t().card.unmask}
        </button>
      )}
      {asking.value && <UnmaskDialog caseId={card.id} close={() => (asking.value = false)} show={(hidden) => (shown.value = hidden)} />}
    </p>
  )
}

const PostTimes = ({ post }: { post: Post }) => (
  <span class="times">
    <time title={`${t().card.collected}: ${fullTime(post.collectedAt)}`}>{dayAndTime(post.createdAt)}</time>
    {post.editedAt !== null && ` (${t().card.edited} ${dayAndTime(post.editedAt)})`}
  </span>
)

function Text({ parts }: { parts: readonly Segment[] }) {
  if (parts.length === 0) return <p class="hint">{t().card.noText}</p>
  return (
    <p class="text" lang={CITIZENS_LANGUAGE}>
      {parts.map((part, index) =>
        part.kinds.length === 0 ? (
          part.text
        ) : (
          <mark
            key={index}
            class={part.kinds.map((kind) => `mark-${kind}`).join(' ')}
            title={part.kinds.map((kind) => t().marks[kind]).join(', ')}
          >
            {part.text}
          </mark>
        ),
      )}
    </p>
  )
}

/** Only the kinds that occur in this text. */
function Legend({ parts }: { parts: readonly Segment[] }) {
  const kinds = MARK_KINDS.filter((kind) => parts.some((part) => part.kinds.includes(kind)))
  if (kinds.length === 0) return null
  return (
    <p class="legend">
      {t().card.legend}:{' '}
      {kinds.map((kind) => (
        <span key={kind} class={`legend-mark mark-${kind}`}>
          {t().marks[kind]}
        </span>
      ))}
    </p>
  )
}

/** Links only: nothing is fetched from outside by the page itself. */
function MediaList({ media }: { media: readonly Media[] }) {
  if (media.length === 0) return null
  return (
    <ul class="media" aria-label={t().card.media}>
      {media.map((item) => (
        <li key={item.id}>
          ▣ <SafeLink url={item.url}>{item.title ?? t().media[item.kind]}</SafeLink>
        </li>
      ))}
    </ul>
  )
}

/** What came with a message that a person typed in lies on this server. */
function Screenshots({ media }: { media: readonly Media[] }) {
  if (media.length === 0) return null
  return (
    <ul class="photos" aria-label={t().card.media}>
      {media.map(({ id, title }) => (
        <li key={id}>
          <a href={`/api/photos/${id}`} target="_blank" rel="noreferrer">
            <img src={`/api/photos/${id}`} alt={title ?? t().media.photo} width={96} height={96} loading="lazy" />
          </a>
        </li>
      ))}
    </ul>
  )
}

const Parent = ({ post }: { post: Post }) => (
  <details class="parent">
    <summary>
      {t().card.parent}: {[authorName(post.author), dayAndTime(post.createdAt)].filter(Boolean).join(', ')}
    </summary>
    <blockquote lang={writtenIn(post.text)}>{post.text}</blockquote>
    {post.url !== null && <SafeLink url={post.url}>{t().card.open}</SafeLink>}
  </details>
)
