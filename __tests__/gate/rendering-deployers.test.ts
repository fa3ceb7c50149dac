import { describe, expect, test } from '@jest/globals'
import { type Files, run, touched } from './two-sides.ts'

const CHART: Files = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'shade: 0.1.0\n',
  'charts/web/templates/web.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: "ghcr.io/acme/web:{{ .Values.shade }}"\n',
  'deploy/odd.txt': 'shade: 1.0.0\n',
}

/** What is touched or told when one text of one file takes the place of another. */
async function changed(base: Files, file: string, from = '1.0.0', to = '1.1.0'): Promise<readonly string[]> {
  const head = { ...base, [file]: (base[file] ?? '').replace(from, to) }
  if (head[file] === base[file]) throw new Error(`${file} does not hold ${from}`)
  const result = await run(base, head)
  return [...touched(result, head), ...result.facts.unread.map(({ why }) => why)]
}

const skaffold = (release: string): string =>
  `apiVersion: skaffold/v4beta11\nkind: Config\ndeploy:\n  helm:\n    releases:\n      - name: web\n        chartPath: ../charts/web\n${release}`
const fleet = (rest: string): string => `defaultNamespace: shop\nhelm:\n  chart: ../charts/web\n${rest}`

describe('a chart of the repository that Skaffold installs', () => {
  test.each([
    ['a values file of any name', '        valuesFiles: [odd.txt]\n', 'deploy/odd.txt', 1],
    ['a value that is set', '        setValues: {shade: 1.0.0}\n', 'deploy/skaffold.yaml', 8],
    [
      'overrides over a values file',
      '        valuesFiles: [odd.txt]\n        overrides: {shade: 2-1.0.0}\n',
      'deploy/skaffold.yaml',
      9,
    ],
  ])('%s is the tag of an image', async (_, release, file, line) => {
    const said = await changed({ ...CHART, 'deploy/skaffold.yaml': skaffold(release) }, file)
    expect(said).toEqual([expect.stringMatching(new RegExp(`^ghcr.io/acme/web:(?:2-)?1\\.1\\.0 at ${file}:${line} of skaffold`))])
  })

  test.each([
    ['templates over what it builds', '        setValueTemplates: {shade: "{{.IMAGE_TAG}}-1.0.0"}\n', 'deploy/skaffold.yaml'],
    ['a file as a value', '        setFiles: {shade: odd.txt}\n', 'deploy/odd.txt'],
  ])('with %s it is not known, which a change says', async (_, release, file) => {
    const said = await changed({ ...CHART, 'deploy/skaffold.yaml': skaffold(release) }, file)
    expect(said).toEqual([expect.stringContaining('skaffold deploy/skaffold.yaml: web cannot be rendered')])
  })
})

describe('a chart of the repository that is a bundle of Fleet', () => {
  test.each([
    ['a values file of any name', '  valuesFiles: [odd.txt]\n', 'deploy/odd.txt', 1],
    ['values of its own', '  values: {shade: 1.0.0}\n', 'deploy/fleet.yaml', 4],
    ['values that end with a quote', '  values: {other: [], shade: "1.0.0"}\n', 'deploy/fleet.yaml', 4],
    ['a block of values that ends with a quote', "  values:\n    it: isn't\n    shade: '1.0.0'\n", 'deploy/fleet.yaml', 6],
    [
      'values of a target',
      '  values: {shade: 0.9.0}\ntargetCustomizations:\n  - name: prod\n    helm: {values: {shade: 1.0.0}}\n',
      'deploy/fleet.yaml',
      7,
    ],
  ])('%s is the tag of an image', async (_, rest, file, line) => {
    const said = await changed({ ...CHART, 'deploy/fleet.yaml': fleet(rest) }, file)
    expect(said).toEqual([expect.stringMatching(new RegExp(`^ghcr.io/acme/web:1\\.1\\.0 at ${file}:${line} of Fleet`))])
  })

  test.each([
    ['parts of the cluster', '  values: {shade: "${ .ClusterLabels.shade }-1.0.0"}\n', 'deploy/fleet.yaml'],
    ['values beside files', '  values: {a: b}\n  valuesFiles: [odd.txt]\n', 'deploy/odd.txt'],
  ])('with %s it is not known, which a change says', async (_, rest, file) => {
    const said = await changed({ ...CHART, 'deploy/fleet.yaml': fleet(rest) }, file)
    expect(said).toEqual([expect.stringContaining('Fleet deploy/fleet.yaml cannot be rendered')])
  })
})

describe('what a helmfile with templates names', () => {
  test.each([
    ['a file of templates', 'releases:\n  - name: web\n    chart: ../charts/web\n    values: [odd.txt.gotmpl]\n'],
    [
      'a file that a template chooses',
      'releases:\n  - name: web\n    chart: ../charts/web\n    values: ["{{ .Environment.Name }}.txt.gotmpl"]\n',
    ],
    [
      'values of an environment, for a release with templates',
      'environments: {default: {values: [odd.txt.gotmpl]}}\n---\nreleases:\n  - name: web\n    chart: ../charts/web\n    values: [web.gotmpl]\n',
    ],
  ])('%s says so when it changes', async (_, helmfile) => {
    const said = await changed(
      { ...CHART, 'deploy/helmfile.yaml': helmfile, 'deploy/odd.txt.gotmpl': 'shade: 1.0.0\n', 'deploy/web.gotmpl': 'a: b\n' },
      'deploy/odd.txt.gotmpl',
    )
    expect(said).toEqual([expect.stringContaining('cannot be rendered')])
  })
})

test('a release that could be rendered neither before nor after is not known when its values change', async () => {
  const broken = { ...CHART, 'charts/web/templates/bad.yaml': '{{ fail "always" }}\n' }
  const said = await changed({ ...broken, 'deploy/fleet.yaml': fleet('  values: {shade: 1.0.0}\n') }, 'deploy/fleet.yaml')
  expect(said).toEqual([expect.stringContaining('Fleet deploy/fleet.yaml cannot be rendered')])
})

describe('a chart of the repository that Terraform installs', () => {
  const release = (values: string): string =>
    `resource "helm_release" "web" {\n  name   = "web"\n  chart  = "../charts/web"\n  values = [${values}]\n}\n`
  test.each([
    ['a values file', 'file("${path.module}/odd.txt")'],
    ['a values file as a template', 'templatefile("odd.txt", {})'],
    ['a values file that a variable chooses', 'file("${var.name}.txt")'],
  ])('%s says so when it changes', async (_, values) => {
    const said = await changed({ ...CHART, 'deploy/main.tf': release(values) }, 'deploy/odd.txt')
    expect(said).toEqual([expect.stringContaining('Terraform deploy/main.tf: helm_release web cannot be rendered')])
  })

  test('a file of openings alone is read once', async () => {
    const open = 'resource "helm_release" "web" {\n'.repeat(50_000)
    expect(await changed({ ...CHART, 'deploy/main.tf': open }, 'deploy/odd.txt')).toEqual([])
  })

  test('of another module, or of a chart from elsewhere, nothing is said', async () => {
    const remote = release('file("odd.txt")').replace('../charts/web', 'web')
    expect(await changed({ ...CHART, 'deploy/main.tf': remote }, 'deploy/odd.txt')).toEqual([])
    expect(await changed({ ...CHART, 'other/main.tf': release('file("odd.txt")') }, 'deploy/odd.txt')).toEqual([])
  })
})
