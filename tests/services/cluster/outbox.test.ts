import { expect } from 'chai'
import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { Unavailable } from '../../../core/errors.ts'
import { type Text, wholeText } from '../../../core/text.ts'
import { failure } from '../../contract/subject.ts'
import { CURATOR, DETECT, ROUTE, story } from '../../builders/case.ts'
import { deleteIndices, rawIndexed } from './raw-indices.ts'
import { servers } from './servers.ts'

describe('What a case owes', function () {
  this.timeout(60_000)

  it('is told to wait where its index takes no writes, or it would be sent again and again', async () => {
    const { nodes } = await servers()
    const prefix = `blocked-${process.pid}-`
    const client = elasticsearchClient({ nodes, auth: null, caFile: null })
    const documents = elasticsearchDocuments(client, prefix)
    const { current } = story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT)
    try {
      await documents.ensure()
      await documents.write(caseWrite(current, current.facts, { kind: 'create' }))
      const [owing] = await documents.owing(10)
      const index = Object.keys(await client.indices.getAlias({ index: `${prefix}cases*` }))
      await client.indices.addBlock({ index, block: 'write' })
      expect(await failure(owing?.sent() ?? Promise.resolve())).to.be.instanceOf(Unavailable)
      await client.indices.removeBlock({ index, block: 'write' })
      expect(await owing?.sent()).to.equal(true)
    } finally {
      await documents.close()
      await deleteIndices(prefix)
    }
  })

  it('stands in its document without the facts, and is sent with them', async () => {
    const { nodes } = await servers()
    const prefix = `outbox-${process.pid}-`
    const documents = elasticsearchDocuments(elasticsearchClient({ nodes, auth: null, caFile: null }), prefix)
    const { current } = story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT).then('17.03.2026 10:00', CURATOR, ROUTE)
    const write = caseWrite(current, current.facts, { kind: 'create' })
    try {
      await documents.ensure()
      await documents.write(write)
      const [raw = ''] = await rawIndexed(prefix, 'cases')
      const { outbox } = JSON.parse(raw) as { outbox: readonly { topic: string; value?: string }[] }
      expect(outbox.map(({ topic, value }) => [topic, value === undefined])).to.deep.equal([
        ['cases', true],
        ['cases', true],
        ['cases', true],
        ['routed.roads', false],
      ])
      const [owing] = await documents.owing(10)
      const bodies = (messages: readonly { readonly value: Text }[]) => messages.map(({ value }) => JSON.parse(wholeText(value)) as unknown)
      expect(bodies(owing?.messages ?? [])).to.deep.equal(bodies(write.outbox ?? []))
    } finally {
      await documents.close()
      await deleteIndices(prefix)
    }
  })
})
