// Times `preadmit check --all` on signed images, a whole process each, beside former builds and cosign, all in turns in one run.
// npm run bench:signed -- KIND [IMAGES [RUNS [FORMER…]]]: KIND is keyless or keyed, FORMER a commit whose dist/ is run beside today's.
// PREADMIT_COSIGN names cosign binaries: each runs as 16 processes at a time. Wall and processor seconds are medians.
import { execFileSync, fork, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Report } from '../src/model/report.ts'

const [kind = 'keyless', count = '200', times = '3', ...former] = process.argv.slice(2)
const LATENCY_MS = 50
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'preadmit-signed-'))
const work = join(folder, 'work')
mkdirSync(work)

interface Shelf {
  readonly host: string
  readonly names: readonly string[]
  readonly identity: { readonly uri: string; readonly issuer: string }
}

interface Timed {
  readonly wall: number
  readonly cpu: number
  readonly mib: number
  readonly requests: number
  readonly most: number
}

const server = fork(join(root, 'benchmarks/signed-registry.ts'), [kind, count, String(LATENCY_MS), work], {
  execArgv: ['--disable-warning=ExperimentalWarning'],
})
const shelf = await message<Shelf>()
writeWork(shelf)
const tools = new Map<string, readonly string[]>([['this build', preadmit(join(root, 'dist'))]])
for (const commit of former) tools.set(commit, preadmit(distOf(commit)))
for (const cosign of (process.env.PREADMIT_COSIGN ?? '').split(':').filter((path) => path !== ''))
  tools.set(`${cosign.split('/').at(-1)} × 16`, cosignAll(cosign))

const results = new Map([...tools.keys()].map((name) => [name, [] as Timed[]]))
for (let run = 0; run < Number(times); run++)
  for (const [name, command] of tools) results.get(name)?.push(await timed(name, command))
const first = results.keys().next().value ?? ''
console.log(`${count} ${kind} images, ${LATENCY_MS} ms before each answer, medians of ${times}, load ${loadavg()[0]?.toFixed(1)}`)
for (const [name, list] of results) {
  const of = (key: keyof Timed, from = list): number =>
    from.map((one) => one[key]).toSorted((a, b) => a - b)[from.length >> 1] ?? 0
  const own = results.get(first) ?? []
  const ratio = (key: keyof Timed): string => (of(key) / of(key, own)).toFixed(2)
  console.log(
    `${name}: ${of('wall').toFixed(2)} s wall (× ${ratio('wall')}), ${of('cpu').toFixed(2)} s cpu (× ${ratio('cpu')}), ${of('mib')} MiB, ${(of('requests') / shelf.names.length).toFixed(2)} requests per image, ${of('most')} at once`,
  )
}
server.kill()
rmSync(folder, { recursive: true })

function message<T>(): Promise<T> {
  return new Promise((told) => server.once('message', told as (value: unknown) => void))
}

function writeWork({ host, names, identity }: Shelf): void {
  const pods = names.map(
    (name, at) => `apiVersion: v1\nkind: Pod\nmetadata: {name: app${at}}\nspec: {containers: [{name: app, image: "${name}"}]}\n`,
  )
  for (const [at, pod] of pods.entries()) writeFileSync(join(work, `pod-${at}.yaml`), pod)
  const who =
    kind === 'keyed'
      ? '{key: {file: key.pub}, trustRoot: acme}'
      : `{keyless: {issuer: "${identity.issuer}", identity: "${identity.uri}", trustRoot: acme}}`
  writeFileSync(
    join(folder, 'policy.yml'),
    `version: 1\nregistries:\n  - {host: "${host}", allowPrivate: true}\ntrustRoots:\n  acme: root.json\nauthorities:\n  release: ${kind === 'keyed' ? '{key: {file: key.pub, trustRoot: acme}}' : who}\nimages:\n  - match: ["${host}/**"]\n    signedBy: {anyOf: [release]}\n`,
  )
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'base'],
  ])
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...args], { cwd: work })
}

function preadmit(dist: string): readonly string[] {
  return [process.execPath, join(dist, 'cli.js'), 'check', '--all', '--policy', join(folder, 'policy.yml'), '--format', 'json']
}

function distOf(commit: string): string {
  const into = join(folder, commit)
  mkdirSync(into)
  const tar = execFileSync('git', ['archive', commit, 'dist'], { cwd: root, maxBuffer: 1 << 30 })
  spawnSync('tar', ['-x', '-C', into], { input: tar })
  return join(into, 'dist')
}

function cosignAll(cosign: string): readonly string[] {
  const who =
    kind === 'keyed'
      ? ['--key', join(work, 'key.pub')]
      : ['--certificate-identity', shelf.identity.uri, '--certificate-oidc-issuer', shelf.identity.issuer]
  const old = readVersion(cosign) < 3 && kind === 'keyless' ? ['--new-bundle-format'] : []
  writeFileSync(join(folder, 'names'), shelf.names.join('\n'))
  const flags = ['verify', '--allow-http-registry', '--trusted-root', join(work, 'root.json'), ...old, ...who]
  return ['xargs', '-a', join(folder, 'names'), '-P', '16', '-n', '1', cosign, ...flags]
}

function readVersion(cosign: string): number {
  return Number(/GitVersion:\s+v(\d+)/.exec(execFileSync(cosign, ['version'], { encoding: 'utf8' }))?.[1] ?? 0)
}

async function timed(name: string, command: readonly string[]): Promise<Timed> {
  await asked()
  const out = join(folder, 'out')
  const child = spawn('/usr/bin/time', ['-o', out, '-f', '%e %U %S %M', ...command], {
    cwd: work,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const code = await new Promise((ended) => child.on('close', ended))
  const text = Buffer.concat(chunks).toString('utf8')
  if (code !== 0)
    throw new Error(`${name} ended with ${code}: ${Buffer.concat(errors).toString('utf8').slice(0, 2000)}${text.slice(0, 2000)}`)
  if (command.includes('check')) expectCleared(JSON.parse(text) as Report)
  const [wall = 0, user = 0, system = 0, kib = 0] = readFileSync(out, 'utf8').trim().split(/\s+/).map(Number)
  return { wall, cpu: user + system, mib: Math.round(kib / 1024), ...(await asked()) }
}

async function asked(): Promise<Pick<Timed, 'requests' | 'most'>> {
  const answer = message<Pick<Timed, 'requests' | 'most'>>()
  server.send('how many')
  return await answer
}

function expectCleared({ rulings }: Report): void {
  const cleared = rulings.filter(({ ruling }) => ruling === 'cleared').length
  if (cleared !== shelf.names.length) throw new Error(`${cleared} of ${shelf.names.length} were cleared`)
}
