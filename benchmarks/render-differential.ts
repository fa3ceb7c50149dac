// Mutates templates and values of charts and renders them by real Helm beside us: where both give documents they must be equal but for
// what we say is not known, and neither may give documents where the other fails.
//   node benchmarks/render-differential.ts CASES.json HELM COUNT [SEED] [--alone]
// CASES.json maps ids to folders; with --alone nothing is compared, it only must not crash or hang.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { YamlNode } from '../src/languages/goyaml/document.ts'
import { readYaml } from '../src/languages/goyaml/read.ts'
import type { Node } from '../src/model/tree.ts'
import type { ChartFile } from '../src/render/helm/chart.ts'
import { renderChart } from '../src/render/helm/render.ts'

const alone = process.argv.includes('--alone')
const [casesFile, helm, count = '100', seedText = '1'] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
if (casesFile === undefined || helm === undefined)
  throw new Error('render-differential.ts CASES.json HELM COUNT [SEED] [--alone]')
const folders: Readonly<Record<string, string>> = JSON.parse(readFileSync(casesFile, 'utf8'))
const version = spawnSync(helm, ['version', '--short'], { encoding: 'utf8' }).stdout.startsWith('v4') ? 4 : 3
let seed = Number(seedText)

function random(below: number): number {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}

const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)]

const TEMPLATE_PARTS = [
  '{{ .Values }}',
  '{{- ',
  ' -}}',
  '{{ end }}',
  '{{ else }}',
  '| quote',
  '| nindent 4',
  '| toYaml',
  '| default "x"',
  '{{ if .Values.x }}',
  '{{ range . }}',
  '$',
  '.',
  '(',
  ')',
  '"',
  ': ',
  '\n',
  '  ',
  '---\n',
  '{{ include "x" . }}',
  '| trunc 3',
  '| int',
  'not ',
  'eq 1 1',
  '{{/* c */}}',
  '#',
  '- ',
  '[',
  '|\n',
]
const VALUE_PARTS = [
  'null',
  '[]',
  '{}',
  '{a: b}',
  '[a, 1]',
  'true',
  '"x"',
  '0',
  '1.5',
  '1e6',
  '~',
  'yes',
  '"{{ .Release.Name }}"',
  '|\n  a\n  b\n',
  '""',
  '-1',
  '017',
]

function mutate(text: string, isValues: boolean): string {
  const lines = text.split('\n')
  const at = random(lines.length)
  const line = lines[at] ?? ''
  const kind = random(isValues ? 4 : 6)
  if (kind === 0) lines.splice(at, 1)
  else if (kind === 1) lines.splice(at, 0, pick(lines) ?? '')
  else if (isValues) lines[at] = /^\s*[\w-]+:/.test(line) ? line.replace(/:.*$/, `: ${pick(VALUE_PARTS)}`) : line
  else {
    const part = pick(TEMPLATE_PARTS) ?? ''
    const column = random(line.length + 1)
    lines[at] = line.slice(0, column) + part + line.slice(column + (kind === 2 ? random(4) : 0))
  }
  return lines.join('\n')
}

function filesOf(folder: string, under = ''): readonly ChartFile[] {
  return readdirSync(join(folder, under)).flatMap((entry) => {
    const name = under === '' ? entry : `${under}/${entry}`
    const path = join(folder, name)
    if (!existsSync(path)) return []
    if (statSync(path).isDirectory()) return filesOf(folder, name)
    return [{ name, path: name, bytes: new Uint8Array(readFileSync(path)) }]
  })
}

const OPEN = '$unknown'

function plainNode(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plainNode)
  if (node.kind === 'map') return new Map(node.entries.map(({ key, value }) => [key.text, plainNode(value)]))
  if (node.unknown !== undefined) return OPEN
  return node.plain ? JSON.parse(node.text) : node.text
}

function plainYaml(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(plainYaml)
  if (node.kind === 'map') return new Map(node.entries.map(({ key, value }) => [key, plainYaml(value)]))
  return typeof node.value === 'bigint' ? Number(node.value) : node.value
}

function isSame(ours: unknown, theirs: unknown): boolean {
  if (ours === OPEN || Object.is(ours, theirs) || (ours === 0 && theirs === 0)) return true
  if (Array.isArray(ours))
    return Array.isArray(theirs) && ours.length === theirs.length && ours.every((one, index) => isSame(one, theirs[index]))
  if (!(ours instanceof Map) || !(theirs instanceof Map) || ours.size !== theirs.size) return false
  return [...ours].every(([key, value]) => theirs.has(key) && isSame(value, theirs.get(key)))
}

function theirsOf(folder: string, values: string | undefined): readonly unknown[] | string {
  const flags = [
    '--namespace',
    'ns',
    '--kube-version',
    'v1.34.0',
    '--include-crds',
    ...(values === undefined ? [] : ['-f', values]),
  ]
  const ran = spawnSync(helm ?? '', ['template', 'release-name', '.', ...flags], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (ran.status !== 0) return ran.stderr.slice(0, 300)
  const read = readYaml(ran.stdout, { reader: 'sigs', limits: { nodes: 2_000_000, depth: 1000 } })
  if ('problem' in read) return `cannot be read again: ${read.problem}`
  return read.documents.map(({ root }) => plainYaml(root)).filter((root) => root !== null)
}

const ids = Object.entries(folders).filter(([, folder]) => existsSync(join(folder, 'Chart.yaml')))
const tally: Record<string, number> = {}
const scratch = mkdtempSync(join(tmpdir(), 'preadmit-differential-'))
let slowest = 0
for (let round = 0; round < Number(count); round++) {
  const chosen = pick(ids)
  if (chosen === undefined) break
  const [id, folder] = chosen
  const values = id.split(':')[2]
  const files = filesOf(folder)
  const places = files.filter(
    (file) => file.bytes.length < 100_000 && (file.name.includes('templates/') || /values\.yaml$/.test(file.name)),
  )
  const target = pick(places)
  if (target === undefined) continue
  const text = mutate(new TextDecoder().decode(target.bytes), target.name.endsWith('values.yaml'))
  const changed = files.map((file) => (file === target ? { ...file, bytes: new TextEncoder().encode(text) } : file))
  const started = performance.now()
  const rendering = renderChart({
    chart: { kind: 'folder', path: '', files: changed },
    release: { name: 'release-name', namespace: 'ns', installing: 'first' },
    values: changed.filter((file) => file.name === values).map((file) => ({ kind: 'file', file })),
    helm: version,
    kubeVersion: 'v1.34.0',
    apiVersions: [],
    includeCrds: true,
    lookup: 'empty',
    remoteSchemas: 'absent',
  })
  slowest = Math.max(slowest, performance.now() - started)
  let verdict: string = rendering.kind
  if (!alone) {
    const copy = join(scratch, 'chart')
    rmSync(copy, { recursive: true, force: true })
    cpSync(folder, copy, { recursive: true, dereference: true })
    writeFileSync(join(copy, target.name), text)
    const theirs = theirsOf(copy, values)
    const open =
      rendering.kind === 'rendered' && (rendering.unknowns.length > 0 || rendering.documents.some((one) => !one.always))
    if (rendering.kind === 'unknown' || open) verdict = 'unknown'
    else if (rendering.kind === 'failed')
      verdict = typeof theirs === 'string' ? 'both fail' : `WRONG we fail: ${rendering.why.slice(0, 300)}`
    else if (typeof theirs === 'string')
      verdict = theirs.startsWith('cannot be read') ? 'unreadable' : `WRONG they fail: ${theirs}`
    else
      verdict = isSame(
        rendering.documents.map(({ root }) => plainNode(root)),
        theirs,
      )
        ? 'equal'
        : 'WRONG differs'
  }
  const kind = verdict.startsWith('WRONG') ? 'WRONG' : verdict
  tally[kind] = (tally[kind] ?? 0) + 1
  if (kind === 'WRONG') {
    console.log(`${verdict}\n  round ${round}: ${id} ${target.name}`)
    if (process.env.KEEP !== undefined) cpSync(join(scratch, 'chart'), join(process.env.KEEP, String(round)), { recursive: true })
  }
}
rmSync(scratch, { recursive: true, force: true })
console.log(tally, `slowest ${Math.round(slowest)} ms`)
