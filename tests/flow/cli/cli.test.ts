import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { otklikProcess } from '../../browser/otklik-process.ts'
import { bin, ran as run, type Ran } from './ran.ts'

describe('The command line', function () {
  this.timeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'otklik-cli-'))
  const data = join(folder, 'data')
  after(() => rmSync(folder, { recursive: true, force: true }))

  const onFolder = (at: string, ...args: string[]): Ran => run([...args, '--data', at])
  const onData = (...args: string[]): Ran => run([...args, '--data', data])

  it('says in one sentence what is wrong with the words, and ends with 2', () => {
    for (const args of [
      ['fly'],
      ['replay'],
      ['replay', 'x.csv'],
      ['dead', 'burn'],
      ['parse', 'myspace', 'x'],
      ['start', '--wings'],
      ['parse', 'vk', '--wings'],
      ['classify', '-', '--region', 'kursk'],
      ['classify', '-', 'nosuch'],
      ['replay', '-', 'nosuch'],
      ['working-time', 'cases.json', 'nosuch'],
      ['verify', '/some/dir'],
      ['doctor', '/some/dir'],
      ['build', 'console'],
      ['backup', 'one', 'two'],
      ['restore', 'one', 'two'],
      ['dead', 'list', 'posts.dead/0/0'],
      ['dead', 'show'],
      ['dead', 'show', 'posts.dead/0/0', 'posts.dead/0/1'],
      ['dead', 'redrive'],
      ['dead', 'redrive', '--all', 'posts.dead/0/0'],
    ]) {
      const { code, err } = run(args)
      expect(code, args.join(' ')).to.equal(2)
      expect(err.trim().split('\n')[0], args.join(' ')).to.match(/^otklik/)
    }
  })

  it('shows the settings with their layer, secrets masked', () => {
    const { code, out } = run(['start', '--print-config', '--port', '9000'], { env: { OTKLIK_VK__TOKEN: 'very-secret' } })
    expect(code).to.equal(0)
    expect(out).to.include('port = 9000  (command line)').and.include('vk.token = "••••"  (environment)').and.not.include('very-secret')
  })

  it('refuses settings it does not know, naming them', () => {
    const { code, err } = run(['start', '--print-config'], { env: { OTKLIK_VK__TOKN: 'x' } })
    expect(code).to.equal(1)
    expect(err).to.include('tokn')
  })

  it('does not show demo accounts to the world', () => {
    const { code, err } = run(['start', '--host', '0.0.0.0'])
    expect(code).to.equal(1)
    expect(err).to.include('demo')
  })

  it('end with one sentence when the disk takes no more', () => {
    const posts = join(folder, 'many.ndjson')
    writeFileSync(posts, Array.from({ length: 4000 }, (_, number) => `${JSON.stringify({ text: `Яма номер ${number}` })}\n`).join(''))
    const full = join(folder, 'full')
    const replay = [process.execPath, bin, 'replay', posts, '--data', full].map((word) => `'${word}'`).join(' ')
    const { status, stderr } = spawnSync('bash', ['-c', `ulimit -f 4000; exec ${replay}`], { encoding: 'utf8' })
    expect(status).to.equal(1)
    expect(stderr.trim().split('\n').at(-1)).to.match(/^otklik replay: Nothing can be stored in .*otklik\.db any more: \S/)
    expect(stderr).not.to.include('    at ')
    expect(onFolder(full, 'replay', posts).code, 'goes on where there is room again').to.equal(0)
  })

  it('classifies plain lines and NDJSON', () => {
    const { code, out } = run(['classify', '-'], { input: 'В Курчатове яма на дороге\n{"text":"нет воды третий день"}\n' })
    const topics = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { topics: { topicId: string }[] }).topics[0]?.topicId)
    expect(code).to.equal(0)
    expect(topics).to.deep.equal(['roads/pothole', 'water/none'])
  })

  it('parses recorded bodies, and what is none has its reason', () => {
    const body = join(folder, 'body.json')
    writeFileSync(body, JSON.stringify({ response: { items: [{ id: 1, from_id: 7, owner_id: -1, date: 1_736_516_635, text: 'Яма' }] } }))
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, '{')
    const { code, out } = run(['parse', 'vk', body, broken])
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { post?: { id: string }; dead?: { reason: string } })
    expect(code).to.equal(0)
    expect(lines[0]?.post?.id).to.equal('vk:wall:-1_1')
    expect(lines[1]?.dead?.reason).to.include('not JSON')
  })

  it('replays, lists dead letters, leaves a row of a file in its place, verifies, backs up and restores', () => {
    const file = join(folder, 'in.ndjson')
    writeFileSync(file, `${JSON.stringify({ text: 'Яма на дороге, когда почините?' })}\n{"text":\n`)
    expect(JSON.parse(onData('replay', file, '--json').out)).to.deep.include({ read: 1, dead: 1, archived: 1, cases: 1 })
    expect(JSON.parse(onData('replay', file, '--json').out)).to.deep.include({ read: 0, archived: 0 })
    const listed = onData('dead', 'list')
    expect(listed.out).to.include('line 2').and.include('1 dead letters')
    expect(onData('dead', 'show', 'posts.dead/0/0').out).to.include('"place": "posts.dead/0/0"')
    expect(onData('dead', 'show', 'posts.dead/0/9').code).to.equal(1)
    const missing = onData('dead', 'redrive', 'posts.dead/0/0', 'posts.dead/0/9', 'nowhere')
    expect(missing.err).to.equal('otklik dead: There is no dead letter at posts.dead/0/9, nowhere: nothing was redriven\n')
    expect([missing.code, missing.out]).to.deep.equal([1, ''])
    for (const _ of [1, 2]) {
      const { code, out, err } = onData('dead', 'redrive', '--all')
      expect([code, out]).to.deep.equal([0, '0 redriven\n'])
      expect(err).to.equal(
        'otklik dead: posts.dead/0/0 stays: What replay:in.ndjson sets aside is not read again: correct it where it came from and take it in anew\n',
      )
    }
    expect(onData('dead', 'redrive', 'posts.dead/0/0').code).to.equal(1)
    expect(onData('dead', 'list').out).to.include('1 dead letters')
    expect(onData('verify').out).to.include('0 problems')
    const copy = join(folder, 'copy')
    expect(onData('backup', copy).code).to.equal(0)
    expect(onData('restore', copy).code).to.equal(1)
    const other = join(folder, 'other')
    expect(run(['restore', copy, '--data', other]).code).to.equal(0)
    expect(run(['verify', '--data', other]).out).to.include('1 cases checked, 0 problems')
  })

  it('reads CSV by the named columns from standard input', () => {
    const { out } = run(
      ['replay', '-', '--format', 'csv', '--map', 'text=message,id=number,author.name=who', '--data', join(folder, 'csv'), '--json'],
      {
        input: 'number,message,who\n7,"Нет света, третий день",Анна\n8,,Пётр\n',
      },
    )
    expect(JSON.parse(out)).to.deep.include({ read: 2, archived: 2 })
  })

  it('goes on with everything at a second start, lets only one process write to the folder, and others copy, verify and look', async () => {
    const own = join(folder, 'twice')
    const first = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0' }, [], own)
    const posts = async (url: string): Promise<number> =>
      Number(/^otklik_posts (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0)
    const deadline = Date.now() + 30_000
    while ((await posts(first.url)) < 300 && Date.now() < deadline);
    const second = run(['start', '--port', '0', '--data', own])
    expect(second.code).to.equal(1)
    expect(second.err.trim().split('\n').at(-1)).to.match(/^otklik start: .*(another|other|already)/i)
    const before = await posts(first.url)
    const copy = join(folder, 'copy-beside')
    expect(run(['backup', copy, '--data', own]).out).to.include('backup written')
    expect(run(['verify', '--data', own]).out).to.include(', 0 problems')
    expect(run(['dead', 'list', '--data', own]).out).to.include('0 dead letters')
    expect(run(['dead', 'redrive', '--all', '--data', own]).err).to.match(/^otklik dead: .*(another|other|already)/im)
    expect(run(['verify', '--data', copy]).out).to.include(', 0 problems')
    expect(before).to.be.at.least(300)
    expect(await first.stop()).to.equal(0)
    const again = await otklikProcess({ OTKLIK_DEMO_PER_MINUTE: '0' }, [], own)
    expect(await posts(again.url)).to.equal(before)
    expect(await again.stop()).to.equal(0)
    expect(existsSync(join(own, 'otklik.db'))).to.equal(true)
  })
})
