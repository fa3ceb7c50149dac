// Times our rendering of charts beside Helm's own engine in one process and `helm template` as a process per chart.
// npm run bench:render -- CASES.json HELM_ENGINE HELM [EVERY]
// CASES.json maps ids to folders (conformance/rendering/materialise.mjs), HELM_ENGINE is __tests__/interop/helm-engine built; every EVERYth case is taken.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ChartFile } from '../src/render/helm/chart.ts'
import { renderChart } from '../src/render/helm/render.ts'

const [cases, engine, helm, every = '1'] = process.argv.slice(2)
if (cases === undefined || engine === undefined || helm === undefined)
  throw new Error('npm run bench:render -- CASES.json HELM_ENGINE HELM [EVERY]')
const folders: Readonly<Record<string, string>> = JSON.parse(readFileSync(cases, 'utf8'))
const charts = Object.entries(folders)
  .filter(([, folder]) => existsSync(join(folder, 'Chart.yaml')))
  .filter((_, index) => index % Number(every) === 0)
  .map(([id, folder]) => ({ folder, values: id.split(':').slice(2) }))

const engines = await timeEngine(engine)
const ours = charts.map(timeOurs)
const again = charts.map(timeOurs)
const processes = charts.slice(0, 60).map(timeProcess)

console.log(`${charts.length} charts`)
say('preadmit, first run', ours)
say('preadmit, second run', again)
say("helm's engine in process", engines)
say(`helm template, a process each (first ${processes.length})`, processes)
say('preadmit, the same charts', ours.slice(0, processes.length))

function say(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const total = times.reduce((sum, one) => sum + one, 0)
  console.log(`${what}: median ${(sorted[times.length >> 1] ?? 0).toFixed(1)} ms, total ${(total / 1000).toFixed(1)} s`)
}

function filesOf(folder: string, under = ''): readonly ChartFile[] {
  return readdirSync(join(folder, under))
    .toSorted()
    .flatMap((entry) => {
      const name = under === '' ? entry : `${under}/${entry}`
      const path = join(folder, name)
      if (!existsSync(path)) return []
      return statSync(path).isDirectory()
        ? filesOf(folder, name)
        : [{ name, path: name, bytes: new Uint8Array(readFileSync(path)) }]
    })
}

/** Milliseconds from files on disk to objects with the places of every scalar. */
function timeOurs({ folder, values }: (typeof charts)[number]): number {
  const started = performance.now()
  const files = filesOf(folder)
  renderChart({
    chart: { kind: 'folder', path: '', files },
    release: { name: 'release-name', namespace: 'ns', installing: 'first' },
    values: files.filter((file) => values.includes(file.name)).map((file) => ({ kind: 'file', file })),
    helm: 3,
    kubeVersion: 'v1.34.0',
    apiVersions: [],
    includeCrds: true,
    lookup: 'empty',
  })
  return performance.now() - started
}

function timeProcess({ folder, values }: (typeof charts)[number]): number {
  const started = performance.now()
  const flags = values.flatMap((file) => ['-f', file])
  spawnSync(
    helm ?? '',
    ['template', 'release-name', '.', '--namespace', 'ns', '--kube-version', 'v1.34.0', '--include-crds', ...flags],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  )
  return performance.now() - started
}

async function timeEngine(program: string): Promise<readonly number[]> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.end(charts.map((chart) => JSON.stringify(chart)).join('\n'))
  const times: number[] = []
  for await (const line of createInterface({ input: child.stdout })) times.push(JSON.parse(line).ms)
  return times
}
