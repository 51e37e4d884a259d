import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { parse } from 'yaml'
import { WORKER_ROLES } from '../../../config/settings.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const nameOf = (source: string): string => source.split('/').at(-1) ?? source

interface Service {
  readonly image: string
  readonly user?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly command?: readonly string[]
  readonly healthcheck?: unknown
  readonly environment?: Readonly<Record<string, unknown>>
}

/** No engine is needed: what is written is looked at, not what comes of it. */
describe('docker/compose.yaml', () => {
  const { services } = parse(read('docker/compose.yaml'), { merge: true }) as { services: Readonly<Record<string, Service>> }

  it('runs each role in one container of its own', () => {
    const roles = Object.values(services).flatMap(({ command: [, option, role] = [] }) => (option === '--roles' ? [role] : []))
    expect(roles).to.have.members([...WORKER_ROLES])
  })

  for (const [name, service] of Object.entries(services)) {
    it(`gives ${name} no way to change itself or to become more, and no password in clear`, () => {
      expect(service).to.include({ read_only: true })
      expect(service.cap_drop).to.deep.equal(['ALL'])
      expect(service.security_opt).to.deep.equal(['no-new-privileges:true'])
      expect(service.image).to.match(/:/)
      if (service.image.startsWith('otklik:')) expect(service.user).to.equal('1000')
      const secret = Object.keys(service.environment ?? {}).filter((key) => /PASSWORD|SECRET|TOKEN|KEY/.test(key))
      expect(secret.filter((key) => !key.endsWith('_FILE'))).to.deep.equal([])
    })
  }

  it('looks after the health of the servers; that of the workers is the image’s', () => {
    expect(['kafka', 'elasticsearch'].filter((name) => services[name]?.healthcheck === undefined)).to.deep.equal([])
    expect(read('docker/Dockerfile')).to.match(/^HEALTHCHECK/m)
  })
})

describe('docker/Dockerfile', () => {
  const last =
    read('docker/Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? ''
  const copied = [...last.matchAll(/^COPY (?:--from=\S+ )?(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' ').map(nameOf))

  it('copies every folder and file of the repository that the program imports', () => {
    const missing = imported('bin/otklik.mjs').filter((file) => !copied.includes(file.split('/')[0] ?? ''))
    expect(missing).to.deep.equal([])
  })

  it('takes no secret into a layer of the image, nor does the repository', () => {
    expect(read('.dockerignore').split('\n')).to.include('docker/secrets')
    expect(read('.gitignore').split('\n')).to.include('/docker/secrets/')
  })

  it('runs as nobody in particular, on a release that is named in full', () => {
    expect(last).to.match(/^USER 1000$/m)
    expect(read('docker/Dockerfile')).to.match(/^ARG NODE=node:\d+\.\d+\.\d+-/m)
  })
})

/** The files of the repository that a file needs while it runs, itself included: imports, threads and what is read beside the code. */
function imported(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return []
  seen.add(file)
  if (!/\.(ts|tsx|mjs)$/.test(file)) return [file]
  const found = [...read(file).matchAll(/(?:from|import\(?|new URL\()\s*'(\.[^']+)'/g)].flatMap(([, path = '']) => {
    const target = relative(root, join(root, dirname(file), path))
    if (target.startsWith('..') || target === '' || !existsSync(join(root, target))) return []
    return statSync(join(root, target)).isDirectory() ? globSync(`${target}/*`, { cwd: root }).slice(0, 1) : imported(target, seen)
  })
  return [file, ...found]
}
