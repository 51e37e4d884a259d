import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { bin, ran } from './ran.ts'

const FULL_PAGE = 256
const LOOK_MS = 100

describe('A replay that is interrupted', function () {
  this.timeout(180_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-interrupted-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const line = (number: number, createdAt?: string): string => `${JSON.stringify({ text: `Яма номер ${number}`, createdAt })}\n`

  /** Until something that was read is archived. */
  async function archived(data: string): Promise<void> {
    const cases = (): number => {
      const { code, out } = ran(['verify', '--data', data, '--json'])
      return code === 0 ? (JSON.parse(out) as { cases: number }).cases : 0
    }
    while (cases() === 0) await sleep(LOOK_MS)
  }

  const begun = (args: readonly string[], data: string): ChildProcessByStdio<Writable, Readable, null> =>
    spawn(process.execPath, [bin, 'replay', ...args, '--data', data, '--json'], { stdio: ['pipe', 'pipe', 'inherit'] })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`by ${signal} ends also while it waits for input, says so, and goes on afterwards`, async () => {
      const data = join(folder, signal)
      const child = begun(['-', '--name', 'stream'], data)
      const all = Array.from({ length: FULL_PAGE }, (_, number) => line(number)).join('')
      child.stdin.write(`${all}{"text":"не до`)
      await archived(data)
      child.kill(signal)
      const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
      expect(code).to.equal(130)
      expect(JSON.parse(out)).to.deep.include({ read: FULL_PAGE, dead: 0 })
      const again = ran(['replay', '-', '--name', 'stream', '--data', data, '--json'], { input: `${all}${line(FULL_PAGE)}` })
      expect(JSON.parse(again.out)).to.deep.include({ read: 1, skipped: FULL_PAGE, archived: 1 })
    })
  }

  it('while it waits as long as the authors did ends at once', async () => {
    const file = join(folder, 'paced.ndjson')
    writeFileSync(file, line(0, '2024-03-18T10:00:00Z') + line(1, '2024-03-18T15:00:00Z'))
    const data = join(folder, 'paced')
    const child = begun([file, '--paced'], data)
    await archived(data)
    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    expect(code).to.equal(130)
  })
})
