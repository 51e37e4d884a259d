import { expect } from 'chai'
import { archiveWrite } from '../../../app/flows/archive.ts'
import { jsonList, jsonOf, jsonWith, quoted, withJson } from '../../../core/shared-json.ts'
import { type Text, wholeText } from '../../../core/text.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

describe('The JSON of a value', () => {
  it('is what JSON.stringify says', () => {
    for (const value of [{ text: 'яма' }, [1], 'ё', 1, true, null]) expect(jsonOf(value)).to.equal(JSON.stringify(value))
  })

  it('is what its maker says, for that object alone', () => {
    const value = withJson({ a: 1, b: 2 }, () => ['{"b":2', ',"a":1}'])
    expect(wholeText(jsonOf(value))).to.equal('{"b":2,"a":1}')
    expect(jsonOf({ ...value, a: 3 })).to.equal('{"a":3,"b":2}')
  })

  it('of a text is that text where nothing in it is escaped', () => {
    for (const text of ['', 'яма у дома', 'он сказал "яма"', 'C:\\', 'две\nстроки', 'звук \u0007', 'пол\uD83D пары', 'целая \u{1F600}'])
      expect(wholeText(quoted(text))).to.equal(JSON.stringify(text))
    expect(quoted('яма')).to.deep.equal(['"', 'яма', '"'])
  })

  it('takes further fields that are JSON already', () => {
    const text = (value: object, more: Readonly<Record<string, Text>>) => wholeText(jsonWith(value, more))
    expect(text({ id: 1 }, { facts: '[2]' })).to.equal('{"id":1,"facts":[2]}')
    expect(text({}, { facts: ['[', '2]'], more: 'null' })).to.equal('{"facts":[2],"more":null}')
    expect(text({ id: 1 }, {})).to.equal('{"id":1}')
  })

  it('of a list is that of its items', () => {
    const text = (...items: readonly Text[]) => wholeText(jsonList(items))
    expect([text(), text('1'), text(['{', '}'], '2')]).to.deep.equal(['[]', '[1]', '[{},2]'])
  })

  it('of the archive says what its document says', () => {
    const item = { post: aPost({ text: 'Яма «у дома»\n"5"' }), classification: aClassification() }
    const { value } = archiveWrite(item, { kind: 'create' })
    expect(wholeText(jsonOf(value))).to.equal(JSON.stringify(item))
  })
})
