// npm run bench:merge -- [REPORTS] [FINDINGS]: joins reports of many runs into JSON, SARIF and HTML, as a process of its own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportOf } from '../__tests__/report/sample.ts'
import type { ReportFinding } from '../src/model/report.ts'
import { json } from '../src/report/reporters/json.ts'

const [reports, findings] = [Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 500)]
const folder = mkdtempSync(join(tmpdir(), 'preadmit-merge-'))
const sample = reportOf('blocked')
const [first] = sample.findings
const many = Array.from({ length: findings }, (_, line) => ({
  ...(first as ReportFinding),
  line: line + 1,
  endLine: line + 1,
  object: `Deployment/app-${line}`,
}))
for (let at = 0; at < reports; at++)
  writeFileSync(join(folder, `${at}.json`), json.render({ ...sample, repository: `acme/app-${at}`, findings: many }))
const program = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const outputs = ['json', 'sarif', 'html'].flatMap((format) => ['--output', `${format}=${join(folder, `all.${format}`)}`])
const script = `process.on('exit', () => console.error(JSON.stringify({ rss: process.resourceUsage().maxRSS, cpu: process.cpuUsage() })))`
const hook = join(folder, 'hook.mjs')
writeFileSync(hook, script)
const began = performance.now()
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', '--import', hook, program, 'report', 'merge', folder, ...outputs],
  {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  },
)
const took = (performance.now() - began) / 1000
const used = JSON.parse(stderr.trim().split('\n').at(-1) ?? '{}') as { rss: number; cpu: { user: number; system: number } }
const size = (name: string): string => `${(statSync(join(folder, name)).size / 1024 ** 2).toFixed(0)} MiB`
console.log(stdout.trim().split('\n').at(-1))
console.log(
  `${reports} reports of ${findings} findings: ${took.toFixed(1)} s, ${((used.cpu.user + used.cpu.system) / 1e6).toFixed(1)} CPU s, ${(used.rss / 1024).toFixed(0)} MiB, exit ${status}; JSON ${size('all.json')}, SARIF ${size('all.sarif')}, HTML ${size('all.html')}`,
)
if (process.env.KEEP === undefined) rmSync(folder, { recursive: true })
