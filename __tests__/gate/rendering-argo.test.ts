import { describe, expect, test } from '@jest/globals'
import { type Files, run, touched } from './two-sides.ts'

const HERE = 'https://github.com/acme/web.git'
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/acme/web:1.0.0\n'

const TREE: Files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'image:\n  tag: 0.1.0\n',
  'chart/templates/web.yaml': DEPLOYMENT.replace('ghcr.io/acme/web:1.0.0', 'ghcr.io/acme/web:{{ .Values.image.tag }}'),
  'apps/web/kustomization.yaml': 'resources: [web.yaml]\n',
  'apps/web/web.yaml': DEPLOYMENT,
  'apps/api/kustomization.yaml': 'resources: [web.yaml]\n',
  'apps/api/web.yaml': DEPLOYMENT.replaceAll('web', 'api'),
  'envs/prod/config.yaml': 'name: prod\ntag: 1.0.0\n',
  'envs/dev/config.yaml': 'name: dev\ntag: 1.0.0-rc1\n',
  'envs/dev/values.yaml': 'image: {tag: 1.0.0-rc1}\n',
  'envs/prod/values.yaml': 'image: {tag: 1.0.0}\n',
  'plain/web.yaml': DEPLOYMENT,
  'plain/sub/api.yaml': DEPLOYMENT.replaceAll('web', 'api'),
}

function set(generators: string, name: string, source: string, more = ''): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators: [${generators}]
  template:
    metadata: {name: '${name}'}
    spec:
      project: default
      destination: {namespace: shop}
      source:
        repoURL: ${HERE}
        targetRevision: HEAD
        ${source.replaceAll('\n', '\n        ')}
${more}`
}

const FOLDERS = `{git: {repoURL: ${HERE}, revision: HEAD, directories: [{path: apps/*}]}}`
const FILES = `{git: {repoURL: ${HERE}, revision: HEAD, files: [{path: envs/*/config.yaml}]}}`
const TAG_OF_FILE = "path: chart\nhelm:\n  parameters:\n    - {name: image.tag, value: '{{ .tag }}'}"

/** What is touched when one text of one file takes the place of another. */
async function changed(base: Files, file: string, from: string, to: string): Promise<readonly string[]> {
  const head = { ...base, [file]: (base[file] ?? '').replace(from, to) }
  if (head[file] === base[file]) throw new Error(`${file} does not hold ${from}`)
  const result = await run(base, head)
  const unread = result.facts.unread.map(({ why }) => why)
  return [
    ...touched(result, head),
    ...unread,
    ...(result.facts.unaccounted ?? []).map(({ place }) => `unaccounted ${place.file}`),
  ]
}

describe('Applications that an ApplicationSet makes', () => {
  test('of a folder: a manifest in it is that of its Application', async () => {
    const base = { ...TREE, 'argo/set.yaml': set(FOLDERS, '{{ .path.basename }}', "path: '{{ .path.path }}'") }
    expect(await changed(base, 'apps/web/web.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at apps/web/web.yaml:11 of Application web for ghcr.io/acme/web:1.0.0',
    ])
  })

  test('of a file: the tag in it is that of the chart', async () => {
    const base = { ...TREE, 'argo/set.yaml': set(FILES, '{{ .name }}', TAG_OF_FILE) }
    expect(await changed(base, 'envs/prod/config.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at envs/prod/config.yaml:2 of Application prod for ghcr.io/acme/web:1.0.0',
    ])
  })

  test('of a list: an element is the tag in the text of the values, and the rest of that text keeps its lines', async () => {
    const list = '{list: {elements: [{env: prod, tag: 1.0.0}]}}'
    const values = 'path: chart\nhelm:\n  values: |\n    other: 1\n    image:\n      tag: "{{ .tag }}-4.0.0"'
    const base = { ...TREE, 'argo/set.yaml': set(list, '{{ .env }}', values) }
    expect(await changed(base, 'argo/set.yaml', 'tag: 1.0.0', 'tag: 1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0-4.0.0 at argo/set.yaml:7 of Application prod for ghcr.io/acme/web:1.0.0-4.0.0',
    ])
    const literal = { ...TREE, 'argo/set.yaml': set(list, '{{ .env }}', values.replace('"{{ .tag }}-4.0.0"', '4.0.0')) }
    expect(await changed(literal, 'argo/set.yaml', '4.0.0', '4.1.0')).toEqual([
      'ghcr.io/acme/web:4.1.0 at argo/set.yaml:21 of Application prod for ghcr.io/acme/web:4.0.0',
    ])
  })

  test('a list as values, by an object', async () => {
    const list = '{list: {elements: [{env: prod, tag: 1.0.0}]}}'
    const base = {
      ...TREE,
      'argo/set.yaml': set(list, '{{ .env }}', "path: chart\nhelm:\n  valuesObject: {image: {tag: '{{ .tag }}'}}"),
    }
    expect(await changed(base, 'argo/set.yaml', 'tag: 1.0.0', 'tag: 1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at argo/set.yaml:7 of Application prod for ghcr.io/acme/web:1.0.0',
    ])
  })

  test('a patch of the template names the values files', async () => {
    const patch =
      '  templatePatch: |\n    spec:\n      source:\n        helm:\n          valueFiles: [../envs/{{ .path.basename }}/values.yaml]\n'
    const folders = FOLDERS.replace('apps/*', 'envs/*')
    const base = { ...TREE, 'argo/set.yaml': set(folders, '{{ .path.basename }}', 'path: chart', patch) }
    expect(await changed(base, 'envs/prod/values.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at envs/prod/values.yaml:1 of Application prod for ghcr.io/acme/web:1.0.0',
    ])
  })

  test('a new folder is a new Application', async () => {
    const base = { ...TREE, 'argo/set.yaml': set(FOLDERS, '{{ .path.basename }}', "path: '{{ .path.path }}'") }
    const head = {
      ...base,
      'apps/new/kustomization.yaml': 'resources: [../web]\nimages: [{name: ghcr.io/acme/web, newTag: "2"}]\n',
    }
    expect(touched(await run(base, head), head)).toEqual([
      'ghcr.io/acme/web:2 at apps/new/kustomization.yaml:2 of Application new',
    ])
  })

  test.each(['apps/shop.yaml', 'infra/bootstrap/shop.yaml', 'team-apps/shop.yaml'])(
    'an unchanged Application in %s is found when only its values change',
    async (file) => {
      const application = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n  source:\n    repoURL: ${HERE}\n    targetRevision: HEAD\n    path: chart\n    helm: {valueFiles: [../odd/shop]}\n`
      const base = { ...TREE, [file]: application, 'odd/shop': 'image: {tag: 1.0.0}\n' }
      const said = await changed(base, 'odd/shop', '1.0.0', '1.1.0')
      expect(said).toEqual([expect.stringContaining('ghcr.io/acme/web:1.1.0 at odd/shop:1 of Application shop')])
    },
  )

  test.each([
    ['that Argo CD is told to skip', `# +argocd:skip-file-rendering\n${DEPLOYMENT}      hostNetwork: true\n`, 'objects'],
    ['of another program', `services: {web: {image: "ghcr.io/acme/\${NAME}:2"}}\n`, 'references'],
  ])('a file %s in a folder of manifests is judged by its own text', async (_, text, what) => {
    const base = {
      ...TREE,
      'argo/web.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source: {repoURL: ${HERE}, targetRevision: HEAD, path: plain, directory: {recurse: true}}\n`,
    }
    const { facts } = await run(base, { ...base, 'plain/compose.yaml': text })
    expect(facts.entries?.map(({ state }) => state)).toEqual(['rendered'])
    const found =
      what === 'objects'
        ? facts.objects.map(({ head }) => head?.origin.file)
        : facts.references.map(({ reference }) => reference.origin.file)
    expect(found).toContain('plain/compose.yaml')
  })

  test.each([
    ['clusters', '{clusters: {}}'],
    ['scmProvider', '{scmProvider: {github: {organization: acme}}}'],
    ['pullRequest', '{pullRequest: {github: {owner: acme, repo: web}}}'],
    ['plugin', '{plugin: {configMapRef: {name: x}}}'],
    ['clusterDecisionResource', '{clusterDecisionResource: {configMapRef: x}}'],
  ])('parameters of %s are not known, which a change of the set says', async (kind, generator) => {
    const base = { ...TREE, 'argo/set.yaml': set(generator, '{{ .name }}', "path: 'apps/{{ .name }}'") }
    const unread = await changed(base, 'argo/set.yaml', 'namespace: shop', 'namespace: other')
    expect(unread).toEqual([expect.stringContaining(`ApplicationSet all cannot be rendered: its generator "${kind}" takes`)])
    const matrix = { ...TREE, 'argo/set.yaml': set(FOLDERS, '{{ .path.basename }}', "path: '{{ .path.path }}'") }
    const more = await changed(matrix, 'argo/set.yaml', `[${FOLDERS}]`, `[{matrix: {generators: [${FOLDERS}, ${generator}]}}]`)
    expect(more).toContainEqual(expect.stringContaining(`its generator "${kind}" takes`))
  })

  test.each([
    ['named', '../envs/odd/shades'],
    ['named by a parameter', '../envs/{{ .number }}/shades'],
  ])('a values file that the template of such a set has %s says so too', async (_, file) => {
    const source = `path: chart\nhelm:\n  valueFiles: ['${file}']`
    const generator = '{pullRequest: {github: {owner: acme, repo: web}}}'
    const base = { ...TREE, 'envs/odd/shades': 'shade: one\n', 'argo/set.yaml': set(generator, '{{ .number }}', source) }
    const unread = await changed(base, 'envs/odd/shades', 'one', 'two')
    expect(unread).toEqual([expect.stringContaining('ApplicationSet all cannot be rendered')])
  })

  test('a file that such a set takes parameters from says so too', async () => {
    const matrix = `{matrix: {generators: [${FILES}, {clusters: {}}]}}`
    const base = { ...TREE, 'argo/set.yaml': set(matrix, '{{ .name }}', TAG_OF_FILE) }
    expect(await changed(base, 'envs/prod/config.yaml', '1.0.0', '1.1.0')).toContainEqual(
      expect.stringContaining('ApplicationSet all cannot be rendered: its generator "clusters"'),
    )
    expect(await changed(base, 'apps/web/web.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at apps/web/web.yaml:11 of kustomization apps/web for ghcr.io/acme/web:1.0.0',
    ])
  })

  test('what Argo CD refuses is said', async () => {
    const base = { ...TREE, 'argo/set.yaml': set(FILES, '{{ .name }}', TAG_OF_FILE) }
    expect(await changed(base, 'argo/set.yaml', '{{ .tag }}', '{{ .version }}')).toEqual([
      expect.stringContaining('map has no entry for key "version"'),
    ])
  })
})

function application(source: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  destination: {namespace: shop}
  source:
    repoURL: ${HERE}
    ${source.replaceAll('\n', '\n    ')}
`
}

describe('sources of an Application', () => {
  test('a folder of manifests is applied as it is written', async () => {
    const base = { ...TREE, 'argo/web.yaml': application('path: plain') }
    expect(await changed(base, 'plain/web.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/web:1.1.0 at plain/web.yaml:11 of Application web for ghcr.io/acme/web:1.0.0',
    ])
    expect(await changed(base, 'plain/sub/api.yaml', '1.0.0', '1.1.0')).toEqual([
      'ghcr.io/acme/api:1.1.0 at plain/sub/api.yaml:11 of undefined for ghcr.io/acme/api:1.0.0',
    ])
  })

  test.each([
    ['with the folders in it', 'recurse: true', 'Application web'],
    ['of which some are left out', "recurse: true, exclude: '{sub/*,x}'", 'undefined'],
    ['of which some are taken', "recurse: true, include: '*api.yaml'", 'Application web'],
  ])('a folder of manifests %s', async (_, directory, entry) => {
    const base = { ...TREE, 'argo/web.yaml': application(`path: plain\ndirectory: {${directory}}`) }
    expect(await changed(base, 'plain/sub/api.yaml', '1.0.0', '1.1.0')).toEqual([
      `ghcr.io/acme/api:1.1.0 at plain/sub/api.yaml:11 of ${entry} for ghcr.io/acme/api:1.0.0`,
    ])
  })

  test('a manifest in such a folder that cannot be read is said', async () => {
    const base = { ...TREE, 'argo/web.yaml': application('path: plain') }
    const said = await changed(base, 'plain/web.yaml', 'kind: Deployment', 'kind: [')
    expect(said).toContainEqual(
      expect.stringContaining('Application web cannot be rendered: Failed to unmarshal "plain/web.yaml"'),
    )
  })

  test.each([
    ['.argocd-source.yaml', 'kustomize: {images: [ghcr.io/acme/web:2.0.0]}\n'],
    ['.argocd-source-web.yaml', 'kustomize:\n  images:\n    - ghcr.io/acme/web=ghcr.io/acme/web:2.0.0\n'],
  ])('%s beside a kustomization sets its images', async (name, text) => {
    const base = { ...TREE, 'argo/web.yaml': application('path: apps/web'), [`apps/web/${name}`]: text }
    const line = text.split('\n').length - 1
    expect(await changed(base, `apps/web/${name}`, '2.0.0', '2.1.0')).toEqual([
      `ghcr.io/acme/web:2.1.0 at apps/web/${name}:${line} of Application web for ghcr.io/acme/web:2.0.0`,
    ])
  })

  test('.argocd-source-web.yaml beside a chart sets its parameters', async () => {
    const text = 'helm:\n  parameters:\n    - name: image.tag\n      value: 2.0.0\n      forcestring: true\n'
    const base = { ...TREE, 'argo/web.yaml': application('path: chart'), 'chart/.argocd-source-web.yaml': text }
    expect(await changed(base, 'chart/.argocd-source-web.yaml', '2.0.0', '2.1.0')).toEqual([
      'ghcr.io/acme/web:2.1.0 at chart/.argocd-source-web.yaml:4 of Application web for ghcr.io/acme/web:2.0.0',
    ])
  })

  test('images among the kustomize options', async () => {
    const base = {
      ...TREE,
      'argo/web.yaml': application("path: apps/web\nkustomize: {images: ['ghcr.io/acme/web=mirror.example/web:2.0.0']}"),
    }
    expect(await changed(base, 'argo/web.yaml', '2.0.0', '2.1.0')).toEqual([
      'mirror.example/web:2.1.0 at argo/web.yaml:9 of Application web for mirror.example/web:2.0.0',
    ])
  })

  test.each([
    ['a plugin', 'path: apps/web\nplugin: {name: vault}', 'vault', 'its plugin is not run'],
    ['Jsonnet', 'path: plain\ndirectory: {jsonnet: {extVars: [{name: a, value: one}]}}', 'one', 'Jsonnet is not evaluated'],
    [
      'an option that keeps parts',
      "path: apps/web\nkustomize: {images: ['ghcr.io/acme/web=*:2']}",
      ':2',
      'the kustomize option images',
    ],
    [
      'two tools at once',
      'path: apps/web\nhelm: {releaseName: x}\nkustomize: {namePrefix: one}',
      'one',
      'it names two tools at once',
    ],
  ])('%s is not evaluated, which a change of it says', async (_, source, from, why) => {
    const base = { ...TREE, 'argo/web.yaml': application(source) }
    expect(await changed(base, 'argo/web.yaml', from, from.replace(/one|2|vault/, 'other'))).toContainEqual(
      expect.stringContaining(`Application web cannot be rendered: ${why}`),
    )
  })

  test.each(['argo/web.yaml', 'deployed/web/web.yaml'])('%s is found where it does not change itself', async (file) => {
    const base = {
      ...TREE,
      [file]: application('path: chart\nhelm: {valueFiles: [../strange/p.yaml]}'),
      'strange/p.yaml': 'image: {tag: 4.0.0}\n',
    }
    expect(await changed(base, 'strange/p.yaml', '4.0.0', '4.1.0')).toEqual([
      'ghcr.io/acme/web:4.1.0 at strange/p.yaml:1 of Application web for ghcr.io/acme/web:4.0.0',
    ])
  })

  test('a parameter that is the revision of the commit is not known', async () => {
    const base = {
      ...TREE,
      'argo/web.yaml': application('path: chart\nhelm: {parameters: [{name: image.tag, value: "$ARGOCD_APP_NAME"}]}'),
    }
    expect(await changed(base, 'argo/web.yaml', '$ARGOCD_APP_NAME', '${ARGOCD_APP_REVISION}')).toContainEqual(
      expect.stringContaining('takes a variable that only Argo CD knows'),
    )
  })
})
