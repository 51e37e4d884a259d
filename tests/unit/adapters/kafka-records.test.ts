import { expect } from 'chai'
import { messageOf } from '../../../adapters/kafka/records.ts'
import { PostSchema } from '../../../app/schemas/post-schema.ts'
import { readMessage } from '../../../app/schemas/read-message.ts'
import { postMessage } from '../../../app/flows/collect.ts'
import { aPost } from '../../builders/post.ts'
import { wholeText } from '../../../core/text.ts'

describe('a record of Kafka as a message', () => {
  const message = postMessage(aPost({ text: 'Яма ? на дороге' }))
  const posted = { ...message, value: wholeText(message.value) }
  const read = (value: Buffer | null) => {
    const record = { offset: 7, key: Buffer.from(posted.key), value, headers: posted.headers, timestamp: posted.at, isControl: false }
    return messageOf({ topic: 'posts', partition: 1 }, record)
  }
  const outcome = (value: Buffer) => readMessage(read(value), PostSchema)

  it('is the text that was sent, also with the sign for what is no letter', () => {
    const text = posted.value.replace('?', '\ufffd')
    expect(read(Buffer.from(text))).to.deep.equal({ ...posted, value: text, partition: 1, offset: 7 })
    expect(outcome(Buffer.from(text)).kind).to.equal('ok')
    expect(read(null).value).to.equal('')
  })

  it('keeps every byte of what is no UTF-8, and is read by nobody', () => {
    const bytes = Buffer.from(posted.value)
    bytes[bytes.indexOf('?')] = 0xff
    expect(Buffer.from(read(bytes).value, 'base64')).to.deep.equal(bytes)
    const found = outcome(bytes)
    expect(found.kind === 'dead' && found.error.message).to.equal('Not UTF-8')
    expect(found.kind === 'dead' && found.error.details['value']).to.include(posted.value.slice(0, 20))
  })
})
