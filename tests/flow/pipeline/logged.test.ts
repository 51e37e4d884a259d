import { expect } from 'chai'
import { loadRegion } from '../../../config/load-region.ts'
import { type OtklikProcess, otklikProcess } from '../../browser/otklik-process.ts'
import { eventually } from '../../contract/subject.ts'

const WITHIN_MS = 60_000
const [AGENCY] = loadRegion('kursk').agencies.agencies.filter((one) => one.ready)

interface Line {
  readonly msg: string
  readonly stage?: string
  readonly topic?: string
  readonly place?: string
  readonly key?: string
  readonly id?: string
  readonly type?: string
  readonly trace?: string
}

/** Requests of the curator's session. */
async function signedIn(url: string) {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ login: 'curator', password: 'demo' })
  const answer = await fetch(`${url}/api/sign-in`, { method: 'POST', headers: json, body })
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  const headers = { ...json, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrfToken }
  return async <T>(path: string, sent?: object): Promise<T> => {
    const response = await fetch(url + path, sent === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(sent) })
    expect(response.status, path).to.equal(200)
    return (await response.json()) as T
  }
}

describe('The log at level debug', function () {
  this.timeout(180_000)
  let running: OtklikProcess
  after(() => running?.dispose())

  const lines = (): readonly Line[] =>
    running
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Line)

  it('shows one message by its id and its trace at every hop, from the collector to the hand-over', async () => {
    running = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0', OTKLIK_LOG_LEVEL: 'debug' })
    const curator = await signedIn(running.url)
    const { items } = await eventually(
      () => curator<{ items: readonly { id: string }[] }>('/api/cases?view=review&limit=1'),
      (found) => found.items.length > 0,
      WITHIN_MS,
    )
    const caseId = items[0]?.id ?? ''
    const act = (type: string, body: object) => curator(`/api/cases/${encodeURIComponent(caseId)}/${type}`, body)
    await act('detect', { topicId: 'roads/pothole', districtId: 'rylsky', placeName: '', importance: 'normal' })
    await act('route', { agencyId: AGENCY?.id, overrideReason: 'проверка' })
    const postId = caseId.replace('case:', '')
    const own = (): readonly Line[] => lines().filter(({ id }) => [`${postId}@`, `${caseId}#`].some((it) => id?.startsWith(it)))
    const settled = `otklik.case.routed-to-agency.v1 settled by publisher`
    const hop = ({ msg, stage, type }: Line): string => `${type} ${msg} by ${stage}`
    const hops = await eventually(
      async () => own().map(hop),
      (found) => found.includes(settled),
      WITHIN_MS,
    )
    expect(hops).to.include.members([
      'otklik.post.v1 appended by collect',
      'otklik.post.v1 settled by classifier',
      'otklik.post.classified.v1 appended by classifier',
      'otklik.post.classified.v1 settled by intake',
      'otklik.case.message-taken-in.v1 owed by intake',
      'otklik.case.message-detected.v1 owed by console',
      'otklik.case.routed-to-agency.v1 owed by console',
      'otklik.case.routed.v1 owed by console',
      settled,
    ])
    const [handOver] = own().filter(({ type }) => type === 'otklik.case.routed.v1')
    expect(handOver).to.deep.include({ topic: `routed.${AGENCY?.id}`, key: caseId })
    expect(new Set(own().map(({ trace }) => trace))).to.deep.equal(new Set([handOver?.trace]))
  })
})
