import { describe, expect, test } from '@jest/globals'
import { deployment, said, validation, vap } from './judged.ts'

const DENIED = /^error: Deployment shop\/web would be denied/
const OPEN = /^warning \(open\): Deployment shop\/web could not be held against/
const never = validation('false', 'message: never')
const namespace = (labels: string, name = 'shop') =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n`
const matching = (more: string): string => vap(never).replace('  validations:', `${more}  validations:`)
const constrained = (more: string): string => matching(`    ${more}\n`)

describe('what a policy is about', () => {
  test.each([
    ['other resources', vap(never, { resources: '[statefulsets]' })],
    ['other groups', vap(never, { groups: '[batch]' })],
    ['deletions', vap(never).replace('[CREATE, UPDATE]', '[DELETE]')],
    ['another name', vap(never).replace('resources: [deployments]', 'resources: [deployments], resourceNames: [api]')],
    ['the cluster only', vap(never).replace('resources: [deployments]', 'resources: [deployments], scope: Cluster')],
    ['subresources only', vap(never, { resources: '[deployments/scale]' })],
    [
      'what is excluded',
      constrained('excludeResourceRules: [{apiGroups: [apps], apiVersions: ["*"], operations: ["*"], resources: [deployments]}]'),
    ],
    ['objects with a label', constrained('objectSelector: {matchLabels: {tier: front}}')],
    ['namespaces of another name', constrained('namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}')],
    [
      'all namespaces but this',
      constrained('namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [shop]}]}'),
    ],
    [
      'a condition that does not hold',
      vap(never, { spec: '  matchConditions: [{name: c, expression: "object.metadata.name != \'web\'"}]\n' }),
    ],
    [
      'a binding for other resources',
      vap(never, {
        binding:
          '  matchResources: {resourceRules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: [pods/exec]}]}\n',
      }),
    ],
  ])('%s: nothing is said', (_title, policies) => {
    expect(said({ policies, head: deployment() })).toEqual([])
  })

  test.each([
    ['every resource', vap(never, { resources: '["*"]', groups: '["*"]' })],
    [
      'the name',
      vap(never).replace('resources: [deployments]', 'resources: [deployments], resourceNames: [web], scope: Namespaced'),
    ],
    ['objects without a label', constrained('objectSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}')],
    ['the namespace by its name', constrained('namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}')],
    [
      'the group that the API moved it from',
      vap(never, { groups: '[extensions]' }).replace('apiVersions: [v1]', 'apiVersions: ["*"]'),
    ],
    [
      'a condition that holds',
      vap(never, { spec: '  matchConditions: [{name: c, expression: "object.metadata.name == \'web\'"}]\n' }),
    ],
  ])('%s: denied', (_title, policies) => {
    expect(said({ policies, head: deployment() })).toEqual([expect.stringMatching(DENIED)])
  })

  test('an exact policy on another version is not about it, and another one cannot be evaluated', () => {
    const policies = vap(validation('object.spec.replicas < 100')).replace('apiVersions: [v1]', 'apiVersions: [v1beta1]')
    expect(said({ policies, head: deployment() })).toEqual([
      expect.stringMatching(/could not be held against.*written for another version than v1/),
    ])
    expect(
      said({ policies: policies.replace('    resourceRules', '    matchPolicy: Exact\n    resourceRules'), head: deployment() }),
    ).toEqual([])
  })

  test('labels of the namespace come from its manifest, in the change or among the policies', () => {
    const policies = constrained('namespaceSelector: {matchLabels: {env: prod}}')
    expect(said({ policies, head: deployment() })).toEqual([expect.stringMatching(OPEN)])
    expect(said({ policies: `${policies}\n---\n${namespace('{env: prod}')}`, head: deployment() })).toEqual([
      expect.stringMatching(DENIED),
    ])
    expect(said({ policies: `${policies}\n---\n${namespace('{env: dev}')}`, head: deployment() })).toEqual([])
    expect(said({ policies, head: `${deployment()}\n---\n${namespace('{env: prod}')}` })).toEqual([expect.stringMatching(DENIED)])
    expect(said({ policies: `${policies}\n---\n${namespace('{env: prod}', 'other')}`, head: deployment() })).toEqual([
      expect.stringMatching(OPEN),
    ])
  })

  test('a namespace whose labels the change alters makes the denial new', () => {
    const policies = constrained('namespaceSelector: {matchLabels: {env: prod}}')
    const side = (env: string) => `${deployment()}\n---\n${namespace(`{env: ${env}}`)}`
    expect(said({ policies, base: side('dev'), head: side('prod') })).toEqual([expect.stringMatching(DENIED)])
    expect(said({ policies, base: side('prod'), head: side('prod') })).toEqual([])
  })

  test('an object without a namespace: a denial is not certain, an admission is', () => {
    const head = deployment().replace('  namespace: shop\n', '')
    const selector =
      'namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]}'
    expect(said({ policies: constrained(selector), head })).toEqual([expect.stringMatching(/^warning \(open\): .*the manifest/)])
    expect(said({ policies: constrained(selector).replace('false', 'true'), head })).toEqual([])
    expect(said({ policies: vap(validation("object.metadata.namespace == 'shop'")), head })).toEqual([
      expect.stringMatching(/^warning \(open\): /),
    ])
    expect(said({ policies: vap(validation("request.namespace == 'shop'")), head })).toEqual([
      expect.stringMatching(/^warning \(open\): /),
    ])
  })

  test('cluster-scoped objects have no namespace to select by', () => {
    const policies = vap(never, { groups: '[rbac.authorization.k8s.io]', resources: '[clusterroles]' }).replace(
      '  validations:',
      '    namespaceSelector: {matchLabels: {env: prod}}\n  validations:',
    )
    const head = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\nrules: []\n'
    expect(said({ policies, head })).toEqual([expect.stringMatching(/^error: ClusterRole all would be denied/)])
  })

  test('no policy is held against policies', () => {
    const every = vap(never, { groups: '["*"]', resources: '["*"]' })
    expect(said({ policies: every, head: vap(validation('true')).replaceAll('guard', 'other') })).toEqual([])
    const webhook =
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: hook}\nwebhooks: []\n'
    expect(said({ policies: every, head: webhook })).toHaveLength(1)
  })

  test('a condition that fails is a denial under Fail, nothing under Ignore, and nothing beside one that does not hold', () => {
    const conditions = (list: string, more = '') => vap(never, { spec: `  matchConditions: [${list}]\n${more}` })
    const failing = '{name: broken, expression: "object.nothing == 1"}'
    const not = '{name: other, expression: "false"}'
    expect(said({ policies: conditions(failing), head: deployment() })).toEqual([
      expect.stringMatching(/denied by .*matchConditions "broken" fails/),
    ])
    expect(said({ policies: conditions(failing, '  failurePolicy: Ignore\n'), head: deployment() })).toEqual([])
    expect(said({ policies: conditions(`${failing}, ${not}`), head: deployment() })).toEqual([])
    expect(
      said({ policies: conditions('{name: who, expression: "request.userInfo.username == \'x\'"}'), head: deployment() }),
    ).toEqual([expect.stringMatching(OPEN)])
  })

  test('of several bindings the loudest is said, once', () => {
    const second =
      '---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {name: second}\nspec: {policyName: guard, validationActions: [Deny]}\n'
    expect(said({ policies: vap(never, { actions: '[Warn]' }) + second, head: deployment() })).toEqual([
      expect.stringMatching(DENIED),
    ])
  })
})

describe('parameters', () => {
  const KIND = '  paramKind: {apiVersion: v1, kind: ConfigMap}\n'
  const limited = (binding: string) => vap(validation("object.spec.replicas <= int(params.data['max'])"), { spec: KIND, binding })
  const map = (max: string, more = '') =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop${more}}\ndata: {max: "${max}"}\n`
  const byName = '  paramRef: {name: limits, namespace: shop, parameterNotFoundAction: Allow}\n'

  test('come from an object among the policies', () => {
    expect(said({ policies: limited(byName) + map('2'), head: deployment() })).toEqual([expect.stringMatching(DENIED)])
    expect(said({ policies: limited(byName) + map('5'), head: deployment() })).toEqual([])
  })

  test('in the namespace of the object when the binding names none', () => {
    const policies = limited('  paramRef: {name: limits, parameterNotFoundAction: Deny}\n') + map('2')
    expect(said({ policies, head: deployment() })).toEqual([expect.stringMatching(DENIED)])
    expect(said({ policies, head: deployment().replace('namespace: shop', 'namespace: other') })).toEqual([
      expect.stringMatching(/^warning \(open\): .*params: no ConfigMap "limits"/),
    ])
    expect(said({ policies, head: deployment().replace('  namespace: shop\n', '') })).toEqual([
      expect.stringMatching(/^warning \(open\): .*params: they stand in the namespace/),
    ])
  })

  test('by labels, each of them', () => {
    const policies = limited(
      '  paramRef: {namespace: shop, selector: {matchLabels: {for: replicas}}, parameterNotFoundAction: Deny}\n',
    )
    const two = map('9', ', labels: {for: replicas}') + map('2', ', labels: {for: replicas}').replace('limits', 'tight')
    expect(said({ policies: policies + two, head: deployment() })).toEqual([expect.stringMatching(DENIED)])
    expect(said({ policies: policies + map('1'), head: deployment() })).toEqual([expect.stringMatching(OPEN)])
  })

  test('that are not among the files are unverified, whatever is to be done without them', () => {
    for (const action of ['Allow', 'Deny'])
      expect(said({ policies: limited(byName.replace('Allow', action)), head: deployment() })).toEqual([
        expect.stringMatching(
          new RegExp(
            `^warning \\(open\\): .*no ConfigMap "limits" is among the files of clusterPolicies \\(if the cluster has none either: ${action}\\)`,
          ),
        ),
      ])
  })

  test('a Secret is never read as one', () => {
    const policies = limited(byName).replaceAll('ConfigMap', 'Secret') + map('2').replace('ConfigMap', 'Secret')
    expect(said({ policies, head: deployment() })).toEqual([
      expect.stringMatching(/^warning \(open\): .*a Secret is not read as a parameter/),
    ])
  })
})
