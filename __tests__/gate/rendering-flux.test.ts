import { describe, expect, test } from '@jest/globals'
import { type Files, run, touched } from './two-sides.ts'

const HELPER: Files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'image:\n  tag: 0.1.0\n',
  'chart/templates/web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/acme/web:{{ .Values.image.tag }}\n',
  'chart/templates/hook.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: hook\n  annotations: {helm.sh/hook: pre-install}\nspec:\n  containers:\n    - {name: hook, image: "ghcr.io/acme/hook:1"}\n',
}

function release(rest: string, version = 'v2'): string {
  return `apiVersion: helm.toolkit.fluxcd.io/${version}
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart:
    spec:
      chart: ./chart
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
${rest}`
}

/** What is touched when one text of one file takes the place of another. */
async function changed(base: Files, file: string, from: string, to: string): Promise<readonly string[]> {
  const head = { ...base, [file]: (base[file] ?? '').replace(from, to) }
  if (head[file] === base[file]) throw new Error(`${file} does not hold ${from}`)
  const result = await run(base, head)
  return [...touched(result, head), ...result.facts.unread.map(({ why }) => why)]
}

const IMAGES =
  '  postRenderers:\n    - kustomize:\n        images: [{name: ghcr.io/acme/web, newName: mirror.example/web, newTag: "1.0"}]\n'
const HOOK = '  postRenderers:\n    - kustomize:\n        images: [{name: ghcr.io/acme/hook, newTag: "2"}]\n'

describe('post renderers of a HelmRelease', () => {
  test('an image is that of the objects', async () => {
    expect(await changed({ ...HELPER, 'apps/release.yaml': release(IMAGES) }, 'apps/release.yaml', '"1.0"', '"1.1"')).toEqual([
      'mirror.example/web:1.1 at apps/release.yaml:11 of HelmRelease shop/web for mirror.example/web:1.0',
    ])
  })

  test('without it the image of the chart runs again', async () => {
    expect(await changed({ ...HELPER, 'apps/release.yaml': release(IMAGES) }, 'apps/release.yaml', IMAGES, '')).toEqual([
      expect.stringMatching(/^ghcr\.io\/acme\/web:0\.1\.0 at chart\/values\.yaml:2 of HelmRelease shop\/web/),
    ])
  })

  test.each([
    [
      'v2',
      'patches',
      '- {target: {kind: Deployment}, patch: \'[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "evil.example/a:1"}]\'}',
    ],
    [
      'v2',
      'patches',
      '- target: {kind: Deployment}\n            patch: |\n              - op: replace\n                path: /spec/template/spec/containers/0/image\n                value: evil.example/a:1',
    ],
    [
      'v2beta1',
      'patchesStrategicMerge',
      '- {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: web, image: "evil.example/a:1"}]}}}}',
    ],
    [
      'v2beta2',
      'patchesJson6902',
      '- {target: {kind: Deployment, name: web}, patch: [{op: replace, path: /spec/template/spec/containers/0/image, value: "evil.example/a:1"}]}',
    ],
  ])('%s: a patch among %s', async (version, key, patch) => {
    const text = release(`  postRenderers:\n    - kustomize:\n        ${key}:\n          ${patch}\n`, version)
    expect(
      await changed({ ...HELPER, 'apps/release.yaml': text }, 'apps/release.yaml', 'evil.example/a:1', 'evil.example/a:2'),
    ).toEqual([
      expect.stringMatching(/^evil\.example\/a:2 at apps\/release\.yaml:1[1-6] of HelmRelease shop\/web for evil\.example\/a:1$/),
    ])
  })

  test('a patch that Kustomize refuses is said', async () => {
    const text = release(
      '  postRenderers:\n    - kustomize:\n        patches: [{patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}"}]\n',
    )
    expect(await changed({ ...HELPER, 'apps/release.yaml': text }, 'apps/release.yaml', 'name: web}}"', 'name: none}}"')).toEqual(
      [expect.stringContaining('HelmRelease shop/web cannot be rendered: ')],
    )
  })

  test.each([
    ['with the others', '', 'HelmRelease shop/web'],
    ['apart', '  postRenderStrategy: separate\n', 'HelmRelease shop/web'],
    ['not at all', '  postRenderStrategy: nohooks\n', 'undefined'],
  ])('hooks go through them %s', async (_, strategy, entry) => {
    const base = { ...HELPER, 'apps/release.yaml': release(strategy) }
    const said = await changed(base, 'apps/release.yaml', `flux-system}\n${strategy}`, `flux-system}\n${strategy}${HOOK}`)
    expect(said).toEqual([expect.stringMatching(new RegExp(`^ghcr.io/acme/hook:2 at .* of ${entry}(?: for .*)?$`))])
  })
})

describe('values of a HelmRelease that set one path', () => {
  const map = (value: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tags, namespace: shop}\ndata:\n  tag: ${value}\n`
  const from = (more = ''): string =>
    release(
      `  valuesFrom:\n    - {kind: ConfigMap, name: tags, valuesKey: tag, targetPath: image.tag${more}}\n  values: {other: 1}\n`,
    )

  test.each([
    ['as it is', '1.0.0', ''],
    ['in quotes', `"'1.0.0'"`, ''],
    ['literally', '1.0.0', ', literal: true'],
  ])('%s', async (_, value, more) => {
    const base = { ...HELPER, 'apps/release.yaml': from(more), 'apps/tags.yaml': map(value) }
    expect(await changed(base, 'apps/tags.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at apps/tags.yaml:5 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0',
    ])
  })

  test('of a Secret they are not known', async () => {
    const base = { ...HELPER, 'apps/release.yaml': from(), 'apps/tags.yaml': map('1.0.0') }
    expect(await changed(base, 'apps/release.yaml', 'kind: ConfigMap', 'kind: Secret')).toContainEqual(
      expect.stringContaining('HelmRelease shop/web cannot be rendered: the values of Secret "tags"'),
    )
  })
})
