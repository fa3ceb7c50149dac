import { describe, expect, test } from '@jest/globals'
import { MAX_KUSTOMIZE_DEPTH } from '../../../src/model/limits.ts'
import { grow, spend, Undecided } from '../../../src/render/kustomize/refusal.ts'
import { render } from './rendered.ts'

describe('bounds', () => {
  test('steps and nodes may be used up, and no more', () => {
    const budget = { steps: 5, nodes: 3 }
    spend(budget, 5)
    grow(budget, 3)
    expect(() => spend(budget, 1)).toThrow(Undecided)
    expect(() => grow(budget, 1)).toThrow(Undecided)
  })

  function chain(length: number): Readonly<Record<string, string>> {
    const files: Record<string, string> = {}
    for (let at = 0; at < length; at++) files[`f${at}/kustomization.yaml`] = `resources: [../f${at + 1}]\n`
    files[`f${length}/kustomization.yaml`] = 'resources: [s.yaml]\n'
    files[`f${length}/s.yaml`] = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n'
    return files
  }

  test('folders lead into each other as deep as is allowed', () => {
    expect(render(chain(MAX_KUSTOMIZE_DEPTH), 'f0').rendering).toMatchObject({ kind: 'rendered' })
    expect(render(chain(MAX_KUSTOMIZE_DEPTH + 1), 'f0').rendering).toMatchObject({ kind: 'unknown' })
  })

  test('aliases that grow without end are not followed', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let at = 1; at < 9; at++)
      lines.push(
        `a${at}: &a${at} [${Array(10)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
      )
    const bomb = `apiVersion: v1\nkind: X\nmetadata: {name: x}\n${lines.join('\n')}\n`
    const files = { 'kustomization.yaml': 'resources: [x.yaml]\n', 'x.yaml': bomb }
    expect(render(files).rendering).toMatchObject({ kind: 'unknown', why: 'it comes to more values than are allowed' })
  })
})
