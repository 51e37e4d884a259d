import { expect } from 'chai'
import { PostSchema } from '../../../app/schemas/post-schema.ts'
import { readMessage } from '../../../app/schemas/read-message.ts'
import { jsonText } from '../../../core/json-text.ts'
import { HEADERS, type LogMessage } from '../../../core/message.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { aPost } from '../../builders/post.ts'

describe('A message that was read', () => {
  const own: LogMessage = { ...postMessage(aPost()), partition: 0, offset: 0 }
  const textOf = (message: LogMessage): string => {
    const read = readMessage(message, PostSchema)
    if (read.kind !== 'ok') throw new Error(read.kind)
    expect(read.value).to.deep.equal(JSON.parse(message.value))
    return jsonText(read.value)
  }

  it('goes on as the text it came as', () => {
    const value = own.value.replace('{', '{ ')
    expect(textOf({ ...own, value })).to.equal(value)
  })

  it('of another program goes on as our own text: a name that stood twice stands once', () => {
    const value = own.value.replace('{', '{"platform":"none",')
    expect(textOf({ ...own, value, headers: { ...own.headers, [HEADERS.source]: '/elsewhere' } })).to.equal(
      JSON.stringify(JSON.parse(value)),
    )
  })
})
