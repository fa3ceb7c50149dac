import { expect, test } from '@jest/globals'
import { deadlineOf } from '../../src/model/deadline.ts'
import { chosenChart, readIndex } from '../../src/resolve/chart-index.ts'

const DIGEST = 'a'.repeat(64)
const INDEX = `entries:\n  web:\n${['1.0.0', '1.1.0', '2.0.0-rc.1'].map((version) => `    - {name: web, version: ${version}, urls: [web-${version}.tgz], digest: ${DIGEST}}\n`).join('')}`
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test.each([
  ['1.0.0', '1.0.0'],
  ['', '1.1.0'],
  ['^1.0.0', '1.1.0'],
  ['>=1.0.0-0', '2.0.0-rc.1'],
  ['2.0.0-rc.1', '2.0.0-rc.1'],
  ['3.x', 'absent'],
])('of the version "%s" an index has %s', (version, chosen) => {
  const index = readIndex(bytes(INDEX), 'https://charts.example/')
  if (index.kind !== 'found') throw new Error('the index is read')
  const answer = chosenChart(index.value, 'web', version)
  expect(answer.kind === 'found' ? answer.value.version : answer.kind).toBe(chosen)
})

test('an index that the time does not suffice for is unknown', () => {
  const index = readIndex(
    bytes(INDEX),
    'https://charts.example/',
    deadlineOf(() => 0),
  )
  expect(index).toMatchObject({ kind: 'unknown', problem: { kind: 'timeout' } })
})

test('entries that Helm passes over (3.x and 4.x) are none', () => {
  const index = readIndex(
    bytes(
      `entries: {web: [{version: 1.3.0}, {name: web, version: 1.2.0, type: other}, {name: web, version: latest}, {name: web, version: 1.0.0, urls: [a], digest: ${DIGEST}}]}`,
    ),
    'https://charts.example/',
  )
  if (index.kind !== 'found') throw new Error('the index is read')
  expect(chosenChart(index.value, 'web', '')).toMatchObject({ value: { version: '1.0.0' } })
  expect(chosenChart(index.value, 'web', '1.2.0')).toEqual({ kind: 'absent' })
})
