import { afterEach, describe, expect, test } from '@jest/globals'
import type { Facts } from '../../src/model/facts.ts'
import { packChart } from '../fakes/packed-chart.ts'
import { CHARTS, changed, closeAll, GOOD, hex, indexOf, pushed, type Serving, serve } from './chart-sources.ts'
import { type Files, run, touched } from './two-sides.ts'

afterEach(closeAll)

/** Entries of a cluster: a release of a chart of that repository, and a chart beside it. */
function cluster(url: string, version: string, values = ''): Files {
  return {
    'apps/repository.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: acme, namespace: shop}\nspec: {url: "${url}"}\n`,
    'apps/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart:
    spec:
      chart: web
      version: "${version}"
      sourceRef: {kind: HelmRepository, name: acme}
${values}`,
  }
}

describe('a chart of a chart repository', () => {
  test('another version brings its image, on the line of the version', async () => {
    const url = await serve()
    const { says, unread } = await changed(url, cluster(url, '1.0.0'), cluster(url, '1.1.0'))
    expect([says, unread]).toEqual([
      ['ghcr.io/acme/web:1.1.0 at apps/release.yaml:8 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0'],
      [],
    ])
  })

  test('a value of the release is the image, on its own line', async () => {
    const url = await serve()
    const values = (tag: string): string => `  values:\n    image:\n      tag: ${tag}\n`
    const { says, unread } = await changed(url, cluster(url, '1.0.0', values('7.0.0')), cluster(url, '1.0.0', values('7.1.0')))
    expect([says, unread]).toEqual([
      ['ghcr.io/acme/web:7.1.0 at apps/release.yaml:12 of HelmRelease shop/web for ghcr.io/acme/web:7.0.0'],
      [],
    ])
  })

  test('a range takes the highest version', async () => {
    const url = await serve()
    const { says } = await changed(url, cluster(url, '1.0.x'), cluster(url, '^1.0.0'))
    expect(says).toEqual(['ghcr.io/acme/web:1.1.0 at apps/release.yaml:8 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0'])
  })

  const pinned = (tag: string): string => `  values:\n    image:\n      tag: ${tag}\n`
  const unaccounted = (result: { readonly facts: Facts }): readonly string[] =>
    (result.facts.unaccounted ?? []).map(({ place, name }) => `${place.file} ${name}`)

  test('another version that brings no image leaves nothing to account for, as both were rendered', async () => {
    const url = await serve()
    const result = await changed(url, cluster(url, '1.0.0', pinned('7.0.0')), cluster(url, '1.1.0', pinned('7.0.0')))
    expect([result.says, result.unread, unaccounted(result)]).toEqual([[], [], []])
  })

  test('another version of a chart that cannot be fetched is unverified', async () => {
    const url = await serve()
    const result = await changed(url, cluster(url, '1.0.0', pinned('7.0.0')), cluster(url, '9.0.0', pinned('7.0.0')))
    expect(result.judgement.verdict).toBe('unverified')
    const from = await changed(url, cluster(url, '9.0.0', pinned('7.0.0')), cluster(url, '1.0.0', pinned('7.0.0')))
    expect(from.says).toContain('ghcr.io/acme/side:1 at apps/release.yaml:8 of HelmRelease shop/web')
  })

  test('another repository of a chart that neither side can fetch is unverified', async () => {
    const url = await serve()
    const elsewhere = (name: string): Files => cluster(`https://${name}.example/charts`, '1.0.0')
    const result = await changed(url, elsewhere('one'), elsewhere('two'))
    expect(result.judgement.verdict).toBe('unverified')
    expect(result.unread).toEqual([expect.stringContaining('https://two.example/charts is not listed')])
  })

  test('values files of the chart are read from its archive, over its own', async () => {
    const url = await serve()
    const of = (files: string): Files => {
      const { 'apps/release.yaml': release = '', ...rest } = cluster(url, '1.0.0')
      return { ...rest, 'apps/release.yaml': `${release}      valuesFiles: [${files}]\n` }
    }
    const { says, unread } = await changed(url, of('values.yaml'), of('values.yaml, values-prod.yaml'))
    expect([says, unread]).toEqual([
      ['ghcr.io/acme/web:prod at apps/release.yaml:8 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0'],
      [],
    ])
    const missing = await changed(url, of('values.yaml'), of('values.yaml, none.yaml'))
    expect(missing.unread).toEqual([expect.stringContaining('a values file is not there')])
  })

  test('values files that a HelmChart names are read from its archive too', async () => {
    const url = await serve()
    const of = (files: string): Files => ({
      ...cluster(url, '1.0.0'),
      'apps/chart.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: web, namespace: shop}\nspec:\n  chart: web\n  version: 1.0.0\n  sourceRef: {kind: HelmRepository, name: acme}\n  valuesFiles: [${files}]\n`,
      'apps/release.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chartRef: {kind: HelmChart, name: web}\n',
    })
    const { says, unread } = await changed(url, of('values.yaml'), of('values.yaml, values-prod.yaml'))
    expect([says, unread]).toEqual([
      ['ghcr.io/acme/web:prod at apps/chart.yaml:6 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0'],
      [],
    ])
  })

  const redigested = indexOf({ '1.0.0': hex(CHARTS['1.0.0']), '1.1.0': '0'.repeat(64) })
  test.each<readonly [string, Serving, string, boolean]>([
    ['whose digest differs from the index', { index: redigested }, 'the index says 000', true],
    ['without a digest in the index', { index: indexOf({ '1.0.0': '', '1.1.0': '' }) }, 'gives no SHA-256 digest', true],
    ['that the index does not list', { index: '{"entries":{}}' }, 'is not there', true],
    ['whose index is none', { index: '{' }, 'the index of the repository cannot be read', true],
    ['whose index is too large', { index: ' '.repeat(12 * 1024 * 1024 + 1) }, 'larger than', true],
    [
      'whose archive lies on a host that is not listed',
      { index: GOOD.replaceAll('"web-', '"https://cdn.example/web-') },
      'add "https://cdn.example" to chartRepositories',
      true,
    ],
    ['that leads to a private address', { redirect: 'https://10.0.0.1/web.tgz' }, '10.0.0.1', true],
    ['that leads to clear text', { redirect: 'http://charts.example/web.tgz' }, 'not a plain https:// URL', true],
    ['of a repository that is not listed', {}, 'is not listed under chartRepositories', false],
  ])('a chart %s is unverified', async (_, serving, why, listed) => {
    const url = await serve(serving)
    const other = {
      'other/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1"}]}\n',
    }
    const head = { ...cluster(url, '1.1.0'), ...other }
    const { says, unread } = await changed(url, cluster(url, '1.0.0'), head, listed)
    expect(unread).toEqual([expect.stringContaining(why)])
    expect(says).toEqual([expect.stringMatching(/^a:1 at other\/pod\.yaml:4/)])
    const alone = await changed(url, cluster(url, '1.0.0'), cluster(url, '1.1.0'), listed)
    expect(alone.judgement.verdict).toBe('unverified')
  })

  test('the index of a repository is fetched once for all its charts and both sides', async () => {
    const asked: string[] = []
    const url = await serve({ asked })
    await changed(url, cluster(url, '1.0.0'), cluster(url, '1.1.0'))
    expect(asked.toSorted()).toEqual(['/charts/index.yaml', '/charts/web-1.0.0.tgz', '/charts/web-1.1.0.tgz'])
  })

  test('an archive that unpacks to too much is unverified', async () => {
    const bomb = packChart('web', {
      'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.1.0\n',
      'a.txt': 'a'.repeat(6 * 1024 * 1024),
    })
    const url = await serve({ archive: bomb, index: indexOf({ '1.0.0': hex(bomb), '1.1.0': hex(bomb) }) })
    const { unread, judgement } = await changed(url, {}, cluster(url, '1.1.0'))
    expect(unread).toEqual([expect.stringContaining('larger than the maximum file size')])
    expect(judgement.verdict).toBe('unverified')
  })
})

describe('a chart in a registry', () => {
  const source = (host: string, tag: string): Files => ({
    'apps/source.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web, namespace: shop}\nspec:\n  url: oci://${host}/charts/web\n  ref:\n    tag: ${tag}\n`,
    'apps/release.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chartRef: {kind: OCIRepository, name: web}\n',
  })

  test('by an OCIRepository: another tag brings its image, on the line of the tag', async () => {
    const { host, ...doors } = await pushed()
    const head = source(host, '1.1.0')
    const result = await run(source(host, '1.0.0'), head, 'version: 1\n', doors)
    expect(touched(result, head)).toContain(
      'ghcr.io/acme/web:1.1.0 at apps/source.yaml:7 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0',
    )
    expect(result.facts.unread).toEqual([])
  })

  test('by a HelmRepository of the type oci', async () => {
    const { host, ...doors } = await pushed()
    const head = cluster(`oci://${host}/charts`, '1.1.0')
    const result = await run(cluster(`oci://${host}/charts`, '1.0.0'), head, 'version: 1\n', doors)
    expect(touched(result, head)).toContain(
      'ghcr.io/acme/web:1.1.0 at apps/release.yaml:8 of HelmRelease shop/web for ghcr.io/acme/web:1.0.0',
    )
  })

  test.each([
    ['of another type', '1.1.0', 'it is no Helm chart', 'application/vnd.oci.image.config.v1+json'],
    ['of a version that is not there', '9.9.9', 'is not there', undefined],
    ['by a range', '^1.0.0', 'is a range', undefined],
  ])('a chart %s is unverified', async (_, version, why, configType) => {
    const { host, ...doors } = await pushed(configType)
    const url = `oci://${host}/charts`
    const result = await run({}, cluster(url, version), 'version: 1\n', doors)
    expect(result.facts.unread.map((one) => one.why)).toContainEqual(expect.stringContaining(why))
    expect(result.judgement.verdict).toBe('unverified')
  })
})
