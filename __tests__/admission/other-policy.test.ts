import { describe, expect, test } from '@jest/globals'
import { readClusterPolicies } from '../../src/admission/read.ts'
import { objectsIn, outcomes, podOf } from './cluster.ts'
import { judgementOn } from './objects/judged.ts'

const constraint = (action: string) =>
  `apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sRequiredLabels\nmetadata: {name: a}\nspec: {enforcementAction: ${action}}\n`
const kyverno = (action: string) =>
  `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: latest}\nspec:\n  validationFailureAction: ${action}\n  rules: [{name: a, match: {any: []}, validate: {message: x, pattern: {}}}]\n`

describe('policies that are not evaluated', () => {
  test.each([
    ['validate rules of a ClusterPolicy', kyverno('Enforce'), 'enforce'],
    ['validate rules that record', kyverno('Audit'), 'audit'],
    ['a constraint', constraint('deny'), 'enforce'],
    ['a constraint that warns', constraint('warn'), 'warn'],
    [
      'an image policy of OpenShift',
      'apiVersion: config.openshift.io/v1\nkind: ClusterImagePolicy\nmetadata: {name: a}\nspec: {}\n',
      'enforce',
    ],
  ])('%s is named, and unverified where it enforces', (_title, yaml, mode) => {
    const policies = readClusterPolicies(objectsIn(yaml))
    expect(policies.map((policy) => [policy.kind, policy.mode])).toEqual([['other-policy', mode]])
    expect(outcomes(policies, podOf('nginx:1.27'), () => 'proved')).toEqual([
      expect.stringMatching(/^unverified: .*not evaluated by this version/),
    ])
  })

  test('other objects are no policies', () => {
    expect(readClusterPolicies(objectsIn(podOf('nginx:1.27')))).toEqual([])
  })

  const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {type: LoadBalancer}\n'
  const about = (kinds: string): string =>
    `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: latest}\nspec:\n  validationFailureAction: Enforce\n  rules: [{name: a, match: {any: [{resources: {kinds: ${kinds}}}]}, validate: {message: x, pattern: {}}}]\n`
  const constrained = (kinds: string): string =>
    constraint('deny').replace('deny', `deny, match: {kinds: [{apiGroups: ["*"], kinds: ${kinds}}]}`)
  test.each([
    ['a policy about any kind', kyverno('Enforce'), 'unverified'],
    ['a policy about its kind', about('[v1/Service]'), 'unverified'],
    ['a policy about a pattern of kinds', about('["*"]'), 'unverified'],
    ['a policy about other kinds', about('[Pod, apps/v1/Deployment, Pod/exec]'), 'passed'],
    ['a constraint about any kind', constraint('deny'), 'unverified'],
    ['a constraint about its kind', constrained('[Service]'), 'unverified'],
    ['a constraint about another kind', constrained('[Pod]'), 'passed'],
    ['a constraint that warns', constraint('warn'), 'passed'],
    ['policies on images', 'apiVersion: config.openshift.io/v1\nkind: ImagePolicy\nmetadata: {name: a}\nspec: {}\n', 'passed'],
  ])('an object without an image, and %s: the change is %s', (_title, policies, verdict) => {
    expect(judgementOn({ policies, head: SERVICE }).verdict).toBe(verdict)
    expect(judgementOn({ policies, base: SERVICE, head: `# moved\n${SERVICE}` }).verdict).toBe('passed')
  })

  test('a policy on pods may deny what a deployment makes, and policies are no objects of others', () => {
    const head = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2, selector: {}, template: {spec: {containers: []}}}\n`
    expect(judgementOn({ policies: about('[Pod]'), head }).verdict).toBe('unverified')
    expect(judgementOn({ policies: kyverno('Enforce'), head: about('[Pod]') }).verdict).toBe('passed')
  })
})
