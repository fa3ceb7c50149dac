import { describe, expect, test } from '@jest/globals'
import { type Files, run, touched } from './two-sides.ts'

const CHART: Files = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'image:\n  tag: 0.1.0\nother: {}\n',
  'charts/web/templates/web.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: "ghcr.io/acme/web:{{ .Values.image.tag }}"\n',
  'deploy/odd.yaml': 'image: {tag: 1.0.0}\n',
}

const helmfile = (release: string, more = ''): string =>
  `${more}repositories: []\nreleases:\n  - name: web\n    namespace: shop\n    chart: ../charts/web\n${release}`

/** What is touched when one text of one file takes the place of another. */
async function changed(base: Files, file: string, from: string, to: string): Promise<readonly string[]> {
  const head = { ...base, [file]: (base[file] ?? '').replace(from, to) }
  if (head[file] === base[file]) throw new Error(`${file} does not hold ${from}`)
  const result = await run(base, head)
  return [...touched(result, head), ...result.facts.unread.map(({ why }) => why)]
}

describe('a release of a helmfile whose chart is in the repository', () => {
  test.each([
    ['a values file', '    values: [odd.yaml]\n', 'deploy/odd.yaml', 1],
    ['values of its own', '    values: [odd.yaml, {image: {tag: 2-1.0.0}}]\n', 'deploy/helmfile.yaml', 6],
    ['a value that is set', '    set: [{name: image.tag, value: 1.0.0}]\n', 'deploy/helmfile.yaml', 6],
    [
      'a text that is set',
      '    values: [odd.yaml]\n    setString: [{name: image.tag, value: 2-1.0.0}]\n',
      'deploy/helmfile.yaml',
      7,
    ],
  ])('%s is the tag of an image', async (_, release, file, line) => {
    const base = { ...CHART, 'deploy/helmfile.yaml': helmfile(release) }
    const said = await changed(base, file, '1.0.0', '1.1.0')
    expect(said).toEqual([
      expect.stringMatching(
        new RegExp(`^ghcr.io/acme/web:(?:2-)?1\\.1\\.0 at ${file}:${line} of helmfile deploy/helmfile.yaml: web for `),
      ),
    ])
  })

  test.each([
    [
      'templates',
      '    values: [odd.yaml, {image: {tag: "{{ .Values.tag }}"}}]\n',
      '.tag',
      '.version',
      'the templates of a helmfile are not evaluated',
    ],
    ['secrets', '    secrets: [a.yaml]\n', 'a.yaml', 'b.yaml', 'its secrets is not evaluated'],
    [
      'references to secrets',
      '    set: [{name: image.tag, value: ref+vault://a}]\n',
      '//a',
      '//b',
      'its reference to a secret is not evaluated',
    ],
    [
      'values that are templates',
      '    values: [odd.yaml]\n',
      'odd.yaml',
      'odd.yaml.gotmpl',
      'its values file with templates is not evaluated',
    ],
    [
      'a file that is set',
      '    set: [{name: image.tag, file: a.txt}]\n',
      'a.txt',
      'b.txt',
      'its set with a file is not evaluated',
    ],
  ])('with %s it is not known, which a change says', async (_, release, from, to, why) => {
    const base = { ...CHART, 'deploy/helmfile.yaml': helmfile(release) }
    expect(await changed(base, 'deploy/helmfile.yaml', from, to)).toContainEqual(
      expect.stringContaining(`cannot be rendered: ${why}`),
    )
  })

  test('one that is not installed is none', async () => {
    const base = { ...CHART, 'deploy/helmfile.yaml': helmfile('    installed: false\n    values: [odd.yaml]\n') }
    expect((await run(base, { ...base, 'deploy/odd.yaml': 'image: {tag: 2.0.0}\n' })).facts.entries).toEqual([])
  })
})
