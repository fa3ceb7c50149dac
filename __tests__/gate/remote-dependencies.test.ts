import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import { changed, closeAll, GOOD, pushed, type Serving, serve } from './chart-sources.ts'
import { type Files, run, touched } from './two-sides.ts'

afterEach(closeAll)

/** A chart that depends on `web`, installed by an Application, and its lock for those of these versions that are locked. */
function shop(url: string, version: string, more: Readonly<Record<string, string>> = {}): Files {
  const { locked, digest, extra = '', values = '{}', ...rest } = more
  const dependency = { name: 'web', version, repository: url }
  const lock = [{ name: 'web', version: locked, repository: url }]
  const sum = createHash('sha256')
    .update(JSON.stringify([[dependency], lock]))
    .digest('hex')
  return {
    'argocd/shop.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n  source: {repoURL: "https://github.com/acme/web", path: shop}\n',
    'shop/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: web\n    version: "${version}"\n    repository: "${url}"\n${extra}`,
    'shop/values.yaml': values,
    ...(locked === undefined
      ? {}
      : {
          'shop/Chart.lock': `dependencies:\n- name: web\n  repository: ${url}\n  version: ${locked}\ndigest: ${digest ?? `sha256:${sum}`}\ngenerated: "2026-01-01T00:00:00Z"\n`,
        }),
    ...rest,
  }
}

const questions = (result: { readonly facts: { readonly unaccounted?: readonly { readonly name: string }[] } }): number =>
  (result.facts.unaccounted ?? []).length

describe('a chart that another one of the repository depends on', () => {
  test('in another version brings its image, on the line of the version', async () => {
    const url = await serve()
    const result = await changed(url, shop(url, '1.0.0'), shop(url, '1.1.0'))
    expect([result.says, result.unread, questions(result)]).toEqual([
      ['ghcr.io/acme/web:1.1.0 at shop/Chart.yaml:6 of Application shop for ghcr.io/acme/web:1.0.0'],
      [],
      0,
    ])
  })

  test('in another version of its lock brings its image, on the line of the lock', async () => {
    const url = await serve()
    const result = await changed(url, shop(url, '^1.0.0', { locked: '1.0.0' }), shop(url, '^1.0.0', { locked: '1.1.0' }))
    expect([result.says, result.unread, questions(result)]).toEqual([
      ['ghcr.io/acme/web:1.1.0 at shop/Chart.lock:4 of Application shop for ghcr.io/acme/web:1.0.0'],
      [],
      0,
    ])
  })

  test('takes values of any name under its own name and its alias', async () => {
    const url = await serve()
    const side = (image: string): string => `web: {side: ${image}}\n`
    const plain = await changed(url, shop(url, '1.0.0', { values: side('a:1') }), shop(url, '1.0.0', { values: side('a:2') }))
    expect(plain.says).toEqual(['a:2 at shop/values.yaml:1 of Application shop for a:1'])
    const aliased = (image: string): Files =>
      shop(url, '1.0.0', { extra: '    alias: front\n', values: `front: {side: ${image}}\n` })
    expect((await changed(url, aliased('a:1'), aliased('a:2'))).says).toEqual([
      'a:2 at shop/values.yaml:1 of Application shop for a:1',
    ])
  })

  test('runs nothing where a condition leaves it out, and its images where the condition is switched', async () => {
    const url = await serve()
    const live = (on: boolean): Files =>
      shop(url, '1.0.0', { extra: '    condition: web.live\n', values: `web: {live: ${on}}\n` })
    const { says } = await changed(url, live(false), live(true))
    expect(says.map((one) => one.replace(/ at .*/, ''))).toEqual(['ghcr.io/acme/side:1', 'ghcr.io/acme/web:1.0.0'])
    const back = await changed(url, live(true), live(false))
    expect([back.says, questions(back)]).toEqual([[], 0])
  })

  test('of a chart that nobody says how it is installed, left out by its own values, stays a question: other values may switch it on', async () => {
    const url = await serve()
    const { 'argocd/shop.yaml': _, ...before } = shop(url, '1.0.0', {
      extra: '    condition: web.live\n',
      values: 'web: {live: false}\n',
    })
    const { 'argocd/shop.yaml': __, ...after } = shop(url, '1.1.0', {
      extra: '    condition: web.live\n',
      values: 'web: {live: false}\n',
    })
    const result = await changed(url, before, after)
    expect([questions(result), result.judgement.verdict]).toEqual([1, 'unverified'])
  })

  test.each<readonly [string, Serving, Readonly<Record<string, string>>, string, boolean]>([
    ['a lock that is for other dependencies', {}, { locked: '1.1.0', digest: 'sha256:00' }, 'is out of sync', true],
    ['a version that is nowhere', {}, { locked: '3.0.0' }, 'is not there', true],
    ['a repository that is not listed', {}, {}, 'is not listed under chartRepositories', false],
    [
      'bytes that the index does not vouch for',
      { index: GOOD.replace(/[0-9a-f]{64}/g, '0'.repeat(64)) },
      {},
      'the index says',
      true,
    ],
  ])('with %s is unverified', async (_, serving, more, why, listed) => {
    const good = await serve()
    const url = await serve(serving)
    const result = await changed(url, shop(good, '1.0.0'), shop(url, '^1.0.0', more), listed ? [good, url] : [good])
    expect(result.unread).toEqual([expect.stringContaining(why)])
    expect(result.judgement.verdict).toBe('unverified')
  })

  test('of a repository that only a name on some machine stands for is unverified', async () => {
    const result = await changed('https://charts.example', {}, shop('@acme', '1.0.0'))
    expect(result.unread).toEqual([expect.stringContaining('which only the machine that installs it knows')])
    expect(result.judgement.verdict).toBe('unverified')
  })

  test('of a chart in the same repository on which it depends in turn is fetched too', async () => {
    const url = await serve()
    const through = (version: string): Files => ({
      ...shop(url, version),
      'top/Chart.yaml':
        'apiVersion: v2\nname: top\nversion: 1.0.0\ndependencies: [{name: shop, version: 1.0.0, repository: "file://../shop"}]\n',
      'argocd/shop.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: top}\nspec:\n  source: {repoURL: "https://github.com/acme/web", path: top}\n',
    })
    const { says } = await changed(url, through('1.0.0'), through('1.1.0'))
    expect(says).toEqual([expect.stringContaining('ghcr.io/acme/web:1.1.0 at shop/Chart.yaml:6 of Application top')])
  })

  test('in a registry is fetched by its tag', async () => {
    const { host, ...doors } = await pushed()
    const head = shop(`oci://${host}/charts`, '1.1.0')
    const result = await run(shop(`oci://${host}/charts`, '1.0.0'), head, 'version: 1\n', doors)
    expect(touched(result, head)).toContain(
      'ghcr.io/acme/web:1.1.0 at shop/Chart.yaml:6 of Application shop for ghcr.io/acme/web:1.0.0',
    )
  })
})
