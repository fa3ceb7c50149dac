import { describe, expect, test } from '@jest/globals'
import { deploysOf } from '../../src/compare/deploys.ts'
import { lineDiff } from '../../src/compare/line-diff.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { MAX_DEPLOY_LINES, MAX_DIFF_LINES } from '../../src/model/limits.ts'
import type { RenderedEntry } from '../../src/model/rendering.ts'

function entry(...texts: readonly string[]): RenderedEntry {
  const documents = texts.flatMap((text) =>
    parseYaml(text).documents.map((root) => ({ root, source: 'a.yaml', always: true }) as const),
  )
  const at = { file: 'a.yaml', span: { start: 0, end: 0 } }
  return {
    entry: { id: 'kustomization a', kind: 'kustomization', path: 'a', sure: true, values: [], at },
    rendering: { kind: 'rendered', documents, unknowns: [] },
    used: new Set(),
    covers: new Set(),
  }
}

function between(before: readonly string[], after: readonly string[]) {
  const side = (texts: readonly string[]) => ({ entries: [entry(...texts)], references: [] })
  return deploysOf(side(before), side(after))
}

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: one, b: two}\n'

describe('what a change deploys', () => {
  test('is nothing where an entry comes out the same', () => {
    expect(between([MAP], [MAP])).toEqual([])
  })

  test('shows the lines of an object that differ', () => {
    expect(between([MAP], [MAP.replace('one', 'uno')])).toEqual([
      {
        entry: 'kustomization a',
        objects: [
          {
            object: 'ConfigMap c',
            change: 'altered',
            lines: ['@@', '   name: c', ' data:', '-  a: one', '+  a: uno', '   b: two'],
          },
        ],
        images: [],
        cut: 0,
      },
    ])
  })

  test('never shows what a Secret holds, nor a line with a credential', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: correct-horse}\n'
    const token = ['gh', 'p_', 'qW3eR5tY7uI9oP1aS3dF5gH7jK9lZ1xC3vB5'].join('')
    const shown = JSON.stringify(between([], [secret, MAP.replace('one', token)]))
    expect(shown).toContain('password: ‹hidden›')
    expect(shown).not.toContain('correct-horse')
    expect(shown).not.toContain(token)
  })

  test('is cut at a number of lines, and says how many are missing', () => {
    const lines = (count: number): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n${Array.from({ length: count }, (_, at) => `  k${at}: v\n`).join('')}`
    const head = 5
    expect(between([], [lines(MAX_DEPLOY_LINES - head)])[0]?.cut).toBe(0)
    expect(between([], [lines(MAX_DEPLOY_LINES - head + 1)])[0]?.cut).toBe(1)
  })
})

test('texts over a number of lines are not compared line by line', () => {
  const lines = Array.from({ length: MAX_DIFF_LINES }, (_, at) => `${at}`)
  expect(lineDiff(lines, [...lines.slice(0, -1), 'x'])).toContain('+x')
  expect(lineDiff([...lines, 'y'], lines)).toEqual([
    `@@ ${MAX_DIFF_LINES + 1} lines before, ${MAX_DIFF_LINES} after: too long to compare line by line`,
  ])
})
