import { describe, expect, test } from '@jest/globals'
import type { EntryDifference } from '../../src/model/facts.ts'
import { deployedDiff } from '../../src/report/deployed-diff.ts'
import { countsOf } from '../../src/report/deploys.ts'

const DIFFERENCE: EntryDifference = {
  entry: 'chart web with values-prod.yaml',
  images: [{ before: 'ghcr.io/acme/web:1', after: 'ghcr.io/acme/web:2' }],
  objects: [
    {
      object: 'Deployment shop/web',
      change: 'altered',
      lines: ['@@', '-  image: ghcr.io/acme/web:1', '+  image: ghcr.io/acme/web:2'],
    },
    { object: 'Service shop/old', change: 'removed', lines: [] },
  ],
  cut: 3,
}

describe('what a change deploys', () => {
  test('is one text, entry by entry and object by object', () => {
    expect(deployedDiff([DIFFERENCE])).toBe(
      [
        '=== chart web with values-prod.yaml',
        '# image ghcr.io/acme/web:1 -> ghcr.io/acme/web:2',
        '--- Deployment shop/web (altered)',
        '@@',
        '-  image: ghcr.io/acme/web:1',
        '+  image: ghcr.io/acme/web:2',
        '--- Service shop/old (removed)',
        '# 3 more lines are not shown',
        '',
      ].join('\n'),
    )
    expect(deployedDiff([])).toBe('')
  })

  test('is counted by what happens to its objects', () => {
    expect(countsOf(DIFFERENCE)).toBe('1 object altered, 1 object removed')
    expect(countsOf({ ...DIFFERENCE, objects: [] })).toBe('the same objects')
  })
})
