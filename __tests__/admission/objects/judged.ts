import { readClusterPolicies } from '../../../src/admission/read.ts'
import { compareObjects } from '../../../src/compare/objects.ts'
import { judge } from '../../../src/judge/judge.ts'
import type { Facts } from '../../../src/model/facts.ts'
import type { Finding } from '../../../src/model/finding.ts'
import type { Judgement } from '../../../src/model/judgement.ts'
import type { Policy } from '../../../src/model/policy.ts'
import { builtInPolicy } from '../../../src/policy/built-in.ts'
import { factsOf, objectsIn } from '../cluster.ts'

/** A ValidatingAdmissionPolicy about deployments and pods, with a binding that denies; parts of it may be replaced. */
export function vap(
  validations: string,
  { spec = '', resources = '[deployments]', groups = '[apps]', binding = '', actions = '[Deny]' } = {},
): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: guard}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: ${groups}, apiVersions: [v1], operations: [CREATE, UPDATE], resources: ${resources}}]
${spec}  validations:
${validations}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: guard-binding}
spec:
  policyName: guard
  validationActions: ${actions}
${binding}`
}

/** One validation as an item of a list. */
export function validation(expression: string, more = ''): string {
  return `    - expression: >-\n        ${expression}\n${more === '' ? '' : `      ${more}\n`}`
}

/** A deployment; parts of it may be replaced. */
export function deployment({
  replicas = 'replicas: 3',
  image = 'nginx:1.27',
  meta = '',
  pod = '',
  container = '',
  name = 'web',
} = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
${meta}spec:
  ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
${pod}      containers:
        - name: web
          image: ${image}
${container}`
}

/** What is judged, with the policies of the cluster and both sides of a change. */
export interface Change {
  readonly policies: string
  readonly head: string
  readonly base?: string
  readonly policy?: Partial<Policy>
  /** Where the manifests stand. */
  readonly file?: string
  /** Where they stood before. */
  readonly baseFile?: string
}

/** The judgement on a change. */
export function judgementOn({ policy = {}, ...change }: Change): Judgement {
  return judge({ ...builtInPolicy, clusterPolicies: ['policies/**'], ...policy }, factsOn(change))
}

/** The facts of a change. */
export function factsOn({ policies, head, base, file = 'deploy/app.yaml', baseFile = file }: Change): Facts {
  const known = readClusterPolicies(objectsIn(policies))
  const before = base === undefined ? [] : objectsIn(base, baseFile)
  const objects = compareObjects(before, objectsIn(head, file))
  return { ...factsOf(head, known, () => 'proved'), references: [], objects }
}

/** The findings of group `admission`, each as its level, whether it is open, and its sentence. */
export function said(change: Change): readonly string[] {
  return findingsOn(change).map(({ level, open, message }) => `${level}${open === true ? ' (open)' : ''}: ${message}`)
}

/** The findings of group `admission`. */
export function findingsOn(change: Change): readonly Finding[] {
  return judgementOn(change).findings.filter(({ rule }) => rule.startsWith('admission/'))
}
