import { expect } from 'chai'
import { parseVk } from '../../../collectors/vk/body.ts'

const ITEM = '{"id":1,"from_id":7,"owner_id":-1,"date":1736516635,"text":"Яма"}'
const DEEP = 100_000
const nested = (inside: string): string => `${'['.repeat(DEEP)}${inside}${']'.repeat(DEEP)}`

describe('A recorded body of VK', () => {
  const kinds = (body: string): readonly string[] =>
    parseVk(JSON.parse(body), Date.now(), new Set()).map((one) => (one.kind === 'dead' ? one.error.message : one.kind))

  for (const [what, body, expected] of [
    ['nothing', 'null', ['not an object']],
    ['a number', '7', ['not an object']],
    ['an empty list', '[]', ['no post, comment or message in this body']],
    ['an object without a post', '{"response":{"items":[]}}', ['no post, comment or message in this body']],
    ['a refusal', '{"error":{"error_code":15,"error_msg":"Access denied"}}', ['VK refused: Access denied']],
    ['a post', ITEM, ['ok']],
    ['lists without end', nested(''), ['nested deeper than 200 levels']],
    ['a post beside lists without end', `[${ITEM},${nested(ITEM)}]`, ['ok', 'nested deeper than 200 levels']],
  ] as const)
    it(`gives posts or reasoned dead letters, at least one of them, whatever it is: ${what}`, () => {
      expect(kinds(body)).to.deep.equal(expected)
    })
})
