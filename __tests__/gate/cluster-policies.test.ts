import { describe, expect, test } from '@jest/globals'
import { loadClusterPolicies } from '../../src/gate/cluster-policies.ts'
import { type Answer, absent, found, unknown } from '../../src/model/answer.ts'
import { MAX_CLUSTER_POLICY_FILES } from '../../src/model/limits.ts'
import type { Change, TrustedFile } from '../../src/ports/change.ts'

const CIP = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: acme}
spec:
  images: [{glob: "**"}]
  authorities: [{key: {secretRef: {name: cosign}}}]
`
const trouble = unknown('unreachable', 'api.github.com', 'it did not answer')
const clusterPolicies = ['policies/**']

function trusted(files: Readonly<Record<string, string>>): Pick<Change, 'trusted' | 'trustedPaths'> {
  const read = (path: string): Answer<TrustedFile> => {
    const text = files[path]
    return text === undefined ? absent : found({ bytes: new TextEncoder().encode(text), commit: 'c' })
  }
  return { trusted: async (path) => read(path), trustedPaths: async () => found(Object.keys(files)) }
}

const numbered = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`policies/${index}.yaml`, CIP]))

describe('policies of the cluster', () => {
  test('are read from the files of the default branch that the globs name, JSON included, and from nowhere else', async () => {
    const files = {
      'policies/cip.yaml': CIP,
      'policies/policy.json': '{"default": [{"type": "reject"}]}',
      'deploy/app.yaml': CIP,
    }
    const answer = await loadClusterPolicies(trusted(files), { clusterPolicies })
    expect(answer.kind === 'found' ? answer.value.map(({ kind, name }) => `${kind} ${name}`) : answer).toEqual([
      'cluster-image-policy acme',
      'containers-policy policies/policy.json',
    ])
  })

  test('take the keys that only the cluster has from the policy', async () => {
    const change = trusted({ 'policies/cip.yaml': CIP })
    const answer = await loadClusterPolicies(change, { clusterPolicies, clusterKeys: { 'secret cosign': 'PEM' } })
    expect(JSON.stringify(answer)).toContain('"pem":"PEM"')
  })

  test('are none when the policy names none', async () => {
    expect(await loadClusterPolicies(trusted({}), { clusterPolicies: [] })).toEqual(found([]))
  })

  test.each([
    ['the listing is not answered', { ...trusted({}), trustedPaths: async () => trouble }, /did not answer/],
    ['a file is not answered', { ...trusted({ 'policies/a.yaml': CIP }), trusted: async () => trouble }, /did not answer/],
    ['no file matches', trusted({ 'a.yaml': CIP }), /is not on the default branch/],
    ['one file is broken', trusted({ 'policies/a.yaml': CIP, 'policies/b.yaml': `${CIP}---\n a: [` }), /cannot be read/],
    ['a policy.json is cut short', trusted({ 'policies/policy.json': '{"default": [{"type": "reject"}]' }), /cannot be read/],
    ['a policy.json is empty', trusted({ 'policies/policy.json': '' }), /it is empty/],
    ['a file that no format knows is broken', trusted({ 'policies/policy.yaml': '{"default": [' }), /cannot be read/],
    [
      'there are too many files',
      trusted(numbered(MAX_CLUSTER_POLICY_FILES + 1)),
      new RegExp(`at most ${MAX_CLUSTER_POLICY_FILES}`),
    ],
  ])('T75 when %s, the answer is unknown, so that the run is unverified', async (_title, change, expected) => {
    const answer = await loadClusterPolicies(change, { clusterPolicies })
    expect(answer).toMatchObject({ kind: 'unknown', problem: { detail: expect.stringMatching(expected) } })
  })

  const object = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: {}\n`
  test.each([
    ['Kubewarden', object('policies.kubewarden.io/v1', 'ClusterAdmissionPolicy')],
    ['Portieris', object('portieris.cloud.ibm.com/v1', 'ClusterImagePolicy')],
    ['Ratify', object('config.ratify.deislabs.io/v1beta1', 'Verifier')],
    ['Binary Authorization', object('gke.example/v1', 'BinaryAuthorizationPolicy')],
    ['a kind with a typing error', CIP.replace('ClusterImagePolicy', 'ClusterImagepolicy')],
    [
      'Connaisseur',
      'application:\n  validators: [{name: default, type: static, approve: false}]\n  policy: [{pattern: "*:*"}]\n',
    ],
    ['a misspelt file', 'defalt: [{type: reject}]\n'],
  ])('a file that holds a policy that nobody reads is named, and unverified: %s', async (_title, text) => {
    const answer = await loadClusterPolicies(trusted({ 'policies/a.yaml': text, 'policies/b.yaml': CIP }), { clusterPolicies })
    expect(answer.kind === 'found' ? answer.value : []).toMatchObject([
      { kind: 'cluster-image-policy' },
      { kind: 'other-policy', mode: 'enforce', place: { file: 'policies/a.yaml' }, problems: [expect.stringMatching(/is read/)] },
    ])
  })

  test.each([
    ['a namespace', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n', 'policies/a.yaml'],
    ['parameters', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n', 'policies/a.yaml'],
    ['what lists the files', 'resources: [cip.yaml]\n', 'policies/kustomization.yaml'],
    ['a policy on traffic', object('networking.k8s.io/v1', 'NetworkPolicy'), 'policies/a.yaml'],
  ])('what policies look at is no policy that was left out: %s', async (_title, text, path) => {
    const answer = await loadClusterPolicies(trusted({ [path]: text, 'policies/b.yaml': CIP }), { clusterPolicies })
    expect(answer.kind === 'found' ? answer.value : []).toMatchObject([{ kind: 'cluster-image-policy' }])
  })

  test('as many files as the limit are read', async () => {
    const answer = await loadClusterPolicies(trusted(numbered(MAX_CLUSTER_POLICY_FILES)), { clusterPolicies })
    expect(answer.kind === 'found' ? answer.value.length : answer).toBe(MAX_CLUSTER_POLICY_FILES)
  })
})
