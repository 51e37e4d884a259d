import { expect } from 'chai'
import { environmentLayer, explainSettings, loadSettings } from '../../../config/load-settings.ts'
import { Misconfigured } from '../../../core/errors.ts'

const noFile = (path: string): string => {
  throw new Error(`no file ${path}`)
}

describe('Settings', () => {
  it('have a default for everything', () => {
    expect(loadSettings([])).to.include({ data: 'data', host: '127.0.0.1', port: 8080, region: 'kursk', demo: true })
  })

  it('let a later layer win and merge objects', () => {
    const settings = loadSettings([
      { name: 'file', values: { port: 1, vk: { pollMs: 500 } } },
      { name: 'command line', values: { port: 2, vk: { token: 't' } } },
    ])
    expect(settings.port).to.equal(2)
    expect(settings.vk).to.include({ pollMs: 500, token: 't' })
  })

  it('read the environment by path, and a value from a file', () => {
    const layer = environmentLayer(
      { OTKLIK_DATA: '/srv', OTKLIK_VK__POLL_MS: '700', OTKLIK_VK__TOKEN_FILE: '/run/token', PATH: 'x' },
      (path) => (path === '/run/token' ? 'secret\n' : noFile(path)),
    )
    expect(layer.values).to.deep.equal({ data: '/srv', vk: { pollMs: '700', token: 'secret' } })
  })

  it('list every problem at once with its path and layer', () => {
    const load = () =>
      loadSettings([
        { name: 'file', values: { port: 'many' } },
        { name: 'environment', values: { colour: 'red' } },
      ])
    expect(load).to.throw(Misconfigured, /port \(file\)[^]*Unrecognized key/)
  })

  it('refuse demo accounts on an address that others reach', () => {
    expect(() => loadSettings([{ name: 'command line', values: { host: '0.0.0.0' } }])).to.throw(Misconfigured, /demo/)
  })

  it('are explained with their layer and without secrets', () => {
    const layers = [{ name: 'environment', values: { vk: { token: 'very-secret' } } }]
    const rows = explainSettings(loadSettings(layers), layers)
    expect(rows.find((row) => row.path === 'vk.token')).to.deep.equal({ path: 'vk.token', value: '••••', layer: 'environment' })
    expect(rows.find((row) => row.path === 'port')).to.deep.equal({ path: 'port', value: 8080, layer: 'built-in default' })
  })
})
