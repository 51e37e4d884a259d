import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { ClassifiedSchema } from '../../../app/schemas/classified-schema.ts'
import { PostSchema } from '../../../app/schemas/post-schema.ts'
import { publishedSchemas } from '../../../app/schemas/published.ts'
import type { CaseId } from '../../../core/case.ts'
import { wholeText } from '../../../core/text.ts'
import { CaseFactSchema, HandOverSchema } from '../../../sla-engine/case-message.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { CURATOR, DETECT, ROUTE, story } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

/** Every object with a field that this release does not know. */
const withMore = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withMore)
  if (typeof value !== 'object' || value === null) return value
  return { ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withMore(inner)])), newer: 1 }
}

const folder = fileURLToPath(new URL('../../../docs/schemas/', import.meta.url))

describe('The published schemas', () => {
  for (const [name, text] of Object.entries(publishedSchemas())) {
    it(`stand in docs/schemas as the code has them: ${name}`, () => {
      if (process.env['OTKLIK_TEST_WRITE_SCHEMAS'] === '1') {
        mkdirSync(folder, { recursive: true })
        writeFileSync(folder + name, text)
      }
      expect(readFileSync(folder + name, 'utf8')).to.equal(text)
    })
  }

  it('take no time that nobody lives in: it would be a month of its own, or none', () => {
    for (const createdAt of [-1, 1.5, Date.UTC(2101, 0, 1), 8.7e15]) {
      expect(PostSchema.safeParse({ ...aPost(), createdAt }).error?.issues[0]?.path, String(createdAt)).to.deep.equal(['createdAt'])
    }
  })

  it('pass on what a newer release adds, in whatever object', () => {
    const added = withMore({ post: aPost(), classification: aClassification() })
    expect(ClassifiedSchema.parse(added)).to.deep.equal(added)
  })

  it('take what the program writes', () => {
    PostSchema.parse(aPost())
    ClassifiedSchema.parse({ post: aPost(), classification: aClassification() })
    const { current } = story('17.03.2026 10:00').then('17.03.2026 10:00', CURATOR, DETECT).then('17.03.2026 10:00', CURATOR, ROUTE)
    const messages = caseWrite(current, current.facts, { kind: 'create' }).outbox ?? []
    expect(messages.map((one) => one.topic)).to.deep.equal(['cases', 'cases', 'cases', 'routed.roads'])
    for (const message of messages)
      (message.topic === 'cases' ? CaseFactSchema : HandOverSchema).parse(JSON.parse(wholeText(message.value)))
    expect(messages.every((one) => one.key === (current.id satisfies CaseId))).to.equal(true)
  })
})
