import { districtName, recipientName, topicName, whereText } from '../shell/names.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'

const percent = (confidence: number): string => `${Math.round(confidence * 100)} %`

/** What the program thinks, each value with its confidence; a person decides. */
export function Estimate({ card }: { card: CaseCard }) {
  return (
    <section class="panel" aria-labelledby="estimate-title">
      <h3 id="estimate-title">{t().card.estimate}</h3>
      <dl class="facts">
        <Topics card={card} />
        <Place card={card} />
        <Needs card={card} />
        <Refusals card={card} />
        <Suggestion card={card} />
        <Repeats card={card} />
      </dl>
    </section>
  )
}

const Confidence = ({ value }: { value: number }) => (
  <span class="confidence">
    <meter min={0} max={1} value={value} aria-label={percent(value)} /> {percent(value)}
  </span>
)

const Topics = ({ card }: { card: CaseCard }) => (
  <div>
    <dt>{t().card.topics}</dt>
    {card.classification.topics.length === 0 && <dd>{t().board.noTopic}</dd>}
    {card.classification.topics.map((topic) => (
      <dd key={topic.topicId}>
        {topicName(topic.topicId)} <Confidence value={topic.confidence} />
      </dd>
    ))}
  </div>
)

function Place({ card }: { card: CaseCard }) {
  const { place } = card.classification
  return (
    <div>
      <dt>{t().card.place}</dt>
      {place === null ? (
        <dd>{t().board.noPlace}</dd>
      ) : (
        <dd>
          {whereText({ placeName: place.name, districtId: place.districtId })} {place.inferred && <small>({t().card.inferred})</small>}
          <Confidence value={place.confidence} />
        </dd>
      )}
    </div>
  )
}

const Needs = ({ card }: { card: CaseCard }) => (
  <>
    <div>
      <dt>{t().card.importance}</dt>
      <dd>
        {t().importance[card.classification.importance.value]} <Confidence value={card.classification.importance.confidence} />
      </dd>
    </div>
    <div>
      <dt>{t().card.needsResponse}</dt>
      <dd>
        {card.classification.needsResponse.value ? t().card.yes : t().card.no}{' '}
        <Confidence value={card.classification.needsResponse.confidence} />
      </dd>
    </div>
  </>
)

function Refusals({ card }: { card: CaseCard }) {
  if (card.classification.refusals.length === 0) return null
  return (
    <div>
      <dt>{t().card.refusals}</dt>
      {card.classification.refusals.map((refusal) => (
        <dd key={refusal.value}>
          {t().grounds[refusal.value]} <Confidence value={refusal.confidence} />
        </dd>
      ))}
    </div>
  )
}

/** The router names its reason by ids: a topic, or a topic and a district; or that no rule fitted, or that a person proposes it. */
function reasonText(reason: string): string {
  if (reason === 'fallback' || reason === 'proposed') return t().card[reason]
  const [topicId = '', districtId] = reason.split(' · ')
  return districtId === undefined ? topicName(topicId) : `${topicName(topicId)}, ${districtName(districtId)}`
}

function Suggestion({ card }: { card: CaseCard }) {
  return (
    <div>
      <dt>{t().card.suggestion}</dt>
      {card.suggested.length === 0 && <dd>{t().card.noSuggestion}</dd>}
      {card.suggested.map(({ agencyId, reason, confidence }) => (
        <dd key={agencyId}>
          {recipientName(agencyId)} <small>{reasonText(reason)}</small> {confidence !== null && <Confidence value={confidence} />}
        </dd>
      ))}
    </div>
  )
}

function Repeats({ card }: { card: CaseCard }) {
  if (card.classification.repeats.length === 0) return null
  return (
    <div>
      <dt>{t().card.repeats}</dt>
      {card.classification.repeats.map((repeat) => (
        <dd key={repeat.caseId}>
          <code>{repeat.caseId}</code> <Confidence value={repeat.confidence} />
        </dd>
      ))}
    </div>
  )
}
