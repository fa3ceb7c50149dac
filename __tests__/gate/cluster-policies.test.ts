import { describe, expect, test } from '@jest/globals'
import { loadClusterPolicies } from '../../src/gate/cluster-policies.ts'
import { type Answer, absent, found, unknown } from '../../src/model/answer.ts'
import { MAX_CLUSTER_POLICIES } from '../../src/model/limits.ts'
import type { Change, TrustedFile } from '../../src/ports/change.ts'

const CIP = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: acme}
spec:
  images: [{glob: "**"}]
  authorities: [{key: {secretRef: {name: cosign}}}]
`
const trouble = unknown('unreachable', 'api.github.com', 'it did not answer')

function trusted(files: Readonly<Record<string, string>>): Pick<Change, 'trusted' | 'trustedPaths'> {
  const read = (path: string): Answer<TrustedFile> => {
    const text = files[path]
    return text === undefined ? absent : found({ bytes: new TextEncoder().encode(text), commit: 'c' })
  }
  return { trusted: async (path) => read(path), trustedPaths: async () => found(Object.keys(files)) }
}

describe('policies of the cluster', () => {
  test('are read from the files of the default branch that the globs name, JSON included', async () => {
    const change = trusted({
      'policies/cip.yaml': CIP,
      'policies/policy.json': '{"default": [{"type": "reject"}]}',
      'deploy/app.yaml': CIP,
    })
    const { policies, problems } = await loadClusterPolicies(change, { clusterPolicies: ['policies/**'] })
    expect(problems).toEqual([])
    expect(policies?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'cluster-image-policy acme',
      'containers-policy policies/policy.json',
    ])
  })

  test('take the keys that only the cluster has from the policy', async () => {
    const change = trusted({ 'policies/cip.yaml': CIP })
    const { policies } = await loadClusterPolicies(change, {
      clusterPolicies: ['policies/*'],
      clusterKeys: { 'secret cosign': 'PEM' },
    })
    expect(JSON.stringify(policies)).toContain('"pem":"PEM"')
  })

  test('are none when the policy names none', async () => {
    expect(await loadClusterPolicies(trusted({}), { clusterPolicies: [] })).toEqual({ policies: [], problems: [] })
  })

  test.each([
    ['the listing is not answered', { ...trusted({}), trustedPaths: async () => trouble }, /did not answer/],
    ['no file matches', trusted({ 'a.yaml': CIP }), /no such file on the default branch/],
    [
      'there are too many files',
      trusted(
        Object.fromEntries(Array.from({ length: MAX_CLUSTER_POLICIES + 1 }, (_, index) => [`policies/${index}.yaml`, CIP])),
      ),
      /MAX_CLUSTER_POLICIES/,
    ],
  ])('T75 when %s, nothing is known: the run is unverified', async (_title, change, expected) => {
    const { policies, problems } = await loadClusterPolicies(change, { clusterPolicies: ['policies/**'] })
    expect(policies).toBeUndefined()
    expect(problems).toEqual([expect.objectContaining({ detail: expect.stringMatching(expected) })])
  })

  test('a file that is not answered or cannot be read is a problem of the run, and the others are read', async () => {
    const change = trusted({ 'policies/a.yaml': CIP, 'policies/b.yaml': CIP, 'policies/c.yaml': `${CIP}---\n a: [` })
    const lame = { ...change, trusted: async (path: string) => (path === 'policies/a.yaml' ? trouble : change.trusted(path)) }
    const { policies, problems } = await loadClusterPolicies(lame, { clusterPolicies: ['policies/**'] })
    expect(policies).toHaveLength(2)
    expect(problems.map(({ about }) => about)).toEqual(['api.github.com', 'policies/c.yaml'])
  })

  test('as many files as the limit are read', async () => {
    const files = Object.fromEntries(Array.from({ length: MAX_CLUSTER_POLICIES }, (_, index) => [`policies/${index}.yaml`, CIP]))
    const { policies } = await loadClusterPolicies(trusted(files), { clusterPolicies: ['policies/**'] })
    expect(policies).toHaveLength(MAX_CLUSTER_POLICIES)
  })
})
