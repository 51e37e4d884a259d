import { expect } from 'chai'
import { ClassifiedSchema } from '../../../app/schemas/classified-schema.ts'
import { quickCheck } from '../../../app/schemas/quick-check.ts'
import { readMessage } from '../../../app/schemas/read-message.ts'
import { classifiedMembers, classifiedText, keepMembers } from '../../../core/classified-json.ts'
import { jsonOf } from '../../../core/shared-json.ts'
import { wholeText } from '../../../core/text.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

const an = () => ({ post: aPost({ text: 'Яма «у дома»\n"5"' }), classification: aClassification() })
const MESSAGE = { topic: 'posts.classified', key: '', headers: {}, at: 0, partition: 0, offset: 0 }
const members = (value: unknown) => JSON.stringify(value).slice(1, -1)

function read(value: string) {
  const found = readMessage({ ...MESSAGE, value }, ClassifiedSchema, quickCheck(ClassifiedSchema))
  if (found.kind !== 'ok') throw new Error(`Not read: ${value}`)
  keepMembers(found.value)
  return found.value
}

describe('A post and its classification as members of JSON', () => {
  it('say what the two say', () => {
    const item = an()
    expect(wholeText(classifiedMembers(item))).to.equal(members(item))
    expect(wholeText(classifiedText(item))).to.equal(JSON.stringify(item))
  })

  it('are made once of the same two', () => {
    const { classification } = an()
    const asked: string[] = []
    const post = { ...an().post, toJSON: () => `${asked.push('once')}` }
    const first = classifiedMembers({ post, classification })
    expect(classifiedMembers({ post, classification })).to.equal(first)
    expect(asked).to.have.length(1)
    const other = { ...an().post, text: 'Другая яма' }
    expect(wholeText(classifiedMembers({ post: other, classification }))).to.equal(members({ post: other, classification }))
  })

  it('are as they were read', () => {
    const { post, classification } = an()
    const spaced = `{"classification": ${JSON.stringify(classification)}, "post": ${JSON.stringify(post)}}`
    const item = read(spaced)
    expect(wholeText(classifiedMembers(item))).to.equal(spaced.slice(1, -1))
    expect(jsonOf(item)).to.equal(spaced)
    expect(jsonOf({ ...item })).to.equal(JSON.stringify(item))
  })

  it('are made anew of what stands in several lines, has blanks around it, says more or writes letters by their numbers', () => {
    const item = an()
    const numbered = JSON.stringify(item).replaceAll('Я', '\\u042f')
    for (const text of [numbered, JSON.stringify(item, null, 1), ` ${JSON.stringify(item)} `, JSON.stringify({ ...item, later: 1 })])
      expect(wholeText(classifiedMembers(read(text)))).to.equal(members(item))
  })
})
