// Renders public charts and overlays and prints what they come to, for comparison with what the real tools print.
//   npm run rendering -- CASES.json OUT.json [--helm 3|4] [--only TEXT] [--clock TIME]
// CASES.json maps ids to folders; an id is owner/name:path[:values file]. A folder in tree/owner+name is that of an overlay, any other a chart.

import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { RenderedDocument, Rendering } from '../src/model/rendering.ts'
import type { Node } from '../src/model/tree.ts'
import type { ChartFile } from '../src/render/helm/chart.ts'
import { renderChart } from '../src/render/helm/render.ts'
import type { Files } from '../src/render/kustomize/build.ts'
import { renderKustomization } from '../src/render/kustomize/render.ts'
import { jsonOf } from './rendering-json.ts'

interface Arguments {
  readonly cases: string
  readonly out: string
  readonly helm: 3 | 4
  readonly only: string
}

function readArguments(given: readonly string[]): Arguments {
  const rest = [...given]
  const option = (name: string): string | undefined => {
    const at = rest.indexOf(name)
    return at < 0 ? undefined : rest.splice(at, 2)[1]
  }
  const helm = option('--helm') === '4' ? 4 : 3
  const only = option('--only') ?? ''
  const [cases, out] = rest
  if (cases === undefined || out === undefined) throw new Error('usage: rendering CASES.json OUT.json [--helm 3|4] [--only TEXT]')
  return { cases, out, helm, only }
}

function filesOf(folder: string, under = ''): readonly ChartFile[] {
  return readdirSync(join(folder, under))
    .sort()
    .flatMap((entry) => {
      const name = under === '' ? entry : `${under}/${entry}`
      const path = join(folder, name)
      if (!existsSync(path)) return []
      if (statSync(path).isDirectory()) return filesOf(folder, name)
      return [{ name, path: name, bytes: new Uint8Array(readFileSync(path)) }]
    })
}

const TREE = /^(.*\/tree\/[^/]+\+[^/]+)(?:\/(.*))?$/
const trees = new Map<string, Files>()

function renderOverlay(top: string, path: string): Rendering {
  const root = realpathSync(top)
  const files = trees.get(root) ?? treeOf(root)
  trees.set(root, files)
  const { rendering } = renderKustomization({ files, path })
  if (rendering.kind !== 'rendered') return rendering
  const documents = rendering.documents.map((one, index, all) =>
    index === all.length - 1 ? one : { ...one, root: cutEnd(one.root) },
  )
  return { ...rendering, documents }
}

/** A document without the line breaks at its very end: the expectations were made by cutting what kustomize prints at its separators. */
function cutEnd(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: [...node.items.slice(0, -1), ...node.items.slice(-1).map(cutEnd)] }
  if (node.kind === 'scalar') return node.plain || !node.text.endsWith('\n') ? node : { ...node, text: node.text.trimEnd() }
  const last = node.entries.slice(-1).map((entry) => ({ ...entry, value: cutEnd(entry.value) }))
  return { ...node, entries: [...node.entries.slice(0, -1), ...last] }
}

function treeOf(top: string): Files {
  const kindAt = (path: string) => statSync(join(top, path), { throwIfNoEntry: false })
  return {
    text: (path) => (kindAt(path)?.isFile() === true ? readFileSync(join(top, path), 'utf8') : undefined),
    bytes: (path) => readFileSync(join(top, path)),
    folder: (path) => kindAt(path)?.isDirectory() === true,
    real: (path) => (existsSync(join(top, path)) ? relative(top, realpathSync(join(top, path))) : path),
  }
}

function renderCase(id: string, folder: string, helm: 3 | 4): Rendering {
  const [, top, path = ''] = TREE.exec(folder) ?? []
  return top === undefined ? renderOne(id, folder, helm) : renderOverlay(top, path)
}

function renderOne(id: string, folder: string, helm: 3 | 4): Rendering {
  const files = filesOf(folder)
  const valuesFile = id.split(':')[2]
  const values = valuesFile === undefined ? [] : files.filter((file) => file.name === valuesFile)
  if (valuesFile !== undefined && values.length === 0)
    return { kind: 'failed', failure: 'missing-file', why: `open ${valuesFile}: no such file` }
  return renderChart({
    chart: { kind: 'folder', path: '', files },
    release: { name: 'release-name', namespace: 'ns', installing: 'first' },
    values: values.map((file) => ({ kind: 'file', file })),
    helm,
    kubeVersion: 'v1.34.0',
    apiVersions: [],
    includeCrds: true,
    lookup: 'empty',
    // The expectations were made without a network.
    remoteSchemas: 'absent',
    // The expectations were made by cutting what helm prints at its separators.
    endings: 'cut',
  })
}

/** Objects are compared by these: one that is not known cannot be found again. */
const HEAD = ['/apiVersion', '/kind', '/metadata', '/metadata/name', '/metadata/namespace']

function resultOf(id: string, rendering: Rendering, ms: number): object {
  if (rendering.kind === 'failed') return { id, ok: false, class: rendering.failure, error: rendering.why, ms }
  if (rendering.kind === 'unknown') return { id, unknown: rendering.why, ms }
  const documents = rendering.documents.map(documentOf)
  const unnamed = documents.find(({ shown }) => shown.unknown.some((pointer) => HEAD.includes(pointer)))
  if (unnamed !== undefined) return { id, unknown: `what names the object ${unnamed.shown.kind} is not known`, ms }
  const images = new Set(documents.flatMap((document) => document.images))
  const imagesUnknown = documents.reduce((sum, document) => sum + document.imagesUnknown, 0)
  return { id, ok: true, documents: documents.map(({ shown }) => shown), images: [...images], imagesUnknown, ms }
}

function documentOf({ root, always }: RenderedDocument) {
  const { object, unknown, images, imagesUnknown } = jsonOf(root)
  const at = (value: unknown, key: string): unknown =>
    value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined
  const metadata = at(object, 'metadata')
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  const name = word(at(metadata, 'name') ?? at(metadata, 'generateName'))
  const head = {
    apiVersion: word(at(object, 'apiVersion')),
    kind: word(at(object, 'kind')),
    namespace: word(at(metadata, 'namespace')),
    name,
  }
  return { shown: { ...head, object, unknown: always ? unknown : ['', ...unknown] }, images, imagesUnknown }
}

function main(): void {
  const given = readArguments(process.argv.slice(2))
  const ids: Record<string, string> = JSON.parse(readFileSync(given.cases, 'utf8'))
  const cases: object[] = []
  for (const [id, folder] of Object.entries(ids)) {
    if (!id.includes(given.only)) continue
    const start = performance.now()
    try {
      const rendering = renderCase(id, folder, given.helm)
      const ms = Math.round((performance.now() - start) * 100) / 100
      cases.push(resultOf(id, rendering, ms))
    } catch (error) {
      cases.push({ id, unknown: `crash: ${error instanceof Error ? error.stack : String(error)}` })
    }
  }
  writeFileSync(given.out, JSON.stringify({ tool: 'preadmit', version: '0.1.0', cases }))
}

main()
