import { expect } from 'chai'
import { Malformed } from '../../core/errors.ts'
import { AT, message, SPEC, TOPIC, type LogUnderTest } from './log-subject.ts'
import { failure } from './subject.ts'

/** What may be appended, and that it comes back as it was. */
export function logMessages({ log, append, subscribe, take }: LogUnderTest): void {
  it('gives back what was appended: key, value, headers and time', async () => {
    await append(message('k', 'привет', { headers: { ce_id: 'a1', note: 'ё «кавычки»' } }))
    const [found] = await take(await subscribe('a'), 1)
    expect(found).to.deep.include({ topic: TOPIC, key: 'k', value: '"привет"', headers: { ce_id: 'a1', note: 'ё «кавычки»' }, at: AT })
  })

  it('appends nothing when it is asked for nothing', async () => {
    expect(await append()).to.deep.equal([])
  })

  it('takes a value of 1 MiB', async () => {
    const text = 'x'.repeat(2 ** 20 - 2)
    await append(message('k', text))
    expect((await take(await subscribe('a'), 1))[0]?.value).to.have.length(2 ** 20)
  })

  it('takes many values of 1 MiB at once, in their order', async () => {
    const values = Array.from({ length: 6 }, (_, index) => String(index).repeat(2 ** 20 - 2))
    await append(...values.map((value) => message('k', value)))
    const found = await take(await subscribe('a'), values.length)
    expect(found.map((one) => [one.value.length, one.value[1]])).to.deep.equal(values.map((value) => [2 ** 20, value[0]]))
  })

  it('keeps an empty value and empty headers apart from none', async () => {
    await append({ ...message('', ''), value: '""', headers: { empty: '' } })
    expect((await take(await subscribe('a'), 1))[0]).to.deep.include({ key: '', value: '""', headers: { empty: '' } })
  })

  it('takes a message that was read somewhere else as it is: a redrive', async () => {
    await log().ensureTopics([{ ...SPEC, name: `${TOPIC}.dead` }])
    const sent = message('k', 'привет', { topic: `${TOPIC}.dead`, headers: { 'x-error-class': 'Malformed', ce_id: 'a1' } })
    const [position] = await append(sent)
    const [dead] = await log().read(position!, { max: 1, waitMs: 1000 })
    await append({ ...dead!, topic: TOPIC })
    const [found] = await take(await subscribe('a'), 1)
    expect(found).to.deep.include({ key: sent.key, value: sent.value, headers: sent.headers, at: sent.at })
  })

  it('refuses a larger value and appends nothing of the call', async () => {
    expect(await failure(append(message('k', 'small'), message('k', 'ж'.repeat(2 ** 19))))).to.be.instanceOf(Malformed)
    expect((await log().ranges(TOPIC)).reduce((sum, range) => sum + range.end, 0)).to.equal(0)
  })

  it('refuses a topic it does not have, naming it', async () => {
    const error = await failure(append(message('k', 'x', { topic: 'nowhere' })))
    expect(error).to.be.instanceOf(Malformed)
    expect((error as Malformed).details).to.deep.include({ value: 'nowhere' })
  })

  it('refuses text that is not well-formed', async () => {
    expect(await failure(append({ ...message('k', ''), value: '"\ud800"' }))).to.be.instanceOf(Malformed)
  })
}
