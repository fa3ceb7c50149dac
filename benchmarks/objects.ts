import { judgeObjects } from '../src/admission/objects/hold-objects.ts'
import { readClusterPolicies } from '../src/admission/read.ts'
import { discover } from '../src/discover/discover.ts'

// How long 500 changed deployments take against 30 policies on pods, of four validations each: once all admitted, once all denied.
const OBJECTS = 500
const POLICIES = 30

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const deployment = (index: number, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web-${index}, namespace: shop, labels: {team: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: a, image: "${image}", resources: {limits: {cpu: 1, memory: 1Gi}}, env: [{name: A, value: b}]}
        - {name: b, image: "${image}", ports: [{containerPort: 80}]}
`

const policy = (index: number): string => `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: policy-${index}}
spec:
  validationActions: [Deny]
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
  variables:
    - {name: all, expression: "object.spec.containers + object.spec.?initContainers.orValue([])"}
  validations:
    - expression: "variables.all.all(c, c.image.contains(':'))"
    - expression: "variables.all.all(c, !c.image.endsWith(':latest'))"
    - expression: "variables.all.all(c, c.?securityContext.?privileged.orValue(false) == false)"
    - expression: "variables.all.all(c, c.?env.orValue([]).all(e, e.name.matches('^[A-Z_]+$')))"
`

const many = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, at) => one(at)).join('---\n')
const side = (image: string) =>
  discover([{ path: 'deploy/all.yaml', bytes: bytes(many(OBJECTS, (at) => deployment(at, image))) }]).objects
const policies = readClusterPolicies(discover([{ path: 'policies/all.yaml', bytes: bytes(many(POLICIES, policy)) }]).objects)

for (const [before, now] of [
  ['nginx:1.27', 'nginx:1.28'],
  ['nginx:1.27', 'nginx:latest'],
] as const) {
  const base = side(before)
  const objects = side(now).map((head, at) => ({ head, ...(base[at] === undefined ? {} : { base: base[at] }) }))
  const start = performance.now()
  const results = judgeObjects(policies, { objects })
  console.log(
    `${OBJECTS} deployments, ${POLICIES} policies: ${results.length} denials in ${Math.round(performance.now() - start)} ms`,
  )
}
