import { describe, expect, test } from '@jest/globals'
import { type Files, run } from './two-sides.ts'

const POD = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: web, image: ${image}}\n`
const PINNED = `ghcr.io/acme/web@sha256:${'a'.repeat(64)}`

/** A release of a chart of a repository that nothing may be fetched from. */
const release = (values: string): Files => ({
  'apps/release.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: acme, namespace: shop}
spec: {url: "https://charts.example"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: web, version: 1.0.0, sourceRef: {kind: HelmRepository, name: acme}}}
  values: ${values}
`,
})
const application = (helm: string): Files => ({
  'argocd/web.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source:\n    repoURL: https://charts.example\n    chart: web\n    targetRevision: 1.0.0\n    helm: ${helm}\n`,
})
const referring = (values: string): Files => ({
  'argocd/web.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  sources:\n    - repoURL: https://charts.example\n      chart: web\n      targetRevision: 1.0.0\n      helm: {valueFiles: [$v/x/q.yaml]}\n    - {repoURL: https://github.com/acme/web.git, targetRevision: HEAD, ref: v}\n',
  'x/q.yaml': values,
})
const kustomization = (values: string): Files => ({
  'k/kustomization.yaml': 'helmCharts: [{name: x, repo: "https://charts.example", version: 1.0.0, valuesFile: q.yaml}]\n',
  'k/q.yaml': values,
})
const inline = (values: string): Files => ({
  'k/kustomization.yaml': `helmCharts: [{name: x, repo: "https://charts.example", version: 1.0.0, valuesInline: ${values}}]\n`,
})
/** A chart that depends on one that is not there. */
const parent = (values: string, more = ''): Files => ({
  'c/Chart.yaml': `apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: redis, version: 1.0.0, repository: "https://charts.example"${more}}]\n`,
  'c/values.yaml': values,
  'c/templates/pod.yaml': POD(PINNED),
})

async function asked(base: Files, head: Files): Promise<readonly string[]> {
  const { facts, judgement } = await run(base, head)
  const open = (facts.unaccounted ?? []).map(({ place, keys, kind }) => `${kind} ${place.file} ${keys.join(' ')}`)
  if (open.length > 0) expect(judgement.verdict).toBe('unverified')
  return open
}

describe('a value of any name that is given to a chart which could not be rendered, before or after', () => {
  test.each<readonly [string, Files, Files, string]>([
    ['of a HelmRelease', release('{hue: "1"}'), release('{hue: "2"}'), 'deciding apps/release.yaml spec/values/hue'],
    [
      'of an Application',
      application('{valuesObject: {hue: "1"}}'),
      application('{valuesObject: {hue: "2"}}'),
      'deciding argocd/web.yaml spec/source/helm/valuesObject/hue',
    ],
    ['of a file that an Application refers to', referring('hue: "1"\n'), referring('hue: "2"\n'), 'deciding x/q.yaml hue'],
    ['that is new', referring('a: "1"\n'), referring('a: "1"\nhue: "2"\n'), 'deciding x/q.yaml hue'],
    ['that went', referring('a: "1"\nhue: "2"\n'), referring('a: "1"\n'), 'deciding x/q.yaml hue'],
    ['of a file of helmCharts', kustomization('hue: "1"\n'), kustomization('hue: "2"\n'), 'deciding k/q.yaml hue'],
    [
      'inline in helmCharts',
      inline('{hue: "1"}'),
      inline('{hue: "2"}'),
      'deciding k/kustomization.yaml helmCharts/[x]/valuesInline/hue',
    ],
    ['of a dependency', parent('redis: {hue: "1"}\n'), parent('redis: {hue: "2"}\n'), 'deciding c/values.yaml redis/hue'],
    [
      'of a dependency under its alias',
      parent('db: {hue: "1"}\n', ', alias: db'),
      parent('db: {hue: "2"}\n', ', alias: db'),
      'deciding c/values.yaml db/hue',
    ],
    ['of all charts', parent('global: {hue: "1"}\n'), parent('global: {hue: "2"}\n'), 'deciding c/values.yaml global/hue'],
    [
      'that switches a dependency on',
      parent('have: {redis: false}\n', ', condition: have.redis'),
      parent('have: {redis: true}\n', ', condition: have.redis'),
      'deciding c/values.yaml have/redis',
    ],
  ])('%s is unverified', async (_, base, head, question) => {
    expect(await asked(base, head)).toEqual([question])
  })

  test('a dependency whose unpacked copy went is unverified', async () => {
    const vendored = {
      'c/charts/redis/Chart.yaml': 'apiVersion: v2\nname: redis\nversion: 1.0.0\n',
      'c/charts/redis/templates/pod.yaml': POD(PINNED),
    }
    const { facts, judgement } = await run({ ...parent('{}\n'), ...vendored }, parent('{}\n'))
    expect(facts.unread.map(({ why }) => why)).toEqual([expect.stringContaining('redis')])
    expect(judgement.verdict).toBe('unverified')
  })
})

describe('a value of a chart that could not be rendered asks nothing', () => {
  test.each<readonly [string, Files, Files]>([
    ['that only says how many and how large', release('{replicas: 1}'), release('{replicas: 2}')],
    ['that takes memory', release('{resources: {limits: {memory: 1Gi}}}'), release('{resources: {limits: {memory: 2Gi}}}')],
    ['that is not for what is lacking', parent('hue: "1"\n'), parent('hue: "2"\n')],
    [
      'for a dependency that is switched off',
      parent('redis: {live: false, hue: "1"}\n', ', condition: redis.live'),
      parent('redis: {live: false, hue: "2"}\n', ', condition: redis.live'),
    ],
    ['where only a comment changed', referring('hue: "1"\n'), referring('# new\nhue: "1"\n')],
  ])('%s', async (_, base, head) => {
    expect(await asked(base, head)).toEqual([])
  })
})
