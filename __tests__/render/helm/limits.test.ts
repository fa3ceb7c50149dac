import { describe, expect, test } from '@jest/globals'
import { MAX_CHART_NESTING, MAX_RENDER_DEPTH, MAX_RENDER_WORLDS } from '../../../src/model/limits.ts'
import { CHART, documents, printed, render } from './charts.ts'

const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('a bound that is hit makes the entry unknown, at the bound it does not', () => {
  test('nesting of a values file', () => {
    expect(printed('v: 1', `a: ${lists(MAX_CHART_NESTING - 1)}`)).toEqual([{ v: 1 }])
    expect(printed('v: 1', `a: ${lists(MAX_CHART_NESTING)}`)).toMatch(/^unknown: charts\/web\/values\.yaml: nested deeper/)
  })

  test('nesting of a printed document', () => {
    expect(printed(`v: ${lists(MAX_CHART_NESTING)}`)).toMatch(/^unknown: .*nested deeper/)
  })

  test('ways in which conditions can be decided', () => {
    const conditions = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `{{ if eq (randAlpha 4) "a" }}c${index}: 1\n{{ else }}d${index}: 1\n{{ end }}`,
      ).join('')
    const most = Math.log2(MAX_RENDER_WORLDS)
    expect(documents(render({ 'Chart.yaml': CHART, 'templates/a.yaml': conditions(most) }))).toHaveLength(MAX_RENDER_WORLDS)
    expect(printed(conditions(most + 1))).toBe(
      `unknown: conditions on what is unknown can be decided in more than ${MAX_RENDER_WORLDS} ways`,
    )
  })

  test('templates inside of each other', () => {
    const nested = `{{ define "down" }}{{ if . }}{{ include "down" (rest .) }}{{ end }}{{ end }}v: "{{ include "down" (until COUNT) }}"`
    expect(printed(nested.replace('COUNT', String(MAX_RENDER_DEPTH / 2)))).toEqual([{ v: '' }])
    expect(printed(nested.replace('COUNT', String(MAX_RENDER_DEPTH)))).toMatch(/^unknown: /)
  })
})

test('a chart that fails leaves others alone: nothing is thrown', () => {
  expect(documents(render({}))).toBe('failed: Chart.yaml file is missing')
  expect(documents(render({ 'Chart.yaml': new Uint8Array([0xff, 0xfe, 0x00]) }))).toMatch(/^failed: /)
  expect(documents(render({ 'Chart.yaml': CHART, 'templates/a.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xff]) }))).toMatch(
    /^failed: YAML parse error/,
  )
})
