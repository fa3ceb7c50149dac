// npm run bench:gitops -- [ENTRIES] [KUSTOMIZE] [HELM]: a made-up repository of that many entries of Flux (half of them overlays, half releases of
// one chart). Times finding and rendering what one changed tag reaches on both sides, and what a change of all of them reaches; then the same
// entries on one side with `kustomize build` and `helm template` as a process each.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { renderChange } from '../src/gate/render-change.ts'
import { found } from '../src/model/answer.ts'
import type { TreeEntry } from '../src/ports/change.ts'
import { renderersFor } from '../src/render/renderers.ts'

const [count = '300', kustomize = process.env.PREADMIT_KUSTOMIZE, helm = process.env.PREADMIT_HELM?.split(':').at(-1)] =
  process.argv.slice(2)
const half = Math.floor(Number(count) / 2)
const numbers = Array.from({ length: half }, (_, index) => index)

const DEPLOYMENT = (name: string, image: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec:\n      containers:\n        - name: main\n          image: ${image}\n          resources: {limits: {memory: 64Mi}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]}\n`
const SOURCE = 'sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}'

function filesOf(tag: (index: number) => string): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    ['charts/web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n'],
    ['charts/web/values.yaml', 'image: {repository: ghcr.io/acme/web, tag: 0.0.0}\nreplicas: 1\n'],
    [
      'charts/web/templates/web.yaml',
      DEPLOYMENT('{{ .Release.Name }}', '{{ printf "%s:%s" .Values.image.repository .Values.image.tag | quote }}'),
    ],
  ])
  for (const index of numbers) {
    files.set(`apps/a${index}/base/kustomization.yaml`, 'resources: [web.yaml]\n')
    files.set(`apps/a${index}/base/web.yaml`, DEPLOYMENT(`a${index}`, `ghcr.io/acme/a${index}:latest`))
    files.set(
      `apps/a${index}/prod/kustomization.yaml`,
      `resources: [../base]\nimages: [{name: ghcr.io/acme/a${index}, newTag: ${tag(index)}}]\npatches: [{path: patch.yaml}]\n`,
    )
    files.set(
      `apps/a${index}/prod/patch.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a${index}}\nspec: {replicas: 3}\n`,
    )
    files.set(
      `clusters/prod/a${index}.yaml`,
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a${index}, namespace: flux-system}\nspec:\n  path: ./apps/a${index}/prod\n  targetNamespace: a${index}\n  ${SOURCE}\n`,
    )
    files.set(
      `clusters/prod/r${index}.yaml`,
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r${index}, namespace: shop}\nspec:\n  chart: {spec: {chart: ./charts/web, ${SOURCE}}}\n  values:\n    image:\n      tag: ${tag(index)}\n`,
    )
  }
  return files
}

const base = filesOf(() => '1.0.0')
const one = filesOf((index) => (index === 0 ? '1.1.0' : '1.0.0'))
const all = filesOf(() => '1.1.0')
const encoder = new TextEncoder()
const entries = (files: ReadonlyMap<string, string>): readonly TreeEntry[] =>
  [...files].map(([path, text]) => ({ path, id: `${path}\n${text}`, mode: 'file', size: text.length }))

async function timed(what: string, head: ReadonlyMap<string, string>): Promise<number> {
  const changed = new Set([...head].filter(([path, text]) => base.get(path) !== text).map(([path]) => path))
  const change = {
    contents: async (some: readonly TreeEntry[]) =>
      new Map(some.map((entry) => [entry, found(encoder.encode(entry.id.slice(entry.id.indexOf('\n') + 1)))])),
  }
  const none = { files: [], unread: [] }
  const trees = { base: entries(base), head: entries(head) }
  const start = performance.now()
  const rendered = await renderChange(
    change,
    { trees, sides: { base: none, head: none }, changed, settings: { charts: [], ignore: [], repository: 'acme/web' } },
    renderersFor(undefined),
  )
  const seconds = (performance.now() - start) / 1_000
  const done = rendered.head.entries.filter(({ rendering }) => rendering.kind === 'rendered').length
  console.log(
    `${what.padEnd(44)} ${seconds.toFixed(2)} s; ${done} of ${rendered.head.entries.length} entries rendered, on both sides`,
  )
  return seconds
}

console.log(`${half * 2} entries in ${base.size} files`)
await timed('one changed, first run', one)
await timed('one changed', one)
const ours = await timed('all changed', all)
if (kustomize !== undefined && helm !== undefined) {
  const root = mkdtempSync(join(tmpdir(), 'gitops-'))
  for (const [path, text] of all) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const start = performance.now()
  const fails = numbers.filter((index) => {
    const built = spawnSync(kustomize, ['build', join(root, `apps/a${index}/prod`)])
    const made = spawnSync(helm, ['template', `r${index}`, join(root, 'charts/web'), '--set', 'image.tag=1.1.0'])
    return built.status !== 0 || made.status !== 0
  })
  const seconds = (performance.now() - start) / 1_000
  rmSync(root, { recursive: true })
  console.log(`${'as processes, one side'.padEnd(44)} ${seconds.toFixed(2)} s; ${fails.length} pairs failed`)
  console.log(`ratio, one side each: ${(seconds / (ours / 2)).toFixed(1)}`)
}
