import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { SafeLink } from '../parts/safe-link.view.tsx'
import { CommonFilters } from '../parts/common-filters.view.tsx'
import { askedHere, keepAsked } from '../shell/address.state.ts'
import { fieldsAsked } from '../shell/asked.ts'
import { dayAndTime } from '../shell/date-text.ts'
import { authorName, districtName, topicName } from '../shell/names.ts'
import { instantOfLocal } from '../shell/local-time.ts'
import { regionZone } from '../shell/session.state.ts'
import { notify } from '../shell/notice.state.ts'
import { t, writtenIn } from '../text/text.ts'
import type { PostPage, PostRow } from '../wire/api-types.ts'
import { get } from '../wire/api.ts'
import { problemText } from '../wire/problem-text.ts'

const PAGE = 50

/** What is asked for; empty asks for any. `from` and `to` are days. */
type Wanted = Readonly<Record<'q' | 'from' | 'to' | 'groupId' | 'districtId' | 'platform', string>>

const ANY: Wanted = { q: '', from: '', to: '', groupId: '', districtId: '', platform: '' }

interface Found {
  /** What was asked: further pages belong to it, whatever the form says by now. */
  readonly wanted: Wanted
  readonly items: readonly PostRow[]
  readonly next: string | null
  readonly total: number
}

const startOf = (date: string): number | null => (date === '' ? null : instantOfLocal(`${date}T00:00`, regionZone()))
const endOf = (date: string): number | null => (date === '' ? null : instantOfLocal(`${date}T23:59`, regionZone()) + 60_000)

/** Search over everything that was ever collected, newest first. */
export function Archive() {
  const wanted = useSignal(fieldsAsked(ANY, askedHere('archive') ?? {}))
  const found = useSignal<Found | null>(null)
  const asked = useRef(0)

  async function find(asks: Wanted, before: Found | null): Promise<void> {
    const own = (asked.current += 1)
    try {
      const { from, to, ...rest } = asks
      const after = before?.next ?? null
      const page = await get<PostPage>('/api/archive', { ...rest, from: startOf(from), to: endOf(to), limit: PAGE, after })
      // An answer to an earlier question may come after that to a later one.
      if (own === asked.current) found.value = { ...page, wanted: asks, items: [...(before?.items ?? []), ...page.items] }
    } catch (problem) {
      notify('problem', problemText(problem))
    }
  }
  const findAnew = (): void => {
    keepAsked('archive', wanted.value)
    void find(wanted.value, null)
  }
  useEffect(findAnew, [])
  const want = (change: Partial<Wanted>): void => {
    wanted.value = { ...wanted.value, ...change }
  }
  const narrow = (change: Partial<Wanted>): void => {
    want(change)
    findAnew()
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    findAnew()
  }
  return (
    <div class="page">
      <h1>{t().archive.title}</h1>
      <form class="search-form" role="search" onSubmit={submit}>
        <Typed wanted={wanted.value} want={want} />
        <CommonFilters chosen={wanted.value} set={narrow} />
        <button type="submit" class="main">
          {t().archive.find}
        </button>
      </form>
      <Results found={found.value} more={(before) => void find(before.wanted, before)} />
    </div>
  )
}

function Typed({ wanted, want }: { wanted: Wanted; want: (change: Partial<Wanted>) => void }) {
  const { archive } = t()
  return (
    <>
      <input
        type="search"
        name="q"
        aria-label={archive.search}
        placeholder={archive.start}
        value={wanted.q}
        onInput={(event) => want({ q: event.currentTarget.value })}
      />
      <label>
        {archive.from} <input type="date" value={wanted.from} onInput={(event) => want({ from: event.currentTarget.value })} />
      </label>
      <label>
        {archive.to} <input type="date" value={wanted.to} onInput={(event) => want({ to: event.currentTarget.value })} />
      </label>
    </>
  )
}

function Results({ found, more }: { found: Found | null; more: (before: Found) => void }) {
  return (
    <section aria-label={t().archive.title}>
      <p role="status" class={found === null || found.total === 0 ? 'empty' : ''}>
        {whatIsFound(found)}
      </p>
      <ol class="results">
        {found?.items.map((row) => (
          <Result key={row.id} row={row} />
        ))}
      </ol>
      {found !== null && found.next !== null && (
        <button type="button" onClick={() => more(found)}>
          {t().archive.more}
        </button>
      )}
    </section>
  )
}

/** Stands in one place on the page, so that it is read aloud whatever it says. */
function whatIsFound(found: Found | null): string {
  if (found === null) return t().app.loading
  return found.items.length === 0 ? t().archive.nothing : t().archive.found(found.total)
}

const Result = ({ row }: { row: PostRow }) => (
  <li data-post={row.id}>
    <p class="byline">
      <b>{authorName(row.author)}</b> <time>{dayAndTime(row.createdAt)}</time> <span>{t().platforms[row.platform]}</span>
      {row.topicId !== null && <span>{topicName(row.topicId)}</span>}
      {row.districtId !== null && <span>{districtName(row.districtId)}</span>}
      {row.url !== null && <SafeLink url={row.url}>{t().card.open}</SafeLink>}
    </p>
    <p class="text" lang={writtenIn(row.text)}>
      {row.text || t().card.noText}
    </p>
  </li>
)
