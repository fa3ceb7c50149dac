// npm run bench:kustomize -- FOLDER [KUSTOMIZE]: renders every kustomization below a folder in this process, and with `kustomize build` as a
// process each; prints medians, totals and the ratio, and says where one renders what the other refuses.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Files } from '../src/render/kustomize/build.ts'
import { renderKustomization } from '../src/render/kustomize/render.ts'

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const [folder, kustomize = process.env.PREADMIT_KUSTOMIZE] = process.argv.slice(2)
if (folder === undefined) throw new Error('npm run bench:kustomize -- FOLDER [KUSTOMIZE]')
const root = realpathSync(folder)
const paths = kustomizationsBelow('')
const files = filesBelow(root)

const first = paths.map((path) => timed(() => renderKustomization({ files, path }).rendering.kind === 'rendered'))
const second = paths.map((path) => timed(() => renderKustomization({ files, path }).rendering.kind === 'rendered'))
report('here, files read from the disk', first)
report('here, files at hand', second)
if (kustomize !== undefined) {
  const real = paths.map((path) =>
    timed(() => spawnSync(kustomize, ['build', join(root, path)], { maxBuffer: 2 ** 30 }).status === 0),
  )
  report('kustomize build', real)
  console.log(`ratio of totals: ${(total(real) / total(first)).toFixed(1)}`)
  const odd = paths.filter((_, at) => first[at]?.rendered !== real[at]?.rendered)
  console.log(odd.length === 0 ? 'both render the same folders' : `rendered by one alone: ${odd.join(', ')}`)
}

interface Timed {
  readonly rendered: boolean
  readonly milliseconds: number
}

function timed(work: () => boolean): Timed {
  const start = performance.now()
  const rendered = work()
  return { rendered, milliseconds: performance.now() - start }
}

function total(times: readonly Timed[]): number {
  return times.reduce((sum, one) => sum + one.milliseconds, 0)
}

function report(what: string, times: readonly Timed[]): void {
  const sorted = times.map((one) => one.milliseconds).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? 0
  const counts = `${times.filter((one) => one.rendered).length} of ${times.length} rendered`
  console.log(
    `${what.padEnd(32)} median ${median.toFixed(1).padStart(8)} ms, total ${(total(times) / 1000).toFixed(1)} s; ${counts}`,
  )
}

function kustomizationsBelow(path: string): readonly string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  const own = NAMES.some((name) => existsSync(join(root, path, name))) ? [path] : []
  const below = entries.filter((entry) => entry.isDirectory() && entry.name !== '.git')
  return [...own, ...below.flatMap(({ name }) => kustomizationsBelow(path === '' ? name : `${path}/${name}`))]
}

function filesBelow(top: string): Files {
  const texts = new Map<string, string | undefined>()
  return {
    text: (path) => {
      if (!texts.has(path)) {
        const found = join(top, path)
        texts.set(path, isKind(found, 'file') ? readFileSync(found, 'utf8') : undefined)
      }
      return texts.get(path)
    },
    bytes: (path) => readFileSync(join(top, path)),
    folder: (path) => isKind(join(top, path), 'folder'),
    real: (path) => {
      const found = join(top, path)
      return existsSync(found) ? relative(top, realpathSync(found)) : path
    },
  }
}

function isKind(path: string, kind: 'file' | 'folder'): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && (kind === 'file' ? found.isFile() : found.isDirectory())
}
