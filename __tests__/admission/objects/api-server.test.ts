import { describe, expect, test } from '@jest/globals'
import { deployment, judgementOn, said, validation, vap } from './judged.ts'

/** What kube-apiserver 1.37.2 did with the same policy and object; `open` where it depends on what the files do not say. */
type Outcome = 'admits' | 'denies' | 'open'

function outcome(policies: string, head: string): Outcome {
  const lines = said({ policies, head })
  if (lines.some((line) => line.startsWith('error: '))) return 'denies'
  return lines.length === 0 ? 'admits' : 'open'
}

function on(group: string, resource: string, expression: string): string {
  return vap(validation(expression), { groups: `["${group}"]`, resources: `[${resource}]` })
}

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: main, image: "nginx:1.27"}]}\n'
const CONFINED = POD.replace(
  'namespace: shop}',
  'namespace: shop, annotations: {container.apparmor.security.beta.kubernetes.io/main: unconfined}}',
)
const RBAC = 'rbac.authorization.k8s.io'
const role = (rules = ''): string => `apiVersion: ${RBAC}/v1\nkind: Role\nmetadata: {name: r, namespace: shop}\n${rules}`
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\nstringData: {password: x}\n'
const NETWORK = 'networking.k8s.io'
const policyOf = (spec: string): string =>
  `apiVersion: ${NETWORK}/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\nspec: ${spec}\n`
const binding = (subject: string): string =>
  `apiVersion: ${RBAC}/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: shop}\nroleRef: {apiGroup: ${RBAC}, kind: Role, name: r}\nsubjects: [${subject}]\n`
const HPA =
  'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: shop}\nspec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n'
const JOB =
  'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: shop}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: a}]}}}\n'
const CLAIMS =
  'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s, namespace: shop}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: a}]}}, volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}\n'

describe('an object is judged as the API server has it', () => {
  test.each<[string, string, string, string, string, Outcome]>([
    ['a pod without volumes has that of its token', '', 'pods', POD, '!has(object.spec.volumes)', 'denies'],
    ['every container mounts the token', '', 'pods', POD, 'object.spec.containers.all(c, !has(c.volumeMounts))', 'denies'],
    ['the token is no path of the host', '', 'pods', POD, 'object.spec.volumes.all(v, !has(v.hostPath))', 'admits'],
    [
      'the token lives for 3607 seconds',
      '',
      'pods',
      POD,
      'object.spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds == 3607',
      'admits',
    ],
    ['orValue() on what is no optional', '', 'pods', POD, 'object.spec.containers.all(c, c.resources.orValue({}) == {})', 'open'],
    [
      'an AppArmor annotation is a field',
      '',
      'pods',
      CONFINED,
      'object.spec.containers.all(c, c.securityContext.appArmorProfile.type != "Unconfined")',
      'denies',
    ],
    ['and makes a security context', '', 'pods', CONFINED, 'object.spec.containers.all(c, has(c.securityContext))', 'admits'],
    ['rules that are not written are null', RBAC, 'roles', role(), 'object.rules == null', 'admits'],
    [
      'null rules are there, and cannot be walked',
      RBAC,
      'roles',
      role(),
      '!has(object.rules) || object.rules.all(r, true)',
      'denies',
    ],
    [
      'an empty list of rules stays',
      RBAC,
      'roles',
      role('rules: []\n'),
      'has(object.rules) && size(object.rules) == 0',
      'admits',
    ],
    [
      'stringData is data, whose contents nobody looks at',
      '',
      'secrets',
      SECRET,
      'has(object.data) && !has(object.stringData)',
      'admits',
    ],
    [
      'ports of network policies are TCP',
      NETWORK,
      'networkpolicies',
      policyOf('{podSelector: {}, ingress: [{ports: [{port: 80}]}]}'),
      'object.spec.ingress[0].ports[0].protocol == "TCP"',
      'admits',
    ],
    [
      'policy types follow from the rules',
      NETWORK,
      'networkpolicies',
      policyOf('{podSelector: {}, egress: [{}]}'),
      'object.spec.policyTypes == ["Ingress", "Egress"]',
      'admits',
    ],
    [
      'users and groups have the group of RBAC',
      RBAC,
      'rolebindings',
      binding('{kind: Group, name: dev}'),
      `object.subjects[0].apiGroup == "${RBAC}"`,
      'admits',
    ],
    [
      'an autoscaler without metrics goes by the processor',
      'autoscaling',
      'horizontalpodautoscalers',
      HPA,
      'object.spec.metrics.exists(m, m.resource.name == "cpu" && m.resource.target.averageUtilization == 80)',
      'admits',
    ],
    [
      'a job has a selector and labels',
      'batch',
      'jobs',
      JOB,
      'has(object.spec.selector) && has(object.spec.template.metadata.labels)',
      'admits',
    ],
    [
      'templates of claims have their kind',
      'apps',
      'statefulsets',
      CLAIMS,
      'object.spec.volumeClaimTemplates.all(v, v.kind == "PersistentVolumeClaim" && v.status.phase == "Pending")',
      'admits',
    ],
    [
      'names are not escaped',
      '',
      'configmaps',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\ndata: {odd-name: x}\n',
      'object.data.odd__dash__name == "x"',
      'denies',
    ],
  ])('%s', (_, group, resource, head, expression, expected) => {
    const policies =
      group === '' || resource !== 'horizontalpodautoscalers'
        ? on(group, resource, expression)
        : on(group, resource, expression).replace('apiVersions: [v1]', 'apiVersions: [v2]')
    expect(outcome(policies, head)).toBe(expected)
  })

  test('a namespace that is among the files is active', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
    const policies = `${vap(validation('namespaceObject.status.phase == "Active" && has(namespaceObject.spec)'))}\n---\n${namespace}`
    expect(outcome(policies, deployment())).toBe('admits')
  })
})

describe('what the types of the API say', () => {
  test.each<[string, string, Outcome]>([
    ['a field that a pod does not have is dropped', 'has(object.spec.bogus)', 'denies'],
    ['a key that is misspelt is dropped', 'has(object.spec.containers[0].securityContext.runAsNonroot)', 'denies'],
    ['an empty list is left out', '!has(object.spec.hostAliases)', 'admits'],
    ['the priority is 0', 'object.spec.priority == 0', 'admits'],
    ['a failing node is tolerated for a while', 'object.spec.tolerations.size() == 2', 'admits'],
  ])('%s', (_, expression, expected) => {
    const spec = 'bogus: 1, hostAliases: [], containers: [{name: main, image: a, securityContext: {runAsNonroot: true}}]'
    const head = `apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {${spec}}\n`
    expect(outcome(on('', 'pods', expression), head)).toBe(expected)
  })

  test.each<[string, string, Outcome]>([
    ['defaults are put in', 'object.spec.max == 1', 'admits'],
    ['null stays where it may stand', 'has(object.spec.nullable)', 'admits'],
    ['null goes where it may not, and makes room for a default', 'object.spec.given == "a"', 'admits'],
    ['fields that the schema does not have are dropped', 'has(object.spec.unknownField)', 'denies'],
    ['but not where they are preserved', 'object.spec.free.any == "x"', 'admits'],
  ])('of a definition among the files: %s', (_, expression, expected) => {
    const properties =
      'max: {type: integer, default: 1}, nullable: {type: string, nullable: true}, given: {type: string, default: a}, free: {type: object, x-kubernetes-preserve-unknown-fields: true}'
    const schema = `{type: object, properties: {spec: {type: object, properties: {${properties}}}}}`
    const names = 'group: example.com, scope: Namespaced, names: {plural: things, kind: Thing}'
    const versions = `versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: ${schema}}}]`
    const definition = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\nspec: {${names}, ${versions}}\n`
    const head =
      'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t, namespace: shop}\nspec: {nullable: null, given: null, unknownField: x, free: {any: x}}\n'
    expect(outcome(`${on('example.com', 'things', expression)}\n---\n${definition}`, head)).toBe(expected)
  })
})

describe('parameters that are not among the files', () => {
  const limited = (action: string, { expression = 'true', actions = '[Deny]', failurePolicy = 'Fail' } = {}): string =>
    vap(validation(expression), {
      spec: `  failurePolicy: ${failurePolicy}\n  paramKind: {apiVersion: v1, kind: ConfigMap}\n`,
      actions,
      binding: `  paramRef: {name: absent, namespace: shop, parameterNotFoundAction: ${action}}\n`,
    })

  test.each<[string, string, Outcome, string]>([
    ['deny, were the cluster to lack them', limited('Deny'), 'open', 'unverified'],
    ['deny whatever the actions of the binding', limited('Deny', { actions: '[Audit]' }), 'open', 'unverified'],
    ['deny nothing where failures are ignored', limited('Deny', { failurePolicy: 'Ignore' }), 'admits', 'passed'],
    ['may leave the binding out', limited('Allow', { expression: 'false' }), 'open', 'unverified'],
    ['change nothing that is admitted anyway', limited('Allow'), 'admits', 'passed'],
    ['change nothing that is denied anyway', limited('Deny', { expression: 'false' }), 'denies', 'blocked'],
  ])('%s', (_, policies, expected, verdict) => {
    expect(outcome(policies, deployment())).toBe(expected)
    expect(judgementOn({ policies, head: deployment() }).verdict).toBe(verdict)
  })
})

describe('policies that change objects before others see them', () => {
  const mutating = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: three}\nspec:\n  matchConstraints:\n    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]\n`

  test.each([
    ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy'],
    ['admissionregistration.k8s.io/v1beta1', 'MutatingAdmissionPolicy'],
    ['admissionregistration.k8s.io/v1alpha1', 'MutatingAdmissionPolicy'],
    ['policies.kyverno.io/v1', 'MutatingPolicy'],
    ['policies.kyverno.io/v1beta1', 'NamespacedMutatingPolicy'],
    ['policies.kyverno.io/v1alpha1', 'GeneratingPolicy'],
  ])('%s %s leaves what it is about unverified, by its name', (apiVersion, kind) => {
    const change = { policies: mutating(apiVersion, kind), head: deployment() }
    expect(said(change).join('\n')).toContain(`${kind}/three`)
    expect(judgementOn(change).verdict).toBe('unverified')
  })

  test('and nothing else', () => {
    const policies = mutating('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy')
    const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\ndata: {a: b}\n'
    expect(judgementOn({ policies, head }).verdict).toBe('passed')
  })
})
