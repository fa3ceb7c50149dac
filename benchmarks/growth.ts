// npm run bench:growth: doubles what a change is made of, one thing at a time, and prints the processor time of each size and the exponent
// between the largest two. Everything is to grow as the work does: an exponent above 1.1 in two runs is a place that looks everything up again.
import { contextOf, factsOf } from '../__tests__/posture/hits.ts'
import { objectsIn } from '../__tests__/posture/objects.ts'
import { account } from '../src/account/account.ts'
import { compareScalars } from '../src/compare/scalars.ts'
import { discover, type SourceFile } from '../src/discover/discover.ts'
import { judge } from '../src/judge/judge.ts'
import type { ScalarDocument } from '../src/model/account.ts'
import { entriesOf } from '../src/render/entries.ts'
import { listingOf, noted } from '../src/render/source-tree.ts'

const RUNS = 5
const encoder = new TextEncoder()

interface Row {
  readonly name: string
  readonly smallest: number
  /** Prepares a size, fresh in every run because some answers are kept; what it gives is measured. */
  readonly prepare: (count: number) => () => unknown
}

const rows: readonly Row[] = [
  { name: 'references, a file each', smallest: 500, prepare: (count) => discovering(files(count, (at) => workload(at, 2))) },
  { name: 'files, ten images', smallest: 500, prepare: (count) => discovering(files(count, (at) => workload(at % 10, 2))) },
  { name: 'objects in one file', smallest: 500, prepare: (count) => discovering([file('all.yaml', joined(count, workload))]) },
  { name: 'findings in one file', smallest: 250, prepare: (count) => judging(joined(count, workload)) },
  { name: 'findings, a file each', smallest: 250, prepare: (count) => judgingFiles(count, (at) => workload(at, 2)) },
  {
    name: 'findings that the base has',
    smallest: 250,
    prepare: (count) => judging(joined(count, workload), joined(count, workload)),
  },
  { name: 'one-replica workloads, a Service each', smallest: 500, prepare: (count) => judging(joined(count, served)) },
  { name: 'the same, scaled', smallest: 500, prepare: (count) => judging(joined(count, (at) => served(at) + scaler(at))) },
  { name: 'RBAC objects', smallest: 1000, prepare: (count) => judging(joined(count, role)) },
  { name: 'Services', smallest: 1000, prepare: (count) => judging(joined(count, service)) },
  { name: 'NetworkPolicies, a workload each', smallest: 250, prepare: (count) => judging(joined(count, walled)) },
  { name: 'changed scalars of one document', smallest: 4000, prepare: (count) => accounting([values(count)]) },
  {
    name: 'changed scalars, a document each',
    smallest: 4000,
    prepare: (count) => accounting(several(count, (at) => values(1, at))),
  },
  { name: 'charts, one file of each changed', smallest: 500, prepare: (count) => listing(several(count, chart).flat()) },
  { name: 'kustomizations over one base', smallest: 500, prepare: (count) => listing(several(count, overlay)) },
]

function workload(at: number, replicas = 2): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${at}, namespace: apps}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: app-${at}}}
  template:
    metadata: {labels: {app: app-${at}, by: tool}}
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/app-${at}:1.2.3
`
}

function service(at: number): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: app-${at}, namespace: apps}\nspec: {selector: {by: tool, app: app-${at}}, ports: [{port: 80}]}\n`
}

function served(at: number): string {
  return `${workload(at, 1)}---\n${service(at)}`
}

function scaler(at: number): string {
  return `---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: app-${at}, namespace: apps}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app-${at}}, minReplicas: 2, maxReplicas: 4}\n`
}

function role(at: number): string {
  const api = 'apiVersion: rbac.authorization.k8s.io/v1'
  const reference = `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app-${at}}`
  return `${api}\nkind: Role\nmetadata: {name: app-${at}, namespace: apps}\nrules: [{apiGroups: [""], resources: [secrets], verbs: [get, list]}]\n---\n${api}\nkind: RoleBinding\nmetadata: {name: app-${at}, namespace: apps}\n${reference}\nsubjects: [{kind: ServiceAccount, name: app-${at}, namespace: apps}]\n`
}

function walled(at: number): string {
  return `${workload(at)}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: app-${at}, namespace: apps}\nspec: {podSelector: {matchLabels: {app: app-${at}}}, policyTypes: [Ingress, Egress]}\n`
}

function values(count: number, document = 0): ScalarDocument {
  const scalars = several(count, (at) => ({
    path: ['apps', `[app-${at}]`, 'version'],
    text: `1.${at}`,
    span: { start: at * 10, end: at * 10 + 5 },
  }))
  return { file: `chart-${document}/values.yaml`, format: '', scalars }
}

function chart(at: number): readonly SourceFile[] {
  return [
    file(`charts/app-${at}/Chart.yaml`, `apiVersion: v2\nname: app-${at}\nversion: 1.0.0\n`),
    file(`charts/app-${at}/values.yaml`, 'tag: 1.0.0\n'),
  ]
}

function overlay(at: number): SourceFile {
  return file(`overlays/app-${at}/kustomization.yaml`, 'resources: [../../base]\n')
}

function discovering(sources: readonly SourceFile[]): () => unknown {
  return () => discover(sources)
}

function judging(text: string, base = ''): () => unknown {
  const [head, before] = [objectsIn(text, 'app.yaml'), objectsIn(base, 'app.yaml')]
  const source = { file: 'app.yaml', lineStarts: [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)], excerpts: [] }
  const facts = { ...factsOf(before, head), sources: [source] }
  return () => judge(contextOf(facts).policy, facts)
}

function judgingFiles(count: number, textOf: (at: number) => string): () => unknown {
  const texts = several(count, (at) => ({ file: `app-${at}.yaml`, text: textOf(at) }))
  const sources = texts.map(({ file: path, text }) => ({
    ...{ file: path, excerpts: [] },
    lineStarts: [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)],
  }))
  const objects = texts.flatMap(({ file: path, text }) => objectsIn(text, path))
  const facts = { ...factsOf([], objects), sources }
  return () => judge(contextOf(facts).policy, facts)
}

function accounting(head: readonly ScalarDocument[]): () => unknown {
  const base = head.map((one) => ({ ...one, scalars: one.scalars.map((scalar) => ({ ...scalar, text: `0.${scalar.text}` })) }))
  return () =>
    account({ changes: compareScalars(base, head), accountants: [], paths: head.map((one) => one.file), lost: () => false })
}

function listing(sources: readonly SourceFile[]): () => unknown {
  const contents = new Map(sources.map(({ path, bytes }) => [path, bytes]))
  return () => entriesOf(noted(listingOf([...contents.keys()]), contents), new Set(contents.keys()))
}

function files(count: number, textOf: (at: number) => string): readonly SourceFile[] {
  return several(count, (at) => file(`deploy/app-${at}.yaml`, textOf(at)))
}

function file(path: string, text: string): SourceFile {
  return { path, bytes: encoder.encode(text) }
}

function joined(count: number, textOf: (at: number) => string): string {
  return several(count, textOf).join('---\n')
}

function several<T>(count: number, make: (at: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

/** The least processor time of several runs, in milliseconds: what a busy machine adds is no part of the work. */
function measured({ prepare }: Row, count: number): number {
  const times = several(RUNS, () => {
    const run = prepare(count)
    const before = process.cpuUsage()
    run()
    return process.cpuUsage(before).user / 1000
  })
  return Math.min(...times)
}

const wanted = process.argv.slice(2)
for (const row of rows.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
  measured(row, row.smallest)
  const sizes = [row.smallest, row.smallest * 2, row.smallest * 4, row.smallest * 8]
  const times = sizes.map((count) => measured(row, count))
  const [before = 1, last = 1] = times.slice(-2)
  const exponent = Math.log2(last / before)
  console.log(
    `${row.name}: ${sizes.map((count, at) => `${count} in ${Math.round(times[at] ?? 0)} ms`).join(', ')}; exponent ${exponent.toFixed(2)}`,
  )
}
