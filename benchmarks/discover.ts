// npm run bench:discover [-- DIR INDEX]: time and memory of discovery, for hostile files and, where given, for a corpus (see corpus.ts).
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { discover } from '../src/discover/discover.ts'
import { HOSTILE_SHAPES } from './hostile-shapes.ts'

const MAX_MILLISECONDS = 1000
const MAX_MEGABYTES = 150
const [first, index] = process.argv.slice(2)

if (first === '--shape') measureShape(index ?? '')
else {
  if (first !== undefined && index !== undefined) measureCorpus(first, index)
  const slow = Object.keys(HOSTILE_SHAPES).filter((shape) => !runShape(shape))
  console.log(slow.length === 0 ? 'every hostile file is within its bounds' : `out of bounds: ${slow.join(', ')}`)
  process.exitCode = slow.length === 0 ? 0 : 1
}

/** One shape in a process of its own: memory is what the process needs more than an idle one. */
function runShape(shape: string): boolean {
  const child = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, '--shape', shape], { encoding: 'utf8' })
  if (child.status !== 0) {
    console.log(
      `${shape.padEnd(32)} failed: ${
        child.stderr
          .trim()
          .split('\n')
          .find((line) => line.includes('Error')) ?? child.signal
      }`,
    )
    return false
  }
  const { milliseconds, megabytes, found } = JSON.parse(child.stdout)
  const within = milliseconds <= MAX_MILLISECONDS && megabytes <= MAX_MEGABYTES
  const numbers = `${String(milliseconds).padStart(6)} ms ${String(megabytes).padStart(5)} MB  ${found}`
  console.log(`${shape.padEnd(32)} ${numbers}${within ? '' : '  OUT OF BOUNDS'}`)
  return within
}

function measureShape(shape: string): void {
  const file = HOSTILE_SHAPES[shape]?.(1024 * 1024)
  if (file === undefined) throw new Error(`there is no shape called ${shape}`)
  const idle = process.resourceUsage().maxRSS
  const started = process.cpuUsage()
  const { references, unread } = discover([file])
  const used = process.cpuUsage(started)
  const milliseconds = Math.round((used.user + used.system) / 1000)
  const megabytes = Math.round((process.resourceUsage().maxRSS - idle) / 1024)
  console.log(JSON.stringify({ milliseconds, megabytes, found: `${references.length} references, ${unread.length} unread` }))
}

function measureCorpus(directory: string, indexFile: string): void {
  const entries: readonly { repo: string; path: string }[] = JSON.parse(readFileSync(indexFile, 'utf8'))
  const files = entries.map(({ repo, path }) => ({
    repo,
    path,
    bytes: new Uint8Array(readFileSync(join(directory, repo.replace('/', '+'), path))),
  }))
  const repositories = [...Map.groupBy(files, (file) => file.repo).values()]
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`)
  for (let run = 1; run <= 5; run++) {
    const started = performance.now()
    const cpu = process.cpuUsage()
    const found = repositories.reduce((sum, sources) => sum + discover(sources).references.length, 0)
    const { user, system } = process.cpuUsage(cpu)
    console.log(
      `run ${run}: ${(performance.now() - started).toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor time, ${found} references`,
    )
  }
}
