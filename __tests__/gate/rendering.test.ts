import { describe, expect, test } from '@jest/globals'
import type { Facts } from '../../src/model/facts.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import { type Files, run, touched } from './two-sides.ts'

const CHART: Files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\nroot: false\nextra:\n  enabled: false\n',
  'chart/values-prod.yaml': 'image:\n  tag: 1.1.0\n',
  'chart/templates/_image.tpl': '{{- define "image" }}{{ .repository }}:{{ .tag }}{{ end }}\n',
  'chart/templates/web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: {{ include "image" .Values.image }}\n          securityContext:\n            privileged: {{ .Values.root }}\n      {{- if .Values.extra.enabled }}\n        - name: extra\n          image: {{ .Values.extra.image }}\n      {{- end }}\n',
}

describe('a chart', () => {
  test('a tag alone, in a values file of its own, is a reference on its line that replaces the one before', async () => {
    const head = { ...CHART, 'chart/values-prod.yaml': 'image:\n  tag: 1.2.0\n' }
    const result = await run(CHART, head)
    expect(touched(result, head)).toEqual([
      'ghcr.io/acme/web:1.2.0 at chart/values-prod.yaml:2 of chart chart with values-prod.yaml for ghcr.io/acme/web:1.1.0',
    ])
    expect(result.facts.unaccounted).toEqual([])
    expect(result.facts.unread).toEqual([])
  })

  test('a helper that every image goes through changes what runs', async () => {
    const head = {
      ...CHART,
      'chart/templates/_image.tpl': '{{- define "image" }}evil.example/{{ .repository }}:{{ .tag }}{{ end }}\n',
    }
    expect(touched(await run(CHART, head), head).map((line) => line.split(' ')[0])).toEqual([
      'evil.example/ghcr.io/acme/web:1.0.0',
      'evil.example/ghcr.io/acme/web:1.1.0',
    ])
  })

  test('rules judge what the values make of its objects', async () => {
    const head = { ...CHART, 'chart/values.yaml': CHART['chart/values.yaml']?.replace('root: false', 'root: true') ?? '' }
    const { judgement } = await run(CHART, head)
    expect(judgement.findings.filter(({ rule }) => rule === 'pod-security/privileged')).toMatchObject([
      { place: { file: 'chart/values.yaml' }, level: 'error' },
    ])
  })

  test('a part that is switched off says nothing, and is there once it is switched on', async () => {
    const head = {
      ...CHART,
      'chart/values.yaml':
        CHART['chart/values.yaml']?.replace('enabled: false', 'enabled: true\n  image: ghcr.io/acme/extra:1') ?? '',
    }
    expect(touched(await run(CHART, head), head)).toEqual([
      'ghcr.io/acme/extra:1 at chart/values.yaml:7 of chart chart, chart chart with values-prod.yaml',
    ])
  })

  test('what a change makes fail is unread, and does not pass', async () => {
    const head = { ...CHART, 'chart/templates/web.yaml': '{{ .Values.image.tag | nosuch }}\n' }
    const { facts, judgement } = await run(CHART, head)
    expect(facts.unread.map(({ why }) => why)[0]).toContain('chart chart cannot be rendered: ')
    expect(judgement.findings.some(({ rule }) => rule === 'file/unreadable')).toBe(true)
  })

  test('the policy says with which values it is installed', async () => {
    const policy = 'version: 1\nrender:\n  charts:\n    - {chart: chart, values: [deploy/eu.yaml]}\n'
    const base = { ...CHART, 'deploy/eu.yaml': 'image: {tag: 2.0.0}\n' }
    const head = { ...base, 'deploy/eu.yaml': 'image: {tag: 2.1.0}\n' }
    expect(touched(await run(base, head, policy), head)).toEqual([
      'ghcr.io/acme/web:2.1.0 at deploy/eu.yaml:1 of chart chart with deploy/eu.yaml for ghcr.io/acme/web:2.0.0',
    ])
  })
})

const OVERLAYS: Files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.25\n',
  'prod/kustomization.yaml': 'resources: [../base]\nimages:\n  - name: nginx\n    newName: mirror.example/nginx\n',
  'dev/kustomization.yaml': 'resources: [../base]\n',
}

describe('what a rendering does not stand for', () => {
  test('what a generator puts into a ConfigMap, which may be a variable of another entry', async () => {
    const made = (literal: string): Files => ({
      'cfg/kustomization.yaml': `configMapGenerator: [{name: s, literals: ["${literal}"]}]\n`,
    })
    const { facts } = await run(made('TAG=1.0.0'), made('TAG=2.0.0'))
    expect(facts.entries).toMatchObject([{ id: 'kustomization cfg', state: 'rendered' }])
    expect(facts.unaccounted?.map(({ name }) => name)).toEqual(['kustomize-generators'])
  })

  const POD =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "ghcr.io/acme/p:1", securityContext: {privileged: true}}]}\n'
  const privileged = ({ judgement }: { judgement: Judgement }): readonly string[] =>
    judgement.findings.filter(({ rule }) => rule === 'pod-security/privileged').map(({ place }) => place.file)

  test('a manifest that lies in the folder of a chart and is no template is judged as it is written', async () => {
    const head = { ...CHART, 'chart/extra/pod.yaml': POD }
    const result = await run(CHART, head)
    expect(privileged(result)).toEqual(['chart/extra/pod.yaml'])
    expect(touched(result, head)).toEqual(['ghcr.io/acme/p:1 at chart/extra/pod.yaml:4 of undefined'])
  })

  test('a manifest that a kustomization puts into a ConfigMap is judged as it is written', async () => {
    const generated = {
      ...OVERLAYS,
      'dev/kustomization.yaml': 'resources: [../base]\nconfigMapGenerator: [{name: c, files: [pod.yaml]}]\n',
    }
    const head = { ...generated, 'dev/pod.yaml': POD }
    expect(privileged(await run(OVERLAYS, head))).toEqual(['dev/pod.yaml'])
  })

  test('an object beside a HelmRelease in its file is judged as it is written', async () => {
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart:\n    spec:\n      chart: ./chart\n      sourceRef: {kind: GitRepository, name: flux-system}\n  values: {root: false}\n'
    const base = { ...CHART, ...FLUX, 'releases/web.yaml': release }
    expect(privileged(await run(base, { ...base, 'releases/web.yaml': `${release}---\n${POD}` }))).toEqual(['releases/web.yaml'])
  })
})

describe('overlays', () => {
  test('a tag of the base is judged as every overlay runs it', async () => {
    const head = { ...OVERLAYS, 'base/web.yaml': OVERLAYS['base/web.yaml']?.replace('1.25', '1.26') ?? '' }
    expect(touched(await run(OVERLAYS, head), head).toSorted()).toEqual([
      'mirror.example/nginx:1.26 at prod/kustomization.yaml:4 of kustomization prod for mirror.example/nginx:1.25',
      'nginx:1.26 at base/web.yaml:11 of kustomization dev for nginx:1.25',
    ])
  })

  test('without the override the unchanged image runs: that is new', async () => {
    const head = { ...OVERLAYS, 'prod/kustomization.yaml': 'resources: [../base]\n' }
    expect(touched(await run(OVERLAYS, head), head)).toEqual([
      'nginx:1.25 at base/web.yaml:11 of kustomization prod for mirror.example/nginx:1.25',
    ])
  })

  test('only what a change reaches is read', async () => {
    const base = { ...OVERLAYS, 'far/kustomization.yaml': 'resources: [job.yaml]\n', 'far/job.yaml': 'kind: Job\n' }
    const head = { ...base, 'dev/kustomization.yaml': 'resources: [../base]\nnamePrefix: x-\n' }
    const { asked, facts } = await run(base, head)
    expect(asked).not.toContain('far/job.yaml')
    expect(facts.entries?.map(({ id, state }) => `${id} ${state}`)).toEqual(['kustomization dev rendered'])
  })
})

const FLUX: Files = {
  'clusters/prod/flux-system/gotk-sync.yaml':
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {url: "ssh://git@github.com/acme/web.git"}\n',
  'clusters/prod/apps.yaml':
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n  path: ./apps\n  sourceRef: {kind: GitRepository, name: flux-system}\n  targetNamespace: shop\n  postBuild:\n    substitute:\n      TAG: 1.0.0\n    substituteFrom: [{kind: ConfigMap, name: settings}]\n',
  'clusters/prod/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata:\n  HUB: ghcr.io/acme\n',
  'apps/web.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: ${HUB}/web:${TAG}\n',
}

describe('Flux', () => {
  test('a variable of a Kustomization is the tag of an image', async () => {
    const head = { ...FLUX, 'clusters/prod/apps.yaml': FLUX['clusters/prod/apps.yaml']?.replace('1.0.0', '1.1.0') ?? '' }
    const result = await run(FLUX, head)
    expect(touched(result, head)).toEqual([
      'ghcr.io/acme/web:1.1.0 at clusters/prod/settings.yaml:5 of Kustomization flux-system/apps for ghcr.io/acme/web:1.0.0',
    ])
    expect(result.facts.unaccounted).toEqual([])
  })

  test('a variable of a ConfigMap reaches the objects of the Kustomization that takes it', async () => {
    const head = {
      ...FLUX,
      'clusters/prod/settings.yaml': FLUX['clusters/prod/settings.yaml']?.replace('ghcr.io', 'evil.example') ?? '',
    }
    expect(touched(await run(FLUX, head), head).map((line) => line.split(' ')[0])).toEqual(['evil.example/acme/web:1.0.0'])
  })

  test('what a Secret may set is not known', async () => {
    const base = {
      ...FLUX,
      'clusters/prod/apps.yaml': FLUX['clusters/prod/apps.yaml']?.replace('kind: ConfigMap', 'kind: Secret') ?? '',
    }
    const head = { ...base, 'apps/web.yaml': FLUX['apps/web.yaml']?.replace('name: web}', 'name: site}') ?? '' }
    expect(touched(await run(base, head), head)).toEqual([
      expect.stringContaining('dynamic: Secret "settings" may set it, which is not in this repository at '),
    ])
  })

  test('a HelmRelease is its chart with its values', async () => {
    const base = {
      ...CHART,
      ...FLUX,
      'apps/release.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart:\n    spec:\n      chart: ./chart\n      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}\n  values:\n    image:\n      tag: 3.0.0\n',
    }
    const head = { ...base, 'apps/release.yaml': base['apps/release.yaml'].replace('3.0.0', '3.1.0') }
    expect(touched(await run(base, head), head)).toContain(
      'ghcr.io/acme/web:3.1.0 at apps/release.yaml:11 of HelmRelease shop/web for ghcr.io/acme/web:3.0.0',
    )
  })
})

describe('Argo CD', () => {
  const application = (helm: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  destination: {namespace: shop}\n  source:\n    repoURL: https://github.com/acme/web\n    path: chart\n    helm:\n${helm}`

  test.each([
    ['a parameter', '      parameters:\n        - {name: image.tag, value: 4.0.0}\n', 11],
    ['values in a text', '      values: |\n        image:\n          tag: 4.0.0\n', 12],
    ['values as an object', '      valuesObject:\n        image: {tag: 4.0.0}\n', 11],
  ])('%s is the tag of an image', async (_, helm, line) => {
    const base = { ...CHART, 'argo/web.yaml': application(helm) }
    const head = { ...base, 'argo/web.yaml': application(helm.replace('4.0.0', '4.1.0')) }
    const result = await run(base, head)
    expect(touched(result, head)).toEqual([
      `ghcr.io/acme/web:4.1.0 at argo/web.yaml:${line} of Application web for ghcr.io/acme/web:4.0.0`,
    ])
    expect(result.facts.unaccounted).toEqual([])
  })

  test('values under a name of their own are those of the Application that takes them, unchanged as it is', async () => {
    const app = application('      valueFiles: [../env/p.yaml]\n')
    const base = { ...CHART, 'argo/web.yaml': app, 'env/p.yaml': 'image: {tag: 4.0.0}\n' }
    const head = { ...base, 'env/p.yaml': 'image: {tag: 4.1.0}\n' }
    expect(touched(await run(base, head), head)).toEqual([
      'ghcr.io/acme/web:4.1.0 at env/p.yaml:1 of Application web for ghcr.io/acme/web:4.0.0',
    ])
  })

  test('another repository is not rendered from this one', async () => {
    const base = { ...CHART, 'argo/web.yaml': application('      releaseName: web\n').replace('acme/web', 'acme/other') }
    const head = { ...base, 'argo/web.yaml': base['argo/web.yaml']?.replace('releaseName: web', 'releaseName: x') ?? '' }
    expect((await run(base, head)).facts.entries).toEqual([])
  })
})

const RELEASE =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart:\n    spec:\n      chart: ./chart\n      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}\n  values:\n    image:\n      tag: 3.0.0\n'

/** Whether a run says anything of a change. */
function isSaid({ facts, judgement }: { facts: Facts; judgement: Judgement }): boolean {
  return (
    facts.references.some((one) => one.touched) ||
    facts.unread.length > 0 ||
    (facts.unaccounted ?? []).length > 0 ||
    judgement.findings.length > 0
  )
}

describe('what a rendering does not show', () => {
  test.each([
    ['images', '        images: [{name: ghcr.io/acme/web, newName: evil.example/web, newTag: "1"}]\n'],
    [
      'patches',
      '        patches:\n          - {target: {kind: Deployment}, patch: "[{op: add, path: /spec/template/spec/hostPID, value: true}]"}\n',
    ],
  ])('post renderers of a HelmRelease: %s', async (_, renderer) => {
    const base = { ...CHART, ...FLUX, 'apps/release.yaml': RELEASE }
    const head = { ...base, 'apps/release.yaml': `${RELEASE}  postRenderers:\n    - kustomize:\n${renderer}` }
    const r = await run(base, head)
    expect(isSaid(r)).toBe(true)
  })

  test('an object beside a HelmRelease in one file', async () => {
    const pod = (root: boolean): string =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: {name: side}\nspec:\n  containers:\n    - {name: a, image: "nginx:1.25", securityContext: {privileged: ${root}}}\n`
    const base = { ...CHART, ...FLUX, 'clusters/x/release.yaml': RELEASE + pod(false) }
    const head = { ...base, 'clusters/x/release.yaml': RELEASE + pod(true) }
    const { judgement } = await run(base, head)
    expect(judgement.findings.map(({ rule }) => rule)).toContain('pod-security/privileged')
  })

  test('two Applications of one name in one file', async () => {
    const app = (ns: string, tag: string): string =>
      `---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: ${ns}}\nspec:\n  source:\n    repoURL: https://github.com/acme/web\n    path: chart\n    helm:\n      valuesObject:\n        image: {tag: ${tag}}\n`
    const base = { ...CHART, 'argo/web.yaml': app('a', '4.0.0') + app('b', '4.0.0') }
    const head = { ...CHART, 'argo/web.yaml': app('a', '4.0.0') + app('b', '4.1.0') }
    expect(touched(await run(base, head), head).map((line) => line.split(' ')[0])).toEqual(['ghcr.io/acme/web:4.1.0'])
  })

  test('variables of a ConfigMap whose name another cluster uses too', async () => {
    const two = Object.fromEntries(
      Object.entries(FLUX)
        .filter(([k]) => k.startsWith('clusters/prod'))
        .map(([k, v]) => [k.replace('prod', 'staging'), v]),
    )
    const base: Files = { ...FLUX, ...two }
    const file = 'clusters/staging/settings.yaml'
    const other = 'clusters/prod/settings.yaml'
    const head: Files = {
      ...base,
      [other]: base[other]?.replace('kind: ConfigMap', 'kind: ConfigMap # seen') ?? '',
      [file]: base[file]?.replace('ghcr.io', 'evil.example') ?? '',
    }
    const r = await run(base, head)
    expect(touched(r, head).map((line) => line.split(' ')[0])).toEqual(['evil.example/acme/web:1.0.0'])
  })

  test('one chart with one values file in two namespaces', async () => {
    const policy =
      'version: 1\nrender:\n  charts:\n    - {chart: chart, values: [chart/values-prod.yaml], namespace: a}\n    - {chart: chart, values: [chart/values-prod.yaml], namespace: b}\n'
    const t = (tag: string): Files => ({
      ...CHART,
      'chart/templates/web.yaml': (CHART['chart/templates/web.yaml'] ?? '')
        .replace('{{ include', `{{ if eq .Release.Namespace "b" }}evil.example/x:${tag}{{ else }}{{ include`)
        .replace('.Values.image }}', '.Values.image }}{{ end }}'),
    })
    const head = t('2')
    const r = await run(t('1'), head, policy)
    expect(touched(r, head).map((line) => line.split(' ')[0])).toEqual(['evil.example/x:2'])
  })

  test('values of an Application written with escapes', async () => {
    const app = (tag: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source:\n    repoURL: https://github.com/acme/web\n    path: chart\n    helm:\n      values: "image:\\n  tag: ${tag}\\n"\n`
    const base = { ...CHART, 'argo/web.yaml': app('4.0.0') }
    const head = { ...CHART, 'argo/web.yaml': app('4.1.0') }
    const r = await run(base, head)
    expect(touched(r, head)).toEqual([expect.stringMatching(/^ghcr.io\/acme\/web:4.1.0 .* for ghcr.io\/acme\/web:4.0.0$/)])
  })

  test.each([
    ['hostPort', '          ports: [{containerPort: 80, hostPort: HERE}]\n'],
    ['ports', '          ports: HERE\n'],
  ])('%s that only a cluster knows', async (_, text) => {
    const web = CHART['chart/templates/web.yaml'] ?? ''
    const t = (what: string): Files => ({
      ...CHART,
      'chart/templates/web.yaml': web.replace(
        '          securityContext',
        `${text.replace('HERE', what)}          securityContext`,
      ),
    })
    const head = t('{{ (lookup "v1" "ConfigMap" "x" "y").data.port }}')
    const r = await run(CHART, head)
    expect(r.facts.unread).not.toEqual([])
  })

  test('resources of a role that only a cluster knows', async () => {
    const t = (what: string): Files => ({
      ...CHART,
      'chart/templates/role.yaml': `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n  - apiGroups: [""]\n    verbs: [get]\n    resources: [${what}]\n`,
    })
    const r = await run(t('pods'), t('{{ (lookup "v1" "ConfigMap" "x" "y").data.what }}'))
    expect(r.facts.unread).not.toEqual([])
  })
})
