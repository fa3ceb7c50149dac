import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Field, rootField } from '../../src/kubernetes/field.ts'
import { selects } from '../../src/kubernetes/selector.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { selectsLess } from '../../src/posture/weakening/scope.ts'

interface Expression {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

const keys = ['a', 'b', 'c']
const values = ['x', 'y', 'z']
const labels = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values))
const expression = fc.record({
  key: fc.constantFrom(...keys),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }),
})
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 3 }) })

function field(value: unknown): Field {
  const [node] = parseYaml(JSON.stringify(value)).documents
  if (node === undefined) throw new Error('nothing parsed')
  return rootField('x.json', node)
}

/** The semantics as the API documentation words them, over plain objects. */
function meant(
  wanted: { matchLabels: Record<string, string>; matchExpressions: readonly Expression[] },
  have: Record<string, string>,
): boolean {
  const equal = Object.entries(wanted.matchLabels).every(([key, value]) => have[key] === value)
  return (
    equal &&
    wanted.matchExpressions.every(({ key, operator, values: list }) => {
      if (operator === 'Exists') return key in have
      if (operator === 'DoesNotExist') return !(key in have)
      const among = key in have && list.includes(have[key] ?? '')
      return operator === 'In' ? among : !among
    })
  )
}

describe('label selectors', () => {
  test('select what their documentation says', () => {
    fc.assert(
      fc.property(selector, labels, (wanted, have) => {
        expect(selects(field(wanted), new Map(Object.entries(have)))).toBe(meant(wanted, have))
      }),
      { numRuns: 500 },
    )
  })

  test('a selector that is said to select no less loses no labels', () => {
    fc.assert(
      fc.property(selector, selector, labels, (base, head, have) => {
        if (selectsLess(field(base), field(head))) return
        const map = new Map(Object.entries(have))
        if (selects(field(base), map)) expect(selects(field(head), map)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('an empty selector selects everything, an unknown operator nothing', () => {
    expect(selects(field({}), new Map())).toBe(true)
    expect(selects(field({ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }), new Map([['a', '2']]))).toBe(false)
  })
})
