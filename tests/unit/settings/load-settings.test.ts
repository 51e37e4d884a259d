import { expect } from 'chai'
import { environmentLayer, explainSettings, loadSettings } from '../../../config/load-settings.ts'
import type { NamedFile } from '../../../config/named-file.ts'
import { Misconfigured } from '../../../core/errors.ts'

const noFile = ({ path }: NamedFile): string => {
  throw new Error(`no file ${path}`)
}

describe('Settings', () => {
  it('have a default for everything', () => {
    expect(loadSettings([])).to.include({ data: 'data', host: '127.0.0.1', port: 8080, region: 'kursk', demo: true })
  })

  it('let a later layer win and merge objects', () => {
    const settings = loadSettings([
      { name: 'file', values: { port: 1, vk: { pollMs: 500 } } },
      { name: 'environment', values: { port: 2, vk: { token: 't' } } },
    ])
    expect(settings.port).to.equal(2)
    expect(settings.vk).to.include({ pollMs: 500, token: 't' })
  })

  it('read the environment by path, and a value from a file', () => {
    const layer = environmentLayer(
      { OTKLIK_DATA: '/srv', OTKLIK_VK__POLL_MS: '700', OTKLIK_VK__TOKEN_FILE: '/run/token', PATH: 'x' },
      (file) => (file.path === '/run/token' ? 'secret\n' : noFile(file)),
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

  it('name what they do not know where it stands, and as the environment calls it', () => {
    const load = () =>
      loadSettings([
        { name: 'otklik.yaml', values: { colour: 'red', vk: { tokn: 'x' } } },
        { name: 'environment', values: { vk: { tokn: 'y', pollMs: 500 } } },
        { name: 'command line', values: { vk: {} } },
      ])
    expect(load).to.throw(
      Misconfigured,
      /vk\.tokn \(otklik\.yaml\): Unrecognized key; vk\.tokn \(environment, OTKLIK_VK__TOKN\): Unrecognized key/,
    )
    expect(load).to.throw(Misconfigured, /[:;] colour \(otklik\.yaml\): Unrecognized key/)
    expect(load).to.throw(/^(?!.*command line)/)
  })

  for (const value of ['', ' ', null, '0x50', ' 8080 ', '1e3', true, []])
    it(`take ${JSON.stringify(value)} for no number`, () => {
      expect(() => loadSettings([{ name: 'file', values: { port: value } }])).to.throw(Misconfigured, /port \(file\): .*expected number/)
      const partitions = { kafka: { partitions: value } }
      expect(() => loadSettings([{ name: 'file', values: partitions }])).to.throw(Misconfigured, /kafka\.partitions \(file\)/)
    })

  it('take digits for a number', () => {
    const settings = loadSettings([{ name: 'environment', values: { port: '0', demoPerMinute: '0.5', kafka: { replicas: '2' } } }])
    expect(settings).to.include({ port: 0, demoPerMinute: 0.5 })
    expect(settings.kafka.replicas).to.equal(2)
  })

  it('refuse a value beside the file that holds it', () => {
    const both = { OTKLIK_VK__TOKEN: 'very-secret', OTKLIK_VK__TOKEN_FILE: '/run/token' }
    for (const env of [both, Object.fromEntries(Object.entries(both).toReversed())])
      expect(() => environmentLayer(env, () => 'very-secret')).to.throw(
        Misconfigured,
        /^OTKLIK_VK__TOKEN(_FILE)? and OTKLIK_VK__TOKEN(_FILE)? both give vk\.token: leave out one of them$/,
      )
  })

  it('take the proxies that are trusted as addresses and networks, and nothing else', () => {
    const load = (trustedProxies: string) => loadSettings([{ name: 'environment', values: { demo: false, trustedProxies } }])
    expect(load('10.0.0.7,172.16.0.0/12,fd00::/8').trustedProxies).to.deep.equal(['10.0.0.7', '172.16.0.0/12', 'fd00::/8'])
    expect(() => load('10.0.0.7,proxy')).to.throw(Misconfigured, /trustedProxies.*environment/)
  })

  it('take the words that are searched for from the environment too', () => {
    const { values } = environmentLayer({ OTKLIK_VK__SEARCH_QUERIES: 'курск, яма на дороге' }, noFile)
    expect(loadSettings([{ name: 'environment', values }]).vk.searchQueries).to.deep.equal(['курск', 'яма на дороге'])
  })

  for (const values of [{ secureCookie: true }, { trustedProxies: ['10.0.0.7'] }])
    it(`refuse demo accounts behind a proxy: ${Object.keys(values).join()}`, () => {
      expect(() => loadSettings([{ name: 'file', values: { ...values, demo: true } }])).to.throw(Misconfigured, /demo/)
    })

  for (const key of ['publishToken', 'photoToken'])
    it(`refuse demo accounts with a key that publishes, but for a stand-in of the platform: ${key}`, () => {
      const load = (values: Record<string, unknown>) => loadSettings([{ name: 'environment', values }])
      expect(() => load({ vk: { [key]: 'very-secret' } })).to.throw(Misconfigured, /^(?!.*very-secret).*demo.*vk\.publishToken/)
      expect(() => load({ vk: { [key]: 'k', apiBaseUrl: 'http://127.0.0.1.example/method' } })).to.throw(Misconfigured, /demo/)
      for (const apiBaseUrl of ['http://127.0.0.1:4000/method', 'http://[::1]:4000/method'])
        expect(load({ vk: { [key]: 'k', apiBaseUrl } }).demo).to.equal(true)
      expect(load({ demo: false, vk: { [key]: 'k' } }).demo).to.equal(false)
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

describe('Settings of the cluster', () => {
  const CLUSTER = {
    log: 'kafka',
    store: 'elasticsearch',
    kafka: { brokers: 'kafka1:9092, kafka2:9092' },
    elasticsearch: { nodes: ['https://elastic1:9200'] },
  }
  const load = (name: string, values: object) => () =>
    loadSettings([
      { name: 'file', values: CLUSTER },
      { name, values: { ...values } },
    ])

  it('take addresses as a list or with commas', () => {
    const { kafka, elasticsearch } = load('environment', {})()
    expect(kafka.brokers).to.deep.equal(['kafka1:9092', 'kafka2:9092'])
    expect(elasticsearch.nodes).to.deep.equal(['https://elastic1:9200'])
  })

  it('refuse half a cluster, naming both halves', () => {
    expect(load('file', { store: 'embedded' })).to.throw(Misconfigured, /log kafka does not go with store embedded/)
  })

  it('refuse a cluster without addresses and addresses that are none', () => {
    expect(load('file', { kafka: { brokers: '' } })).to.throw(Misconfigured, /kafka\.brokers.*name at least one broker/)
    expect(load('file', { kafka: { brokers: ['kafka1'] } })).to.throw(Misconfigured, /host:port/)
    expect(load('file', { elasticsearch: { nodes: 'elastic1:9200' } })).to.throw(Misconfigured, /a node is an address/)
    const withPassword = load('file', { elasticsearch: { nodes: 'https://elastic:secret@elastic1:9200' } })
    expect(withPassword).to.throw(Misconfigured, /elasticsearch\.nodes\.0 \(file\): a node is an address without name and password/)
  })

  it('refuse a username without its password, and two ways to prove who one is', () => {
    expect(load('file', { kafka: { sasl: { username: 'worker' } } })).to.throw(Misconfigured, /username and password go together/)
    const both = { elasticsearch: { auth: { username: 'u', password: 'p', apiKey: 'k' } } }
    expect(load('environment', both)).to.throw(Misconfigured, /not both/)
  })

  it('take secrets from the environment only, and say which variable', () => {
    const secret = { kafka: { sasl: { username: 'worker', password: 'p' } } }
    expect(load('file', secret)).to.throw(Misconfigured, /kafka\.sasl\.password \(file\).*OTKLIK_KAFKA__SASL__PASSWORD_FILE/)
    expect(load('environment', secret)().kafka.sasl.password).to.equal('p')
  })

  it('never show a secret', () => {
    const layers = [
      { name: 'file', values: CLUSTER },
      { name: 'environment', values: { elasticsearch: { auth: { apiKey: 'very-secret' } } } },
    ]
    expect(JSON.stringify(explainSettings(loadSettings(layers), layers))).to.not.include('very-secret')
  })

  it('read the name of a certificate file as a name', () => {
    const { values } = environmentLayer({ OTKLIK_KAFKA__CA_FILE: '/etc/ca.pem' }, noFile)
    expect(values).to.deep.equal({ kafka: { caFile: '/etc/ca.pem' } })
  })
})
