import { useSignal } from '@preact/signals'
import type { Board } from '../board/board.state.ts'
import { focusDraft } from '../draft/answer-panel.view.tsx'
import { useKeys } from '../keys/dispatch.ts'
import { capOf, type KeyAct } from '../keys/keys.ts'
import { singleKeys } from '../shell/preferences.state.ts'
import { t } from '../text/text.ts'
import type { CaseCard } from '../wire/api-types.ts'
import { ActDialog } from './act-dialog.view.tsx'
import { FIELDS } from './act-fields.ts'
import { ACT_KEYS } from './act-keys.ts'
import { type Act, sendAct } from './send-act.ts'
import type { CommandBody } from './send-command.ts'

/** Acts that lead a case to its answer: the first of them stands out. */
const LEADS_ON: ReadonlySet<Act> = new Set(['detect', 'route', 'reroute', 'accept', 'approve', 'publish'])

/** Acts on the very draft that was seen. */
const ON_DRAFT: ReadonlySet<Act> = new Set(['approve', 'ask-rework'])

interface Seen {
  readonly version?: string
}

/** An act that asks nothing is one act on the case as it was seen: done again before the page has learned more, it is the same. */
const keyOfSeen = ({ timeline }: CaseCard): string => `seen:${timeline.length}`

/** What the signed-in person may do with the case now, each with its key. */
export function Acts({ card, board }: { card: CaseCard; board: Board }) {
  const asking = useSignal<{ readonly act: Act; readonly of: Seen } | null>(null)
  const possible = ACT_KEYS.filter(({ act }) => card.allowed.includes(act))

  const send = (act: Act, body: CommandBody): Promise<string | null> => sendAct({ card, board }, act, body)
  const begin = (act: Act): void => {
    const of: Seen = ON_DRAFT.has(act) ? { version: card.draft?.version ?? '' } : {}
    if (FIELDS[act] !== undefined) asking.value = { act, of }
    else void send(act, { ...of, key: keyOfSeen(card) })
  }
  useKeys({
    ...Object.fromEntries(possible.map(({ act, key }) => [key, () => begin(act)])),
    ...(card.allowed.includes('submit') && { draft: focusDraft }),
  })
  if (possible.length === 0) return null
  const asked = asking.value
  return (
    <div class="acts" role="toolbar" aria-label={t().card.acts}>
      {possible.map(({ act, key }) => (
        <button
          key={act}
          type="button"
          data-act={act}
          class={act === possible[0]?.act && LEADS_ON.has(act) ? 'main' : ''}
          onClick={() => begin(act)}
        >
          {t().acts[act]} <KeyCap act={key} />
        </button>
      ))}
      {asked !== null && (
        <ActDialog
          act={asked.act}
          card={card}
          close={() => (asking.value = null)}
          // The draft may change while the questions are answered: they are about the one that was there before.
          send={(act, body) => send(act, { ...body, ...asked.of })}
        />
      )}
    </div>
  )
}

function KeyCap({ act }: { act: KeyAct }) {
  const cap = capOf(act, singleKeys.value)
  return cap === null ? null : <kbd aria-hidden="true">{cap}</kbd>
}
