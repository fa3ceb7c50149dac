// node benchmarks/posture.ts: how long 1,000 objects take once they are parsed, and what the detectors of credentials find in a
// corpus of our own. What pod security is held to is in __tests__/interop/pod-security.test.ts (PREADMIT_SHARED).
import { contextOf, factsOf } from '../__tests__/posture/hits.ts'
import { objectsIn } from '../__tests__/posture/objects.ts'
import { benigns, positives, type Sample } from '../__tests__/posture/secret-corpus.ts'
import type { Rule } from '../src/case/rule.ts'
import { rules } from '../src/rules/table.ts'

const GROUPS = ['pod-security/', 'rbac/', 'secret/', 'exposure/', 'network/', 'weakened/', 'availability/']
const posture = rules.filter(({ id }) => GROUPS.some((group) => id.startsWith(group)))
const RUNS = 7
const BENIGN = 4080

function manifests(index: number, privileged: boolean): string {
  const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${index}, namespace: team-${index % 20}, labels: {app: app-${index}}}
spec:
  replicas: 2
  selector: {matchLabels: {app: app-${index}}}
  template:
    metadata: {labels: {app: app-${index}}}
    spec:
      volumes: [{name: tmp, emptyDir: {}}, {name: host, hostPath: {path: /var/lib/app-${index}}}]
      containers:
        - name: app
          image: ghcr.io/acme/app-${index}:1.2.3
          args: [--listen=0.0.0.0:8080, --log-level=info]
          env: [{name: LOG_LEVEL, value: info}, {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
          ports: [{containerPort: 8080}]
          resources: {requests: {cpu: 100m, memory: 128Mi}}
          securityContext: {privileged: ${privileged}, readOnlyRootFilesystem: true}
        - {name: proxy, image: "envoyproxy/envoy:v1.30", ports: [{containerPort: 9901}]}
`
  const service = `apiVersion: v1\nkind: Service\nmetadata: {name: app-${index}, namespace: team-${index % 20}}\nspec: {type: ClusterIP, selector: {app: app-${index}}, ports: [{port: 80}]}\n`
  const role = `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: app-${index}, namespace: team-${index % 20}}\nrules: [{apiGroups: [""], resources: [configmaps, secrets], verbs: [get${privileged ? ', list' : ''}]}]\n`
  const wall = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: app-${index}, namespace: team-${index % 20}}\nspec: {podSelector: {matchLabels: {app: app-${index}}}, policyTypes: [Ingress, Egress]}\n`
  return [workload, service, role, wall].join('---\n')
}

function measure(changed: boolean): void {
  const text = (privileged: boolean) => Array.from({ length: 250 }, (_, index) => manifests(index, privileged)).join('---\n')
  const base = objectsIn(changed ? text(false) : '', 'deploy/all.yaml')
  const head = objectsIn(text(true), 'deploy/all.yaml')
  const times: number[] = []
  const cpu: number[] = []
  let found = 0
  for (let run = 0; run < RUNS; run++) {
    // Fresh objects in every run: some answers are kept per object.
    const context = contextOf(factsOf(structuredClone(base), structuredClone(head)))
    const start = performance.now()
    const before = process.cpuUsage()
    found = posture.reduce((sum, rule) => sum + rule.check(context).length, 0)
    times.push(performance.now() - start)
    cpu.push(process.cpuUsage(before).user / 1000)
  }
  const median = (list: readonly number[]) => Math.round(list.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0)
  const best = Math.round(Math.min(...times))
  const what = base.length === 0 ? 'all new' : 'all changed'
  console.log(
    `${head.length} objects, ${what}, ${posture.length} rules: ${found} findings, ${median(times)} ms median of ${RUNS} (${median(cpu)} ms of processor time), ${best} ms best`,
  )
}

function hits(rule: Rule, { name, value }: Sample): readonly string[] {
  const env = JSON.stringify([{ name, value }])
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: web, env: ${env}}]}\n`
  return rule.check(contextOf(factsOf([], objectsIn(text)))).map(({ level }) => level ?? rule.level)
}

function measureSecrets(): void {
  const secretRules = posture.filter(({ id }) => id.startsWith('secret/'))
  const levels = (sample: Sample) => secretRules.flatMap((rule) => hits(rule, sample))
  const found = positives().filter((sample) => levels(sample).length > 0)
  const errors = positives().filter((sample) => levels(sample).includes('error'))
  const wrong = benigns(BENIGN).filter((sample) => levels(sample).length > 0)
  const precision = found.length / (found.length + wrong.length)
  const recall = found.length / positives().length
  console.log(
    `credentials: ${found.length} of ${positives().length} found (${errors.length} by shape), ${wrong.length} of ${BENIGN} harmless values found: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
  )
}

measure(false)
measure(true)
measureSecrets()
