import { describe, expect, test } from '@jest/globals'
import { judgeClusterPolicies } from '../../../src/admission/hold-against.ts'
import { readClusterPolicies } from '../../../src/admission/read.ts'
import { judge } from '../../../src/judge/judge.ts'
import { builtInPolicy } from '../../../src/policy/built-in.ts'
import { withoutCredentials } from '../../../src/posture/secrets/redact.ts'
import { factsOf, objectsIn, podOf } from '../cluster.ts'
import { deployment, factsOn, judgementOn, said, validation, vap } from './judged.ts'

interface Parts {
  readonly expression?: string
  readonly actions?: string
  readonly kind?: string
  readonly meta?: string
  readonly spec?: string
  readonly version?: string
}

const policy = ({
  expression = 'object.spec.containers.all(c, has(c.livenessProbe))',
  actions = '[Deny]',
  kind = 'ValidatingPolicy',
  meta = '',
  spec = '',
  version = 'v1',
}: Parts = {}): string => `apiVersion: policies.kyverno.io/${version}
kind: ${kind}
metadata: {name: probes${meta}}
spec:
  validationActions: ${actions}
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
${spec}  validations:
    - message: probes are needed
      expression: >-
        ${expression}
`
const DENIED =
  /^error: Deployment shop\/web: the Pod that it makes would be denied by Kyverno ValidatingPolicy "probes" \(policies\/policy\.yaml\): probes are needed$/
const OPEN = /^warning \(open\): Deployment shop\/web: the Pod that it makes could not be held against Kyverno ValidatingPolicy/

describe('Kyverno ValidatingPolicy', () => {
  test.each(['v1', 'v1beta1', 'v1alpha1'])('of version %s is held against the pods of a workload', (version) => {
    expect(said({ policies: policy({ version }), head: deployment() })).toEqual([expect.stringMatching(DENIED)])
    const probe = '          livenessProbe: {httpGet: {port: 80}}\n'
    expect(said({ policies: policy({ version }), head: deployment({ container: probe }) })).toEqual([])
  })

  test.each([
    ['[Warn]', /^warning: .*would be warned of by/, 'passed'],
    ['[Audit]', /^notice: .*would be recorded by/, 'passed'],
    ['[Deny]', DENIED, 'blocked'],
    ['[]', DENIED, 'blocked'],
  ])('validationActions %s', (actions, expected, verdict) => {
    const change = { policies: policy({ actions }), head: deployment() }
    expect(said(change)).toEqual([expect.stringMatching(expected)])
    expect(judgementOn(change).verdict).toBe(verdict)
  })

  test.each([
    "resource.Get('v1', 'configmaps', 'shop', 'limits').data.max == '1'",
    "resource.List('v1', 'pods', 'shop').items.size() < 10",
    "globalContext.Get('limits', '').max == 1",
    "http.Get('https://example.com').allowed",
    "images.containers.all(i, image(i).registry() == 'ghcr.io')",
    "image('nginx').registry() == 'docker.io'",
  ])('%s is unverified', (expression) => {
    expect(said({ policies: policy({ expression }), head: deployment() })).toEqual([expect.stringMatching(OPEN)])
    expect(judgementOn({ policies: policy({ expression }), head: deployment() }).verdict).toBe('unverified')
  })

  test('variables build on each other, with optionals', () => {
    const spec =
      '  variables:\n    - {name: all, expression: "object.spec.containers + object.spec.?initContainers.orValue([])"}\n    - {name: bad, expression: "variables.all.filter(c, !has(c.livenessProbe)).map(c, c.name)"}\n'
    expect(said({ policies: policy({ spec, expression: 'variables.bad.size() == 0' }), head: deployment() })).toEqual([
      expect.stringMatching(DENIED),
    ])
    expect(said({ policies: policy({ spec, expression: 'variables.missing == 1' }), head: deployment() })).toEqual([
      expect.stringMatching(OPEN),
    ])
    const endless = '  variables: [{name: a, expression: variables.b}, {name: b, expression: variables.a}]\n'
    expect(said({ policies: policy({ spec: endless, expression: 'variables.a' }), head: deployment() })).toEqual([
      expect.stringMatching(/^error: .*needs itself/),
    ])
  })

  test('a namespaced policy is about its own namespace', () => {
    const own = policy({ kind: 'NamespacedValidatingPolicy', meta: ', namespace: shop' })
    expect(said({ policies: own, head: deployment() })).toEqual([expect.stringMatching(DENIED)])
    expect(said({ policies: own, head: deployment().replace('namespace: shop', 'namespace: other') })).toEqual([])
    expect(said({ policies: own, head: deployment().replace('  namespace: shop\n', '') })).toEqual([
      expect.stringMatching(/^warning \(open\): /),
    ])
  })

  test.each([
    ['for other documents', '  evaluation: {mode: JSON}\n'],
    ['for background scans only', '  evaluation: {admission: {enabled: false}}\n'],
  ])('a policy %s denies nothing that is applied', (_title, spec) => {
    expect(said({ policies: policy({ spec }), head: deployment() })).toEqual([])
  })

  test('an exception that names it makes its denials unverified', () => {
    const exception =
      '---\napiVersion: policies.kyverno.io/v1\nkind: PolicyException\nmetadata: {name: legacy}\nspec: {policyRefs: [{name: probes, kind: ValidatingPolicy}]}\n'
    expect(said({ policies: policy() + exception, head: deployment() })).toEqual([
      expect.stringMatching(/^warning \(open\): .*PolicyException "legacy" may exempt it/),
    ])
  })

  test('a credential that a message would quote is hidden', () => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`
    const policies = policy({ expression: 'false' }).replace(
      '    - message: probes are needed\n',
      '    - messageExpression: "\'env is \' + object.spec.containers[0].env[0].value"\n',
    )
    const [finding = ''] = said({
      policies,
      head: deployment({ container: `          env: [{name: TOKEN, value: ${token}}]\n` }),
    })
    expect(finding).toContain('env is (hidden)')
    expect(finding).not.toContain(token)
    const old = policies
      .replace(/^ {8}false$/m, '        object.spec.replicas == 3')
      .replace('object.spec', 'oldObject.spec')
      .replace('[pods]', '[deployments]')
      .replace('apiGroups: [""]', 'apiGroups: [apps]')
      .replace('.spec.containers', '.spec.template.spec.containers')
    const before = deployment({ container: `          env: [{name: TOKEN, value: ${token}}]\n` })
    const [quoting = ''] = said({
      policies: old,
      base: before,
      head: deployment({ container: '          env: [{name: TOKEN, value: none}]\n', replicas: 'replicas: 4' }),
    })
    expect(quoting).toMatch(/^error: .*env is \(hidden\)$/)
    expect(quoting).not.toContain(token)
  })
})

describe('recorded facts', () => {
  test('hold no credential of a parameter or a policy', () => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`
    const parameter = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {token: ${token}}\n`
    const facts = factsOn({
      policies: vap(validation('true'), { spec: '  paramKind: {apiVersion: v1, kind: ConfigMap}\n' }) + parameter,
      head: deployment(),
    })
    expect(JSON.stringify(facts)).toContain(token)
    expect(JSON.stringify(withoutCredentials(facts))).not.toContain(token)
  })

  test('are judged the same', () => {
    const change = {
      policies:
        policy() +
        policy({ expression: "http.Get('https://example.com').ok" }).replace('name: probes', 'name: far').replace(/^/, '---\n'),
      head: deployment(),
    }
    const facts = factsOn(change)
    const judged = (of: typeof facts) => JSON.stringify(judge({ ...builtInPolicy, clusterPolicies: ['policies/**'] }, of))
    expect(judged(JSON.parse(JSON.stringify(facts)) as typeof facts)).toBe(judged(facts))
    expect(judged(withoutCredentials(facts))).toBe(judged(facts))
    expect(said(change)).toHaveLength(2)
  })
})

describe('images whose object is not shown', () => {
  const helm =
    'kind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}\n  template:\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n'
  const held = (policies: string, manifest: string, path: string) => {
    const known = readClusterPolicies(objectsIn(policies))
    return judgeClusterPolicies(
      known,
      factsOf(manifest, known, () => 'proved', undefined, undefined, path),
    ).map(({ outcome }) => outcome)
  }

  test('are unverified under a policy that may be about them', () => {
    expect(held(policy(), `apiVersion: apps/v1\n${helm}`, 'chart/templates/web.yaml')).toEqual(['unverified'])
    expect(
      held(policy().replace('resources: [pods]', 'resources: ["*"]'), `apiVersion: apps/v1\n${helm}`, 'chart/templates/web.yaml'),
    ).toEqual(['unverified'])
  })

  test('are not held up by a policy about what runs nothing', () => {
    expect(
      held(
        policy().replace('resources: [pods]', 'resources: [services, configmaps]'),
        `apiVersion: apps/v1\n${helm}`,
        'chart/templates/web.yaml',
      ),
    ).toEqual(['does-not-apply'])
  })

  test('are left to the object where it is shown', () => {
    expect(held(policy(), podOf('nginx:1.27'), 'deploy/app.yaml')).toEqual(['does-not-apply'])
  })
})
