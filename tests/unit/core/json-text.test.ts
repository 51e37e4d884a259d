import { expect } from 'chai'
import { jsonText, jsonWith, keepText } from '../../../core/json-text.ts'

describe('The JSON of a value', () => {
  const read = (text: string): Record<string, object> => {
    const value = JSON.parse(text) as Record<string, object>
    keepText(value, text)
    return value
  }

  it('is made once', () => {
    const value = { text: 'яма' }
    expect(jsonText(value)).to.equal('{"text":"яма"}')
    expect(jsonText(value)).to.equal(jsonText(value))
  })

  it('is the text that the value was read from, the same for its two parts', () => {
    const value = read('{"post":{ "text": "яма" },"classification":{"topics": [1.50]}}')
    expect(jsonText(value)).to.equal('{"post":{ "text": "яма" },"classification":{"topics": [1.50]}}')
    expect(jsonText(value['post'] ?? {})).to.equal('{ "text": "яма" }')
    expect(jsonText(value['classification'] ?? {})).to.equal('{"topics": [1.50]}')
  })

  const UNCLEAR: Readonly<Record<string, string>> = {
    'a part holds a field of the second name': '{"post":{"a":1,"classification":{}},"classification":{"b":2}}',
    'there is a third part': '{"post":{"a":1},"classification":{"b":2},"third":{}}',
    'the second part comes twice': '{"post":{"a":1},"classification":{"c":3},"classification":{"b":2}}',
    'something stands between the parts': '{"post":{"a":1}, "classification":{"b":2}}',
    'something stands before them': '{ "post":{"a":1},"classification":{"b":2}}',
    'something stands after them': '{"post":{"a":1},"classification":{"b":2}}\n',
  }
  for (const [what, text] of Object.entries(UNCLEAR)) {
    it(`of a part is made anew where ${what}`, () => {
      const { post = {}, classification = {} } = read(text)
      expect(jsonText(post)).to.equal(JSON.stringify(post))
      expect(jsonText(classification)).to.equal(JSON.stringify(classification))
    })
  }

  it('is not taken for a field where words of the message look like one', () => {
    const body = { post: { text: 'он пишет ,"classification":{} и "},"classification":' }, classification: { topics: [] } }
    const { post = {}, classification = {} } = read(JSON.stringify(body))
    expect(JSON.parse(jsonText(post))).to.deep.equal(body.post)
    expect(JSON.parse(jsonText(classification))).to.deep.equal(body.classification)
  })

  it('takes further fields that are JSON already', () => {
    expect(jsonWith({ id: 1 }, { facts: '[2]' })).to.equal('{"id":1,"facts":[2]}')
    expect(jsonWith({}, { facts: '[2]', more: 'null' })).to.equal('{"facts":[2],"more":null}')
    expect(jsonWith({ id: 1 }, {})).to.equal('{"id":1}')
  })
})
