// Times `preadmit check --all` as a whole process on a folder of manifests, against a loopback registry that has every tag.
// npm run bench:check -- FOLDER
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRegistry } from '../__tests__/fakes/registry.ts'
import { pushImage } from '../__tests__/fakes/registry-push.ts'
import { discover } from '../src/discover/discover.ts'
import type { Report } from '../src/model/report.ts'

const [source] = process.argv.slice(2)
if (source === undefined) throw new Error('npm run bench:check -- FOLDER')
const CLI = new URL('../dist/cli.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'preadmit-bench-'))
const work = join(folder, 'work')
const registry = await startRegistry()

cpSync(source, work, { recursive: true })
const git = (...args: readonly string[]): string =>
  spawnSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...args], {
    cwd: work,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  }).stdout
git('init', '-q')
git('add', '-A', '-f')
git('commit', '-q', '-m', 'base')
const paths = git('ls-files', '-z')
  .split('\0')
  .filter((path) => path !== '')
const files = paths.map((path) => ({ path, bytes: readFileSync(join(work, path)) }))
const names = discover(files).references.flatMap((reference) => (reference.kind === 'static' ? [reference.name] : []))
const hosts = [...new Set(names.map(({ registry: host }) => host))].filter((host) => host !== '')
for (const { repository, tag, digest } of names)
  if (digest === undefined) pushImage(registry.content, repository, { tag: tag ?? 'latest', seed: `${repository}:${tag}` })
writeFileSync(
  join(folder, 'policy.yml'),
  `version: 1\nregistries:\n${hosts.map((host) => `  - {host: "${registry.host}", allowPrivate: true, mirrorOf: "${host}"}\n`).join('')}`,
)

const runs = []
for (let run = 0; run < 3; run++) runs.push(await once())
const best = runs.toSorted((a, b) => a.ms - b.ms)[0]
console.log(
  `${paths.length} files, ${names.length} static references, ${new Set(names.map((name) => JSON.stringify(name))).size} distinct, ${hosts.length} hosts`,
)
for (const { ms, kib, requests, references, verdict } of runs)
  console.log(
    `${Math.round(ms)} ms wall, ${Math.round(kib / 1024)} MiB peak, ${requests} requests, ${references} rulings, ${verdict}`,
  )
console.log(`best: ${Math.round(best?.ms ?? 0)} ms`)
await registry.close()
rmSync(folder, { recursive: true })

async function once(): Promise<{ ms: number; kib: number; requests: number; references: number; verdict: string }> {
  const started = performance.now()
  const args = ['-f', '%M', process.execPath, CLI, 'check', '--all', '--policy', join(folder, 'policy.yml'), '--format', 'json']
  const child = spawn('/usr/bin/time', args, { cwd: work, env: { PATH: process.env.PATH, HOME: folder } })
  const [out, err]: [Buffer[], string[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk) => err.push(String(chunk)))
  await new Promise((done) => child.on('close', done))
  if (out.length === 0) throw new Error(err.join(''))
  const report = JSON.parse(Buffer.concat(out).toString('utf8')) as Report
  const kib = Number(err.join('').trim().split('\n').at(-1))
  return {
    ms: performance.now() - started,
    kib,
    requests: report.requests.total,
    references: report.rulings.length,
    verdict: report.verdict,
  }
}
