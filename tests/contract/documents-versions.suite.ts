import { expect } from 'chai'
import { Conflict } from '../../core/errors.ts'
import { post, type DocumentsUnderTest } from './documents-subject.ts'
import { failure } from './subject.ts'

/** Who of many that write the same document wins. */
export function documentsVersions({ documents, versionOf, write }: DocumentsUnderTest): void {
  it('replaces the version it names', async () => {
    await write(post({ id: 'a' }))
    await write({ ...post({ id: 'a' }, { kind: 'replace', version: await versionOf('a') }), value: 'next' })
    expect((await documents().get('posts', 'a'))?.value).to.equal('next')
  })

  it('refuses to replace another version', async () => {
    await write(post({ id: 'a' }))
    const version = await versionOf('a')
    await write(post({ id: 'a' }, { kind: 'replace', version }))
    expect(await failure(documents().write(post({ id: 'a' }, { kind: 'replace', version })))).to.be.instanceOf(Conflict)
  })

  it('refuses to replace what is not there', async () => {
    await write(post({ id: 'a' }))
    const version = await versionOf('a')
    expect(await failure(documents().write(post({ id: 'b' }, { kind: 'replace', version })))).to.be.instanceOf(Conflict)
  })

  it('lets one of many win a version', async () => {
    await write(post({ id: 'a' }))
    const version = await versionOf('a')
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => documents().write(post({ id: 'a' }, { kind: 'replace', version }))),
    )
    expect(results.filter((one) => one.status === 'fulfilled')).to.have.length(1)
  })

  it('loses no update of twenty who take turns', async () => {
    await write({ collection: 'cursors', id: 'n', value: 0, fields: {}, mode: { kind: 'put' } })
    const add = async (): Promise<void> => {
      for (;;) {
        const found = await documents().get<number>('cursors', 'n')
        if (found === null) return
        try {
          await write({
            collection: 'cursors',
            id: 'n',
            value: found.value + 1,
            fields: {},
            mode: { kind: 'replace', version: found.version },
          })
          return
        } catch (error) {
          if (!(error instanceof Conflict)) throw error
        }
      }
    }
    await Promise.all(Array.from({ length: 20 }, add))
    expect((await documents().get('cursors', 'n'))?.value).to.equal(20)
  })

  it('refuses to remove another version', async () => {
    await write(post({ id: 'a' }))
    const version = await versionOf('a')
    await write(post({ id: 'a' }, { kind: 'put' }))
    expect(await failure(documents().remove('posts', 'a', version))).to.be.instanceOf(Conflict)
  })
}
