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
