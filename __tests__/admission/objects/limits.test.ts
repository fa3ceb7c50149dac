import { describe, expect, test } from '@jest/globals'
import { MAX_CEL_STEPS, MAX_CEL_STEPS_PER_OBJECT, MAX_CEL_STEPS_PER_RUN } from '../../../src/model/limits.ts'
import { deployment, judgementOn, said, validation, vap } from './judged.ts'

const BIG = 100_000
/** An expression that takes nearly all the steps that one may have, and hardly any time. */
const LONG = `lists.range(${Math.floor(MAX_CEL_STEPS / (BIG / 20 + BIG / 100 + 20))}).all(i, !object.metadata.annotations.big.contains("b"))`
const heavy = (name = 'web') => deployment({ name, meta: `  annotations: {big: ${'a'.repeat(BIG)}}\n` })
const validations = (count: number, expression: string) => Array.from({ length: count }, () => validation(expression)).join('')

describe('bounds of what policies on objects can cost (T37)', () => {
  test('one object has so many steps for all policies, and is unverified beyond', () => {
    const fit = Math.floor(MAX_CEL_STEPS_PER_OBJECT / MAX_CEL_STEPS)
    expect(said({ policies: vap(validations(fit, LONG)), head: heavy() })).toEqual([])
    const past = said({ policies: vap(validations(fit + 1, LONG)), head: heavy() })
    expect(past).toEqual([expect.stringMatching(/^warning \(open\): .*1000000/)])
  })

  test('an expression of its own limit is unverified, and the next is evaluated', () => {
    const endless = 'lists.range(10000).all(i, lists.range(10000).all(j, true))'
    const found = said({
      policies: vap(validation(endless) + validation('object.spec.replicas < 2', 'message: too many')),
      head: deployment(),
    })
    expect(found).toEqual([
      expect.stringMatching(/^warning \(open\): .*than 200000 steps$/),
      expect.stringMatching(/^error: .*: too many$/),
    ])
  })

  test('a run has so many steps, and what comes after is unverified', () => {
    const per = Math.floor(MAX_CEL_STEPS_PER_OBJECT / MAX_CEL_STEPS)
    const count = MAX_CEL_STEPS_PER_RUN / MAX_CEL_STEPS_PER_OBJECT + 2
    const head = Array.from({ length: count }, (_, at) => heavy(`web-${at}`)).join('---\n')
    const { verdict, findings } = judgementOn({ policies: vap(validations(per, LONG)), head })
    const open = findings.filter(({ open: isOpen }) => isOpen === true)
    expect(verdict).toBe('unverified')
    expect(open.at(-1)?.message).toContain('10000000')
    expect(new Set(open.map(({ object }) => object)).size).toBeLessThanOrEqual(3)
  })
})
