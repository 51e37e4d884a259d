import { classifyStage } from '../../../app/flows/classify.ts'
import { consume, type Frame, type Stage } from '../../../app/flows/consume.ts'
import { type Intake, intakeStage } from '../../../app/flows/intake.ts'
import type { ClassifiedPost } from '../../../app/schemas/classified-schema.ts'
import type { Documents, Stored, Version } from '../../../core/documents.ts'
import { Conflict, Unavailable } from '../../../core/errors.ts'
import { HEADERS, type NewMessage } from '../../../core/message.ts'
import type { Post } from '../../../core/post.ts'
import type { Store } from '../../../core/store.ts'
import { handle } from '../../../sla-engine/handle.ts'
import { sweep } from '../../../sla-engine/sweep.ts'
import type { PlantedBug } from './planted-bug.ts'

/** A stage whose messages are changed on their way out. */
const appending = (stage: Stage, change: (messages: readonly NewMessage[], batch: number) => readonly NewMessage[]): Stage => {
  let batch = 0
  return {
    ...stage,
    async process(messages, how) {
      const effects = await stage.process(messages, how)
      batch += 1
      return { ...effects, append: change(effects.append ?? [], batch) }
    },
  }
}

/** A store whose documents answer otherwise. */
const withDocuments = (store: Store, change: (right: Documents) => Partial<Documents>): Store => ({
  ...store,
  documents: { ...store.documents, ...change(store.documents) },
})

export const FLOW_BUGS: readonly PlantedBug[] = [
  {
    name: 'ids-by-chance',
    about: 'gives what it makes of a message another id each time',
    parts: {
      classifyStage: (flow) =>
        appending(classifyStage(flow), (messages, batch) =>
          messages.map((one, index) => ({ ...one, headers: { ...one.headers, [HEADERS.id]: `${flow.now()}-${batch}-${index}` } })),
        ),
    },
  },
  {
    name: 'poison-dropped',
    about: 'passes over what it cannot read',
    parts: {
      classifyStage: (flow) => appending(classifyStage(flow), (messages) => messages.filter((one) => !one.topic.endsWith('.dead'))),
    },
  },
  {
    name: 'goes-on-after-failure',
    about: 'reads on after a batch that could not be settled',
    parts: { consume: (frame, stage, signal) => consume(forgiving(frame), stage, signal) },
  },
  {
    name: 'conflict-for-done',
    about: 'tells a person who lost a race that it is done',
    parts: {
      handle: (engine, caseId, command, meta) => handle({ ...engine, store: withDocuments(engine.store, winning) }, caseId, command, meta),
    },
  },
  {
    name: 'sweep-overwrites',
    about: 'records alarms over what people did meanwhile',
    parts: {
      sweep: (engine, now, limit) => {
        const settle: Store['settle'] = ({ writes = [] }) =>
          engine.store.settle({ writes: writes.map((write) => ({ ...write, mode: { kind: 'put' } })) })
        return sweep({ ...engine, store: { ...engine.store, settle } }, now, limit)
      },
    },
  },
  {
    name: 'archived-means-taken-in',
    about: 'passes over a post that is archived, whether or not its case was opened',
    parts: { intakeStage: passingOverArchived },
  },
  {
    name: 'never-careful',
    about: 'takes messages for new again and again that have turned out to be known',
    parts: { intakeStage: neverCareful },
  },
  {
    name: 'older-revision-wins',
    about: 'takes every reading of a post for the newest',
    parts: { intakeStage: (flow) => intakeStage({ ...flow, store: withDocuments(flow.store, forgetful) }) },
  },
]

const forgiving = (frame: Frame): Frame => ({
  ...frame,
  store: {
    ...frame.store,
    async settle(settlement) {
      try {
        return await frame.store.settle(settlement)
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        return []
      }
    },
  },
})

const winning = (right: Documents): Partial<Documents> => ({
  async write(write) {
    try {
      return await right.write(write)
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      return { kind: 'written', version: 'lost' as Version }
    }
  },
})

function neverCareful(flow: Intake): Stage {
  const stage = intakeStage(flow)
  return { ...stage, process: (messages, { inFront } = {}) => stage.process(messages, { ...(inFront && { inFront }) }) }
}

function passingOverArchived(flow: Intake): Stage {
  const stage = intakeStage(flow)
  return {
    ...stage,
    async process(messages, how) {
      const fresh = await Promise.all(
        messages.map(async ({ value }) => {
          const { post } = JSON.parse(value) as ClassifiedPost
          return (await flow.store.documents.get<ClassifiedPost>('posts', post.id))?.value.post.rev !== post.rev
        }),
      )
      return stage.process(
        messages.filter((_, index) => fresh[index]),
        how,
      )
    },
  }
}

const ancient = (post: Post): Post => ({ ...post, editedAt: null, deletedAt: null, collectedAt: 0 })

const forgetful = (right: Documents): Partial<Documents> => ({
  async get<T>(collection: Parameters<Documents['get']>[0], id: string) {
    const found = await right.get<T>(collection, id)
    if (found === null || collection !== 'posts') return found
    const value = found.value as ClassifiedPost
    return { ...found, value: { ...value, post: ancient(value.post) } } as Stored<T>
  },
})
