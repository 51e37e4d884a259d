import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { backupCommand, restoreCommand } from '../../../app/cli/backup.ts'
import type { CliCommand } from '../../../app/cli/command.ts'
import { deadCommand } from '../../../app/cli/dead.ts'
import { verifyCommand } from '../../../app/cli/verify.ts'
import { openFolder } from '../../../app/open-store.ts'
import { HEADERS } from '../../../core/message.ts'
import { caseWrite } from '../../../sla-engine/case-write.ts'
import { openCase } from '../../../sla-engine/open-case.ts'
import { deciding, moscow } from '../../builders/case.ts'
import { aClassification } from '../../builders/classification.ts'
import { aPost } from '../../builders/post.ts'

describe('A person who watches a long command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otklik-progress-'))
  const data = join(folder, 'data')
  after(() => rmSync(folder, { recursive: true }))
  before(async () => {
    const store = await openFolder({ data })
    const opened = openCase({ post: aPost(), classification: aClassification() }, null, moscow('17.03.2026 10:00'), deciding())
    await store.documents.write(caseWrite(opened, opened.facts, { kind: 'create' }))
    await store.close()
  })

  /** What the command wrote to standard error. */
  async function told(command: CliCommand, args: readonly string[], watched = true): Promise<string> {
    let err = ''
    const stderr = { write: (text: string) => (err += text) }
    const io = { stdin: (async function* () {})(), stdout: { write: () => true }, stderr, watched, env: {} }
    expect(await command.run(args, io)).to.equal(0)
    return err
  }

  it('sees the cases and parts of the file that were verified', async () => {
    const line = await told(verifyCommand, ['--data', data])
    expect(line)
      .to.match(/\r1 cases checked\n/)
      .and.match(/\r\d\d parts of the file checked\n/)
  })

  it('sees how much of a backup is copied and checked, and of what is restored from it', async () => {
    const copy = join(folder, 'copy')
    const restored = join(folder, 'restored')
    for (const line of [await told(backupCommand, [copy, '--data', data]), await told(restoreCommand, [copy, '--data', restored])])
      expect(line)
        .to.match(/\r0\.[1-9] MB copied\n/)
        .and.include('parts of the file checked\n')
  })

  it('sees how many dead letters were driven again', async () => {
    const letters = join(folder, 'letters')
    const store = await openFolder({ data: letters })
    const headers = { [HEADERS.originTopic]: 'posts' }
    const letter = { topic: 'posts.dead', key: '', value: '{}', headers, at: 0 }
    await store.settle({ append: [letter, letter] })
    await store.close()
    expect(await told(deadCommand, ['redrive', '--all', '--data', letters])).to.match(/\r2 redriven\n/)
  })

  it('is alone in that: a script sees nothing of it', async () => {
    expect(await told(verifyCommand, ['--data', data], false)).to.equal('')
  })
})
