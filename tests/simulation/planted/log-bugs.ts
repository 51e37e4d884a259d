import { Unavailable } from '../../../core/errors.ts'
import type { LogHalf } from '../../../core/halves.ts'
import type { Servers } from '../servers.ts'
import type { PlantedBug } from './planted-bug.ts'

export const LOG_BUGS: readonly PlantedBug[] = [
  {
    name: 'no-fencing',
    about: 'lets a worker commit whose partitions have passed on',
    parts: { log: unfenced },
  },
  {
    name: 'unacknowledged',
    about: 'takes an append for done that was not acknowledged',
    parts: {
      log: (half) => ({
        ...half,
        async append(messages) {
          try {
            return await half.append(messages)
          } catch (error) {
            if (!(error instanceof Unavailable)) throw error
            return messages.map(({ topic }) => ({ topic, partition: 0, offset: 0 }))
          }
        },
      }),
    },
  },
  {
    name: 'newest-first',
    about: 'appends a batch in the wrong order',
    parts: { log: (half) => ({ ...half, append: async (messages) => (await half.append(messages.toReversed())).toReversed() }) },
  },
  {
    name: 'off-by-one',
    about: 'commits one offset too far',
    parts: {
      log: (half) => ({
        ...half,
        commit: (fence, positions) =>
          half.commit(
            fence,
            positions.map((one) => ({ ...one, offset: one.offset + 1 })),
          ),
      }),
    },
  },
]

function unfenced(half: LogHalf, { log, scheduler }: Servers): LogHalf {
  return {
    ...half,
    assertOwner: async () => {},
    async commit({ group }, positions) {
      await scheduler.sleep(null, 1)
      log.groups.get(group)?.commit(positions, (one) => log.messages(one).length)
    },
  }
}
