import { afterEach, describe, expect, test } from '@jest/globals'
import { changed, closeAll, pushed, serve } from './chart-sources.ts'
import { type Files, run, touched } from './two-sides.ts'

afterEach(closeAll)

const HERE = 'https://github.com/acme/web.git'

/** An Application of the chart of a repository. */
function application(url: string, version: string, more = ''): Files {
  return {
    'argocd/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  destination: {namespace: shop}
  source:
    repoURL: ${url}
    chart: web
    targetRevision: "${version}"
${more}`,
  }
}

/** An Application of the chart with values of this repository. */
function several(url: string, version: string, tag: string): Files {
  return {
    'argocd/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  sources:
    - repoURL: ${url}
      chart: web
      targetRevision: "${version}"
      helm:
        valueFiles: [$here/values/web.yaml]
    - repoURL: ${HERE}
      targetRevision: HEAD
      ref: here
`,
    'values/web.yaml': `image:\n  tag: ${tag}\n`,
  }
}

const BUMPED = 'ghcr.io/acme/web:1.1.0 at argocd/web.yaml:9 of Application web for ghcr.io/acme/web:1.0.0'

describe('a chart of a chart repository that an Application names', () => {
  test('another version brings its image, on the line of the version', async () => {
    const url = await serve()
    const { says, unread } = await changed(url, application(url, '1.0.0'), application(url, '1.1.0'))
    expect([says, unread]).toEqual([[BUMPED], []])
  })

  test('a range takes the highest version', async () => {
    const url = await serve()
    const { says } = await changed(url, application(url, '1.0.*'), application(url, '>=1.0.0'))
    expect(says).toEqual([BUMPED])
  })

  test.each([
    ['values', (tag: string) => `    helm:\n      values: |\n        image:\n          tag: ${tag}\n`, 13],
    ['valuesObject', (tag: string) => `    helm:\n      valuesObject:\n        image:\n          tag: ${tag}\n`, 13],
    ['parameters', (tag: string) => `    helm:\n      parameters:\n        - {name: image.tag, value: "${tag}"}\n`, 12],
  ])('its %s are the image, on their own line', async (_, helm, line) => {
    const url = await serve()
    const { says, unread, facts } = await changed(
      url,
      application(url, '1.0.0', helm('7.0.0')),
      application(url, '1.0.0', helm('7.1.0')),
    )
    expect([says, unread, facts.unaccounted]).toEqual([
      [`ghcr.io/acme/web:7.1.0 at argocd/web.yaml:${line} of Application web for ghcr.io/acme/web:7.0.0`],
      [],
      [],
    ])
  })

  test('a values file of this repository is the image, on its own line; another version that changes nothing is nothing', async () => {
    const url = await serve()
    const tag = await changed(url, several(url, '1.0.0', '7.0.0'), several(url, '1.0.0', '7.1.0'))
    expect([tag.says, tag.unread]).toEqual([
      ['ghcr.io/acme/web:7.1.0 at values/web.yaml:2 of Application web source 1 for ghcr.io/acme/web:7.0.0'],
      [],
    ])
    const version = await changed(url, several(url, '1.0.0', '7.0.0'), several(url, '1.1.0', '7.0.0'))
    expect([version.says, version.unread, version.facts.unaccounted]).toEqual([[], [], []])
  })

  test('a values file of the chart itself is read from its archive', async () => {
    const url = await serve()
    const of = (file: string): Files => application(url, '1.0.0', `    helm:\n      valueFiles: [${file}]\n`)
    const { says, unread } = await changed(url, of('values.yaml'), of('values-prod.yaml'))
    expect([says, unread]).toEqual([
      ['ghcr.io/acme/web:prod at argocd/web.yaml:9 of Application web for ghcr.io/acme/web:1.0.0'],
      [],
    ])
  })

  test.each([
    ['that is not there', '9.9.9', '', 'is not there'],
    ['with a values file that is not there', '1.1.0', '    helm:\n      valueFiles: [none.yaml]\n', 'a values file is not there'],
    ['without a version', '', '', 'no repoURL or targetRevision'],
  ])('a chart %s is unverified', async (_, version, more, why) => {
    const url = await serve()
    const { unread, judgement } = await changed(url, application(url, '1.0.0'), application(url, version, more))
    expect(unread).toEqual([expect.stringContaining(why)])
    expect(judgement.verdict).toBe('unverified')
  })

  test('a values file of the chart that may be missing is none', async () => {
    const url = await serve()
    const more = '    helm:\n      ignoreMissingValueFiles: true\n      valueFiles: [none.yaml]\n'
    const { says, unread } = await changed(url, application(url, '1.0.0', more), application(url, '1.1.0', more))
    expect([says, unread]).toEqual([[BUMPED], []])
  })

  test('a chart of a repository that is not listed is unverified', async () => {
    const url = await serve()
    const { unread, judgement } = await changed(url, application(url, '1.0.0'), application(url, '1.1.0'), false)
    expect(unread).toEqual([expect.stringContaining('is not listed under chartRepositories')])
    expect(judgement.verdict).toBe('unverified')
  })
})

describe('a chart in a registry that an Application names', () => {
  test.each([
    ['without a scheme', (host: string) => `${host}/charts`],
    ['by oci://', (host: string) => `oci://${host}/charts`],
  ])('%s: another version brings its image', async (_, address) => {
    const { host, ...doors } = await pushed()
    const head = application(address(host), '1.1.0')
    const result = await run(application(address(host), '1.0.0'), head, 'version: 1\n', doors)
    expect(touched(result, head)).toContain(BUMPED)
    expect(result.facts.unread).toEqual([])
  })

  test('as the artifact itself: another version brings its image', async () => {
    const { host, ...doors } = await pushed()
    const of = (version: string): Files => {
      const text = application(`oci://${host}/charts/web`, version)['argocd/web.yaml'] ?? ''
      return { 'argocd/web.yaml': text.replace('chart: web', 'path: .') }
    }
    const result = await run(of('1.0.0'), of('1.1.0'), 'version: 1\n', doors)
    expect(touched(result, of('1.1.0'))).toContain(BUMPED)
  })

  test('by a range is unverified', async () => {
    const { host, ...doors } = await pushed()
    const result = await run({}, application(`${host}/charts`, '^1.0.0'), 'version: 1\n', doors)
    expect(result.facts.unread.map(({ why }) => why)).toEqual([expect.stringContaining('is a range')])
    expect(result.judgement.verdict).toBe('unverified')
  })
})
