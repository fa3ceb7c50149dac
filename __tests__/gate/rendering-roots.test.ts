import { describe, expect, test } from '@jest/globals'
import { type Files, run } from './two-sides.ts'

const SYNC = (cluster: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: "ssh://git@github.com/acme/web"}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/${cluster}
  sourceRef: {kind: GitRepository, name: flux-system}
`

const APPLY = (name: string, path: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ./${path}
  targetNamespace: shop
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec:\n  containers:\n    - {name: web, image: "ghcr.io/acme/web:1"}\n'
const POLICY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: all}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n'

const FLUX: Files = {
  'clusters/prod/flux-system/gotk-sync.yaml': SYNC('prod'),
  'clusters/staging/flux-system/gotk-sync.yaml': SYNC('staging'),
  'clusters/prod/apps.yaml': APPLY('apps', 'apps'),
  'README.md': '',
}

/** Whether a pod among the files is said to be selected by no network policy. */
async function isOpen(files: Files, changed: Files): Promise<boolean> {
  const { judgement, facts } = await run(files, { ...files, ...changed })
  expect(facts.objects.some(({ head }) => head?.kind === 'Pod')).toBe(true)
  return judgement.findings.some(({ rule }) => rule === 'network/not-selected')
}

const BOTH = { 'apps/pod.yaml': POD, 'policies/all.yaml': POLICY }

describe('a network policy of another Kustomization of Flux', () => {
  test('of the same root selects a pod', async () => {
    expect(await isOpen({ ...FLUX, 'clusters/prod/policies.yaml': APPLY('policies', 'policies') }, BOTH)).toBe(false)
  })

  test('over a Kustomization between selects it too', async () => {
    const base = {
      ...FLUX,
      'clusters/prod/more.yaml': APPLY('more', 'more'),
      'more/ks.yaml': APPLY('policies', 'policies'),
    }
    expect(await isOpen(base, BOTH)).toBe(false)
  })

  test('of another root does not', async () => {
    expect(await isOpen({ ...FLUX, 'clusters/staging/policies.yaml': APPLY('policies', 'policies') }, BOTH)).toBe(true)
  })

  test('that is applied to another cluster by a secret does not', async () => {
    const remote = '  kubeConfig: {secretRef: {name: edge}}\n'
    expect(await isOpen({ ...FLUX, 'clusters/prod/policies.yaml': APPLY('policies', 'policies', remote) }, BOTH)).toBe(true)
    const both = {
      ...FLUX,
      'clusters/prod/apps.yaml': APPLY('apps', 'apps', remote),
      'clusters/prod/policies.yaml': APPLY('policies', 'policies', remote),
    }
    expect(await isOpen(both, BOTH)).toBe(false)
  })

  test('whose cluster no file tells counts as before', async () => {
    expect(await isOpen({ ...FLUX, 'other/ks.yaml': APPLY('policies', 'policies') }, BOTH)).toBe(false)
  })
})

describe('a network policy of another Application of Argo CD', () => {
  const app = (name: string, destination: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  destination: {${destination}}\n  source: {repoURL: "https://github.com/acme/web", path: ${name}}\n`
  const two = (apps: string, policies: string): Files => ({
    'argo/apps.yaml': app('apps', apps),
    'argo/policies.yaml': app('policies', policies),
  })

  test.each([
    [
      'for the same cluster and namespace',
      'server: https://a.example, namespace: shop',
      'server: https://a.example, namespace: shop',
      false,
    ],
    ['for another namespace', 'server: https://a.example, namespace: shop', 'server: https://a.example, namespace: other', true],
    ['for another cluster', 'server: https://a.example, namespace: shop', 'server: https://b.example, namespace: shop', true],
    ['for another cluster by name', 'name: a, namespace: shop', 'name: b, namespace: shop', true],
    [
      'for the cluster of Argo CD',
      'name: in-cluster, namespace: shop',
      'server: https://kubernetes.default.svc, namespace: shop',
      false,
    ],
  ])('%s', async (_, apps, policies, open) => {
    expect(await isOpen(two(apps, policies), BOTH)).toBe(open)
  })
})
