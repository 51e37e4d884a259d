import { expect } from 'chai'
import { type Encoding, textLines } from '../../../collectors/text-lines.ts'

/** "Нет воды" as Excel on a Russian Windows saves it. */
const WINDOWS = Buffer.from('cde5f220e2eee4fb', 'hex')

describe('Lines of a text', () => {
  async function read(bytes: Uint8Array, encoding?: Encoding, chunk = bytes.length) {
    async function* input() {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
    }
    const lines = []
    for await (const { number, text, problem } of textLines(input(), encoding)) lines.push([number, text, problem === null])
    return lines
  }

  it('are the same however the stream is cut', async () => {
    const bytes = Buffer.from('Яма 😀\n\nна дороге')
    for (const chunk of [1, 2, 3, bytes.length])
      expect(await read(bytes, 'utf-8', chunk), String(chunk)).to.deep.equal([
        [1, 'Яма 😀', true],
        [2, '', true],
        [3, 'на дороге', true],
      ])
  })

  it('end at a line feed alone, and a byte-order mark is none of their text', async () => {
    expect(await read(Buffer.from('\uFEFF{"text":"раз\u2028два\u0085три"}\n'))).to.deep.equal([
      [1, '{"text":"раз\u2028два\u0085три"}', true],
    ])
  })

  it('that are not in the encoding have a problem, and the others none', async () => {
    const [first, second, third] = await read(Buffer.concat([Buffer.from('раз\n'), WINDOWS, Buffer.from('\nтри\n')]))
    expect([first, third]).to.deep.equal([
      [1, 'раз', true],
      [3, 'три', true],
    ])
    expect(second?.[2]).to.equal(false)
  })

  it('are read in windows-1251 where that is said', async () => {
    expect(await read(WINDOWS, 'windows-1251')).to.deep.equal([[1, 'Нет воды', true]])
  })
})
