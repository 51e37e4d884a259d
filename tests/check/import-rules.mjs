// Runs dependency-cruiser and makes sure that it looked at every source file: without TypeScript's API it cruises none and reports none.
import { execFileSync, spawnSync } from 'node:child_process'

const FOLDERS = ['core', 'collectors', 'publishers', 'classifier', 'router', 'sla-engine', 'adapters', 'console', 'config', 'app', 'tests']
const tracked = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...FOLDERS.map((one) => `${one}/**`)],
  { encoding: 'utf8' },
)
const sources = tracked.split('\n').filter((file) => /\.(ts|tsx)$/.test(file))

const run = spawnSync(
  process.execPath,
  ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', ...FOLDERS, '--output-type', 'json'],
  {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  },
)
if (run.stdout === '') fail(run.stderr)
const report = JSON.parse(run.stdout)
const cruised = new Set(report.modules.map((module) => module.source))
const missed = sources.filter((file) => !cruised.has(file))
if (missed.length > 0) fail(`dependency-cruiser did not look at ${missed.length} of ${sources.length} source files, first ${missed[0]}`)
for (const { rule, from, to } of report.summary.violations) process.stderr.write(`${rule.name}: ${from} → ${to}\n`)
if (report.summary.error > 0) fail(`${report.summary.error} import rules are broken`)
process.stdout.write(`import rules: ${sources.length} source files, no violation\n`)

function fail(reason) {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
