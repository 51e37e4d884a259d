import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ran } from './ran.ts'

describe('A file that cannot be read', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-named-'))
  after(() => rmSync(folder, { recursive: true }))

  const missing = join(folder, 'missing')
  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const broken = written('broken.yaml', 'demo: false\nvk:\n  token: very-secret\n  searchQueries: [x\nport: 1\n')
  const alias = written('alias.yaml', 'data: *very-secret\n')
  const list = written('list.yaml', '- port: 1\n')
  const csv = written('cases.csv', 'id,text\n1,x\n')
  const other = written('other.json', '{}')

  type Row = readonly [args: readonly string[], env: Record<string, string>, sentence: string]
  const ROWS: readonly Row[] = [
    [['parse', 'vk', missing], {}, `FILE ${missing} does not exist`],
    [['parse', 'vk', folder], {}, `FILE ${folder} is a directory`],
    [['parse', 'vk', `${csv}/x`], {}, `FILE ${csv}/x does not exist: a part of its path is no folder`],
    [['classify', missing], {}, `FILE ${missing} does not exist`],
    [['classify', folder], {}, `FILE ${folder} is a directory`],
    [['replay', missing, '--data', join(folder, 'data')], {}, `FILE ${missing} does not exist`],
    [['replay', folder, '--data', join(folder, 'data')], {}, `FILE ${folder} is a directory`],
    [['working-time', missing], {}, `FILE ${missing} does not exist`],
    [['working-time', folder], {}, `FILE ${folder} is a directory`],
    [['working-time', csv], {}, `FILE ${csv} is not JSON: Unexpected token`],
    [['working-time', other], {}, `FILE ${other} is not a file of working-time cases: calendars: `],
    [['doctor', '--config', missing], {}, `--config ${missing} does not exist`],
    [['verify', '--config', folder], {}, `--config ${folder} is a directory`],
    [['start', '--config', ''], {}, '--config names no file'],
    [['start', '--config', broken], {}, `--config ${broken}, line 5: Flow sequence in block collection`],
    [['start', '--config', alias], {}, `--config ${alias} is no YAML: Unresolved alias`],
    [['build', '--config', list], {}, `--config ${list} holds no settings`],
    [['start'], { OTKLIK_VK__TOKEN_FILE: missing }, `OTKLIK_VK__TOKEN_FILE ${missing} does not exist`],
    [['dead', 'list'], { OTKLIK_ADMINISTRATOR_PASSWORD_FILE: folder }, `OTKLIK_ADMINISTRATOR_PASSWORD_FILE ${folder} is a directory`],
    [['start'], { OTKLIK_KAFKA__CA_FILE: missing }, `kafka.caFile (environment) ${missing} does not exist`],
    [['doctor'], { OTKLIK_ELASTICSEARCH__CA_FILE: other }, `elasticsearch.caFile (environment) ${other} holds no certificate`],
    [
      ['migrate', '--store', '--config', written('ca.yaml', `elasticsearch:\n  caFile: ${folder}\n`)],
      {},
      `elasticsearch.caFile (${join(folder, 'ca.yaml')}) ${folder} is a directory`,
    ],
  ]

  for (const [args, env, sentence] of ROWS) {
    it(`is named in one sentence: ${[...Object.keys(env), ...args].join(' ').replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER')}`, () => {
      const { code, out, err } = ran(args, { env })
      expect(err).to.match(/^otklik [a-z-]+: [^\n]+\n$/)
      expect(err).to.include(sentence).and.not.include('very-secret')
      expect({ code, out }).to.deep.equal({ code: 1, out: '' })
    })
  }
})
