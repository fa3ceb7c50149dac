import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { NotKnown } from '../../src/languages/govalue/callable.ts'
import { sprigFunctions } from '../../src/languages/sprig/table.ts'
import { jsonValue, rendered } from '../languages/gotemplate/rendered.ts'

interface Case {
  readonly template: string
  readonly data: unknown
  readonly output?: string
  readonly error?: string
  readonly nondeterministic?: boolean
}

/** Why a case is not equal: it asks for the time, for what Helm takes away, for chance or the network, or runs without Helm's missingkey=zero. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/\bago\b|date_in_zone/, 'time'],
  [/\benv\b|expandenv/, 'environment'],
  [/getHostByName|randInt|encryptAES/, 'chance or network'],
  [/\.bottom\.(?:NoSuchThing|dollar)/, 'missingkey'],
]

const shared = process.env.PREADMIT_SHARED
const suite = shared === undefined ? describe.skip : describe
const title = shared === undefined ? "sprig's own cases (skipped: set PREADMIT_SHARED)" : "sprig's own cases"

suite(title, () => {
  const cases: readonly Case[] = shared === undefined ? [] : readCases(shared)
  const functions = sprigFunctions()

  test('413 calls give the same, or say that nobody can know', () => {
    const wrong = cases.filter((one) => !agrees(one))
    const unnamed = wrong.filter(({ template }) => !REASONS.some(([pattern]) => pattern.test(template)))
    expect(cases).toHaveLength(413)
    expect(unnamed.map(({ template }) => template)).toEqual([])
    expect(wrong.length).toBeLessThanOrEqual(16)
  })

  function agrees({ template, data, output, error, nondeterministic }: Case): boolean {
    try {
      const got = rendered(template, jsonValue(data), { functions })
      if (nondeterministic === true) return got.text?.unknown !== undefined
      return error === undefined ? got.text?.unknown === undefined && got.output === output : got.error !== undefined
    } catch (problem) {
      if (problem instanceof NotKnown) return nondeterministic === true
      throw problem
    }
  }
})

function readCases(folder: string): readonly Case[] {
  return JSON.parse(readFileSync(join(folder, 'conformance/rendering/sprig.json'), 'utf8')).cases
}
