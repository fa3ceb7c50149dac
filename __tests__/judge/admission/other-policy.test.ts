import { describe, expect, test } from '@jest/globals'
import { readClusterPolicies } from '../../../src/judge/admission/read.ts'
import { objectsIn, outcomes, podOf } from './cluster.ts'

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
})
