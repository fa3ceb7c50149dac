import { afterEach, describe, expect, test } from '@jest/globals'
import { changed, closeAll, pushed, serve } from './chart-sources.ts'
import { type Files, run, touched } from './two-sides.ts'

afterEach(closeAll)

/** A kustomization that inflates the chart of a repository. */
function overlay(repo: string, version: string, more = ''): Files {
  return {
    'web/kustomization.yaml': `helmCharts:
  - name: web
    releaseName: web
    repo: ${repo}
    version: "${version}"
${more}`,
  }
}

const BUMPED = 'ghcr.io/acme/web:1.1.0 at web/kustomization.yaml:5 of kustomization web for ghcr.io/acme/web:1.0.0'
const tagged = (tag: string): string => `    valuesInline:\n      image:\n        tag: ${tag}\n`

describe('a chart that a kustomization would pull', () => {
  test('from a chart repository: another version brings its image, on the line of the version', async () => {
    const url = await serve()
    const { says, unread } = await changed(url, overlay(url, '1.0.0'), overlay(url, '1.1.0'))
    expect([says, unread]).toEqual([[BUMPED], []])
  })

  test('from a registry: another version brings its image', async () => {
    const { host, ...doors } = await pushed()
    const head = overlay(`oci://${host}/charts`, '1.1.0')
    const result = await run(overlay(`oci://${host}/charts`, '1.0.0'), head, 'version: 1\n', doors)
    expect(touched(result, head)).toContain(BUMPED)
    expect(result.facts.unread).toEqual([])
  })

  test('its inline values are the image, on their own line; another version that changes nothing is nothing', async () => {
    const url = await serve()
    const value = await changed(url, overlay(url, '1.0.0', tagged('7.0.0')), overlay(url, '1.0.0', tagged('7.1.0')))
    expect([value.says, value.unread, value.facts.unaccounted]).toEqual([
      ['ghcr.io/acme/web:7.1.0 at web/kustomization.yaml:8 of kustomization web for ghcr.io/acme/web:7.0.0'],
      [],
      [],
    ])
    const version = await changed(url, overlay(url, '1.0.0', tagged('7.0.0')), overlay(url, '1.1.0', tagged('7.0.0')))
    expect([version.says, version.unread, version.facts.unaccounted]).toEqual([[], [], []])
  })

  test.each([
    ['of a version that is not there', '9.9.9', true, 'is not there'],
    ['of a repository that is not listed', '1.1.0', false, 'is not listed under chartRepositories'],
  ])('%s is unverified', async (_, version, listed, why) => {
    const url = await serve()
    const { unread, judgement } = await changed(url, overlay(url, '1.0.0'), overlay(url, version), listed)
    expect(unread).toEqual([expect.stringContaining(why)])
    expect(judgement.verdict).toBe('unverified')
  })

  test('of another repository that has none either is unverified', async () => {
    const [one, two] = [await serve({ index: '{"entries":{}}' }), await serve({ index: '{"entries":{}}' })]
    const { unread, judgement } = await changed(one, overlay(one, '1.0.0'), overlay(two, '1.0.0'), [one, two])
    expect(unread).toEqual([expect.stringContaining(two)])
    expect(judgement.verdict).toBe('unverified')
  })
})
