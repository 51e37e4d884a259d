import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DeadLetterList, DeadLetterView, RedrivenLetters } from '../../server/deps.ts'
import { dayAndTime } from '../shell/date-text.ts'
import { notify } from '../shell/notice.state.ts'
import { t } from '../text/text.ts'
import { get, post } from '../wire/api.ts'
import { problemText } from '../wire/problem-text.ts'

const NONE: DeadLetterList = { items: [], total: 0, topics: [] }

/** What the flows could not read, with the reason, and the way to send it through again. */
export function DeadLetters() {
  const letters = useSignal<DeadLetterList | null>(null)
  const topic = useSignal('')
  const chosen = useSignal<ReadonlySet<string>>(new Set())

  async function load(): Promise<void> {
    try {
      const asked = topic.value
      const found = await get<DeadLetterList>('/api/dead-letters', { topic: asked || null })
      // Another topic was chosen meanwhile: its list comes, or has come already.
      if (asked !== topic.value) return
      letters.value = found
      chosen.value = new Set()
    } catch (problem) {
      notify('problem', problemText(problem))
    }
  }
  async function redrive(): Promise<void> {
    try {
      const driven = await post<RedrivenLetters>('/api/dead-letters/redrive', { places: [...chosen.value] })
      notify(driven.stays.length === 0 ? 'done' : 'problem', outcomeText(driven))
      await load()
    } catch (problem) {
      notify('problem', problemText(problem))
    }
  }
  useEffect(() => void load(), [topic.value])
  const { items: shown, total, topics } = letters.value ?? NONE
  return (
    <div class="page">
      <h1>{t().deadLetters.title}</h1>
      <div class="search-form">
        <TopicSelect topics={topics} topic={topic} />
        <button type="button" class="main" data-act="redrive" disabled={chosen.value.size === 0} onClick={() => void redrive()}>
          {t().deadLetters.redrive(chosen.value.size)}
        </button>
      </div>
      {shown.length === 0 && <p class="empty">{letters.value === null ? t().app.loading : t().deadLetters.nothing}</p>}
      {total > shown.length && <p class="hint">{t().deadLetters.newest(shown.length, total)}</p>}
      {shown.length > 0 && (
        <ol class="results">
          {shown.map((letter) => (
            <Letter key={letter.place} letter={letter} chosen={chosen} />
          ))}
        </ol>
      )}
    </div>
  )
}

/** How many were sent again, and of each reason how many stay. */
function outcomeText({ redriven, stays }: RedrivenLetters): string {
  const reasons = [...new Set(stays.map((one) => one.why))]
  const left = reasons.map((why) => t().deadLetters.stays[why](stays.filter((one) => one.why === why).length))
  return [t().deadLetters.redriven(redriven), ...left].join('. ')
}

const TopicSelect = ({ topics, topic }: { topics: readonly string[]; topic: Signal<string> }) => (
  <label>
    {t().deadLetters.topic}{' '}
    <select name="topic" value={topic} onChange={(event) => (topic.value = event.currentTarget.value)}>
      <option value="">{t().deadLetters.anyTopic}</option>
      {topics.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  </label>
)

function Letter({ letter, chosen }: { letter: DeadLetterView; chosen: Signal<ReadonlySet<string>> }) {
  const { place, topic, at, stage, error, reason, redrivenAt, value } = letter
  const toggle = (on: boolean): void => {
    const others = [...chosen.value].filter((one) => one !== place)
    chosen.value = new Set(on ? [...others, place] : others)
  }
  return (
    <li data-place={place}>
      <p class="byline">
        <input
          type="checkbox"
          aria-label={t().deadLetters.choose(place)}
          checked={chosen.value.has(place)}
          onChange={(event) => toggle(event.currentTarget.checked)}
        />
        <b>{topic}</b> <time>{dayAndTime(at)}</time> <span>{stage}</span> <span>{error}</span>
        {redrivenAt !== null && (
          <span>
            {t().deadLetters.done}, <time>{dayAndTime(redrivenAt)}</time>
          </span>
        )}
      </p>
      <p>{reason}</p>
      <details>
        <summary>{t().deadLetters.value}</summary>
        <p class="text">{value}</p>
      </details>
    </li>
  )
}
