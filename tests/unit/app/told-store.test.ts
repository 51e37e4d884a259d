import { expect } from 'chai'
import { pino } from 'pino'
import { clusterStore } from '../../../app/cluster-store.ts'
import { toldStore } from '../../../app/told-store.ts'
import type { Write, WriteResult } from '../../../core/documents.ts'
import type { DocumentsHalf, LogHalf, Owing } from '../../../core/halves.ts'
import { cloudEvent } from '../../../core/message.ts'

const message = (id: string, topic = 'cases') =>
  cloudEvent({ topic, key: 'case:1', id, type: 't', at: 1, data: {}, headers: { traceparent: id } })
const writing = (id: string): Write => ({ collection: 'cases', id, value: 1, fields: {}, mode: { kind: 'create' }, outbox: [message(id)] })

/** Servers that take everything; the document `there` is there already, and one owes a message. */
function told(level: string) {
  const log = { append: async () => [], validate: async () => {} } as unknown as LogHalf
  const written = ({ id }: Write): WriteResult => (id === 'there' ? { kind: 'exists' } : ({ kind: 'written', version: '1' } as WriteResult))
  const owing: Owing = { messages: [message('owed before')], sent: async () => true }
  const documents = {
    validate: async () => {},
    write: async (write: Write) => written(write),
    writeAll: async (writes: readonly Write[]) => writes.map(written),
    owing: async () => [owing],
  } as unknown as DocumentsHalf
  const lines: object[] = []
  const logger = pino({ level, base: null, timestamp: false }, { write: (line: string) => void lines.push(JSON.parse(line) as object) })
  const plain = clusterStore(log, documents)
  return { plain, store: toldStore(plain, logger, 'sweep'), lines }
}

const line = (id: string, msg: string, topic = 'cases') => ({
  level: 20,
  stage: 'sweep',
  topic,
  key: 'case:1',
  id,
  type: 't',
  trace: id,
  msg,
})

describe('A store that tells', () => {
  it('names what is appended and owed by id and trace, and nothing that a document which was there would owe', async () => {
    const { store, lines } = told('debug')
    await store.log.append([message('1', 'posts')])
    await store.documents.write(writing('2'))
    await store.documents.write(writing('there'))
    await store.settle({ append: [message('3', 'posts')], writes: [writing('there'), writing('4')] })
    expect(lines).to.deep.equal([line('1', 'appended', 'posts'), line('2', 'owed'), line('3', 'appended', 'posts'), line('4', 'owed')])
  })

  it('names what the relay has moved', async () => {
    const { store, lines } = told('debug')
    expect(await store.relay()).to.equal(1)
    expect(lines).to.deep.equal([line('owed before', 'relayed')])
  })

  it('is the store itself where nobody wants to know', () => {
    const { plain, store } = told('info')
    expect(store).to.equal(plain)
  })
})
