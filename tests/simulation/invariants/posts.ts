import { HEADERS } from '../../../core/message.ts'
import type { History } from '../history.ts'
import { difference, disorder, eventId } from './ledger.ts'

/** Every revision is on the log and classified, in its order; what nobody can read is set aside with its own words. */
export function postProblems({ feed, poison, log }: History): readonly string[] {
  const revisions = feed.flatMap(({ post }) => (post === null ? [] : [`${post.id}@${post.rev}`]))
  const broken = feed.flatMap((item) => item.broken ?? [])
  const read = log.all('posts').filter((message) => !poison.includes(message.value))
  const classified = log.all('posts.classified')
  const dead = log.all('posts.dead')
  const classifiedIds = revisions.map((id) => `${id}:classified`)
  const unmarked = dead.filter((message) => message.headers[HEADERS.errorClass] !== 'malformed')
  return [
    ...difference('posts', revisions, read.map(eventId)),
    ...disorder('posts', read, revisions),
    ...difference('classified', classifiedIds, classified.map(eventId)),
    ...disorder('classified', classified, classifiedIds),
    ...difference(
      'dead letters',
      [...broken, ...poison],
      dead.map((message) => message.value),
    ),
    ...unmarked.map(() => 'dead letters without a reason: posts.dead'),
    ...log.all('posts.classified.dead').map((message) => `dead letters invented: ${message.value}`),
  ]
}
