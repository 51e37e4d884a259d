// The architecture as rules: imports point inward. tests/unit/import-rules.test.ts plants one violation per rule.
const rule = (name, from, to) => ({ name, severity: 'error', from, to })
const stages = '^(classifier|router|sla-engine)/'
const edges = '^(collectors|publishers|adapters)/'
const pure = '^(core|classifier|router|sla-engine)/'

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true, dependencyTypesNot: ['type-only'] }),
    rule('core-imports-nothing', { path: '^core/' }, { pathNot: '^core/' }),
    rule('stages-apart', { path: '^(classifier|router|sla-engine)/' }, { path: stages, pathNot: '^$1/' }),
    rule('stages-know-no-edge', { path: stages }, { path: '^(collectors|publishers|adapters|console)/' }),
    rule(
      'edges-know-only-core',
      { path: '^(collectors|publishers|adapters)/' },
      { path: '^(collectors|publishers|adapters|classifier|router|sla-engine|console)/', pathNot: '^$1/' },
    ),
    rule('adapters-apart', { path: '^adapters/([^/]+)/' }, { path: '^adapters/', pathNot: '^adapters/$1/' }),
    rule('pure-folders-use-no-node', { path: pure }, { dependencyTypes: ['core'] }),
    rule('console-knows-no-edge', { path: '^console/' }, { path: edges }),
    rule('web-takes-only-types-of-the-server', { path: '^console/web/' }, { path: '^console/server/', dependencyTypesNot: ['type-only'] }),
    rule(
      'clients-stay-at-the-edge',
      { pathNot: '^(collectors|publishers|adapters|tests)/' },
      { path: 'node_modules/(vk-io|kafkajs|@elastic)' },
    ),
    rule('text-libraries-stay-in-the-classifier', { pathNot: '^(classifier|tests)/' }, { path: 'node_modules/(natural|franc)' }),
    rule('config-imports-no-app', { path: '^config/' }, { path: '^(app|tests|console)/' }),
    rule('nobody-imports-app-or-tests', { pathNot: '^(app|tests|bin)/' }, { path: '^(app|tests)/' }),
    // dependency-cruiser runs on any Node and may not know the built-in modules of 24.
    rule('not-resolved', {}, { couldNotResolve: true, pathNot: '^node:' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
