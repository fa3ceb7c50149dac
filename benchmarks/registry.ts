import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createRegistry } from '../src/adapters/registry/registry.ts'
import { MAX_ATTEMPTS, REQUESTS_PER_HOST } from '../src/model/limits.ts'
import { resolve } from '../src/resolve/resolve.ts'

// What the registry client costs. usage: node benchmarks/registry.ts [--slow]
// Floor: requests × latency ÷ requests under way at one host. Memory is the peak of this process (maxRSS), sampled by the system.

const LATENCY_MS = 50
const clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolved) => setTimeout(resolved, ms)),
}
const silent = { debug() {}, info() {}, warn() {}, secret() {}, progress() {} }

interface Run {
  readonly images: number
  readonly references: number
  readonly latency: number
  readonly trouble: string
}

async function run({ images, references, latency, trouble }: Run): Promise<void> {
  const server = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    'benchmarks/registry-server.ts',
    `${images}`,
    `${latency}`,
    trouble,
  ])
  server.stderr.pipe(process.stderr)
  const host = await new Promise<string>((line) => createInterface(server.stdout).once('line', line))
  const registry = createRegistry({ registries: [{ host, allowPrivate: true }], clock, log: silent })
  const names = Array.from({ length: references }, (_, at) => ({
    registry: host,
    repository: `image-${at % images}/app`,
    tag: 'v1',
  }))
  const began = performance.now()
  const answers = await resolve(names, registry)
  const milliseconds = performance.now() - began
  const requests = registry.requests().reduce((sum, one) => sum + one.count, 0)
  const floor = (requests * latency) / REQUESTS_PER_HOST
  const kinds = [
    ...new Set(answers.map(({ answer }) => (answer.kind === 'unknown' ? `unknown (${answer.problem.kind})` : answer.kind))),
  ]
  console.log(
    JSON.stringify({
      run: `${references} references, ${images} images, ${latency} ms, ${trouble}`,
      answers: `${answers.length} × ${kinds.join(', ')}`,
      requests,
      wallMs: Math.round(milliseconds),
      ...(latency > 0 ? { floorMs: floor, timesFloor: Number((milliseconds / floor).toFixed(2)) } : {}),
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
  registry.close()
  server.kill()
}

const RUNS: readonly Run[] = [
  { images: 500, references: 500, latency: LATENCY_MS, trouble: 'none' },
  { images: 300, references: 5000, latency: LATENCY_MS, trouble: 'none' },
  { images: 5000, references: 5000, latency: 0, trouble: 'none' },
  { images: 200, references: 200, latency: 0, trouble: 'bomb' },
  { images: 200, references: 200, latency: 0, trouble: 'endless' },
  { images: 50, references: 50, latency: 0, trouble: 'many-values' },
]
/** Takes MAX_ATTEMPTS × REQUEST_TIMEOUT_MS by design. */
const SLOW: Run = { images: 16, references: 16, latency: 0, trouble: 'dripping' }

const only = process.argv[2]
if (only === undefined) {
  // Each in a process of its own: a peak is the peak of one run.
  for (let at = 0; at < RUNS.length; at++)
    await new Promise((ended) =>
      spawn(process.execPath, [...process.execArgv, 'benchmarks/registry.ts', `${at}`], { stdio: 'inherit' }).once('exit', ended),
    )
} else {
  const chosen = only === '--slow' ? SLOW : RUNS[Number(only)]
  if (chosen === undefined) throw new Error(`there is no run ${only} (attempts: ${MAX_ATTEMPTS})`)
  await run(chosen)
}
