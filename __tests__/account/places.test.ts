import { describe, expect, test } from '@jest/globals'
import { decidingPlaces } from '../../src/account/places/table.ts'
import { type Files, lookAt } from './change.ts'
import { PLACE_CASES } from './place-cases.ts'

describe('a deciding place', () => {
  test.each(PLACE_CASES.map((one) => [one.place, one.says, one] as const))('%s: %s', (place, _, { base, head, at }) => {
    const { unaccounted } = lookAt(base, head)
    const deciding = unaccounted.filter(({ kind }) => kind === 'deciding')
    expect(deciding.map(({ name }) => name)).toContain(place)
    const found = deciding.find(({ name }) => name === place)
    expect(lineOf(head, found?.place)).toBe(at)
  })

  test('has a case, every one', () => {
    const covered = new Set(PLACE_CASES.map(({ place }) => place))
    expect(decidingPlaces.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([])
  })

  test('has a name of its own', () => {
    const names = decidingPlaces.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

function lineOf(files: Files, place: { file: string; span: { start: number } } | undefined): string {
  if (place === undefined) return ''
  return `${place.file}:${(files[place.file] ?? '').slice(0, place.span.start).split('\n').length}`
}

describe('a file that says nothing but references', () => {
  const said = (file: string, from: string, to: string) =>
    lookAt({ [file]: from }, { [file]: to }).unaccounted.map(({ kind, after }) => `${kind} ${after}`)

  test.each([
    [
      'NGINX_BASE',
      'registry.k8s.io/base/nginx:v2.2.7\n',
      'registry.k8s.io/base/nginx:v2.2.8\n',
      ['registry.k8s.io/base/nginx:v2.2.8'],
    ],
    [
      'hack/images.txt',
      '# mirrored\nghcr.io/acme/a:1\n',
      '# mirrored\nghcr.io/acme/a:1\nghcr.io/acme/b:2\n',
      ['ghcr.io/acme/b:2'],
    ],
    ['notes.txt', 'the image is ghcr.io/acme/a:1\n', 'the image is ghcr.io/acme/a:2\n', []],
    ['VERSION', '1.0.0\n', '1.1.0\n', []],
  ])('%s', (file, from, to, expected) => expect(said(file, from, to)).toEqual(expected.map((text) => `looks-like ${text}`)))
})
