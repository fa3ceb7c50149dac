import { describe, expect, test } from '@jest/globals'
import { compareReferences } from '../../src/compare/references.ts'
import { parseImageName } from '../../src/model/image-name.ts'
import type { ImageReference } from '../../src/model/reference.ts'

function at(file: string, path: readonly (string | number)[], text: string, start = 0): ImageReference {
  const origin = { file, path, span: { start, end: start + text.length }, related: [], format: 'kubernetes' }
  const parsed = parseImageName(text)
  if (!parsed.ok) return { origin, text, verbatim: true, kind: 'malformed', why: parsed.why }
  return { origin, text, verbatim: true, kind: 'static', name: parsed.name }
}

describe('a reference is touched', () => {
  test('when it is new', () => {
    const facts = compareReferences([], [at('a.yaml', ['image'], 'nginx')])
    expect(facts.map((fact) => fact.touched)).toEqual([true])
  })

  test('when its text changed, and it replaces what stood there', () => {
    const before = at('a.yaml', ['image'], 'nginx:1')
    const [fact] = compareReferences([before], [at('a.yaml', ['image'], 'nginx:2')])
    expect(fact).toMatchObject({ touched: true, replaces: before })
  })

  test('when a second copy of an old one appears', () => {
    const one = at('a.yaml', ['containers', 0, 'image'], 'nginx')
    const facts = compareReferences([one], [one, at('a.yaml', ['containers', 1, 'image'], 'nginx')])
    expect(facts.map((fact) => fact.touched)).toEqual([false, true])
  })

  test('when its file is another', () => {
    const facts = compareReferences([at('a.yaml', ['image'], 'nginx')], [at('b.yaml', ['image'], 'nginx')])
    expect(facts.map((fact) => fact.touched)).toEqual([true])
  })

  test('when it became unresolvable without a change of its text', () => {
    const before = at('a.yaml', ['image'], 'nginx')
    const after: ImageReference = { origin: before.origin, text: 'nginx', verbatim: true, kind: 'dynamic', why: 'a variable' }
    expect(compareReferences([before], [after])[0]?.touched).toBe(true)
  })
})

describe('a reference is untouched', () => {
  test('when lines moved', () => {
    const facts = compareReferences([at('a.yaml', ['image'], 'nginx', 10)], [at('a.yaml', ['image'], 'nginx', 90)])
    expect(facts.map((fact) => fact.touched)).toEqual([false])
  })

  test('when lists were reordered', () => {
    const base = [at('a.yaml', ['c', 0, 'image'], 'a'), at('a.yaml', ['c', 1, 'image'], 'b')]
    const head = [at('a.yaml', ['c', 0, 'image'], 'b'), at('a.yaml', ['c', 1, 'image'], 'a')]
    expect(compareReferences(base, head).map((fact) => fact.touched)).toEqual([false, false])
  })
})
