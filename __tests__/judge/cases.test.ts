import { describe, expect, test } from '@jest/globals'
import { filesNamedByCases, type PolicyCase, readCases, runCase } from '../../src/judge/cases.ts'
import { explain } from '../../src/judge/explain.ts'
import { readFacts } from '../../src/judge/recorded.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { Node } from '../../src/model/tree.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { policyOf, TODAY } from '../policy/policy-text.ts'
import { facts, use } from './facts.ts'

const TEXT = `policy: policies/strict.yml
tests:
  - name: an unpinned image is only mentioned
    facts: facts/nginx.json
    expect:
      verdict: passed
      rulings: {docker.io/library/nginx:1: cleared}
      findings: [image/unpinned]
`

function cases(text: string): readonly PolicyCase[] {
  return readCases({ file: 'policy.test.yml', text, document: documentOf(text), now: TODAY }).cases
}

function documentOf(text: string): Node {
  const [document] = parseYaml(text).documents
  if (document === undefined) throw new Error('no document')
  return document
}

function differences(expectation: string, policy = builtInPolicy): readonly string[] {
  const [one] = cases(`tests:\n  - {name: n, facts: f, expect: ${expectation}}\n`)
  return one === undefined ? ['no case'] : runCase(policy, one, facts([use('nginx:1')])).differences
}

describe('a policy test file', () => {
  test('names its policy and its facts', () => {
    expect(filesNamedByCases(documentOf(TEXT))).toEqual(['policies/strict.yml', 'facts/nginx.json'])
    expect(readCases({ file: 'policy.test.yml', text: TEXT, document: documentOf(TEXT), now: TODAY }).policy).toBe(
      'policies/strict.yml',
    )
  })

  test('holds where the judgement is as expected', () => {
    const [one] = cases(TEXT)
    expect(one === undefined ? [] : runCase(builtInPolicy, one, facts([use('nginx:1')]))).toEqual({
      name: 'an unpinned image is only mentioned',
      line: 3,
      differences: [],
    })
  })

  test.each<[string, readonly string[]]>([
    ['{verdict: blocked}', ['verdict: expected blocked, got passed']],
    ['{rulings: {"nginx:1": blocked}}', ['nginx:1: expected blocked, got cleared']],
    ['{rulings: {"redis:7": cleared}}', ['redis:7: expected cleared, but the facts hold no such image']],
    ['{findings: []}', ['image/unpinned: spoke, and was not expected']],
    ['{findings: [image/unpinned, image/denied]}', ['image/denied: expected, and did not speak']],
  ])('expecting %s says what differs', (expectation, expected) => {
    expect(differences(expectation)).toEqual(expected)
  })

  test('can look ahead to the end of an exception', () => {
    const policy = policyOf(`version: 1
rules: {image/unpinned: error}
exceptions: [{rule: image/unpinned, image: docker.io/library/nginx, reason: r, owner: o, expires: 2026-12-31}]
`)
    const on = (now: string): readonly string[] => {
      const [one] = cases(`tests:\n  - {name: n, facts: f, now: ${now}, expect: {verdict: blocked}}\n`)
      return one === undefined ? [] : runCase(policy, one, facts([use('nginx:1')])).differences
    }
    expect([on('2026-12-31'), on('2027-01-01')]).toEqual([['verdict: expected blocked, got passed'], []])
  })

  test.each<[string, string]>([
    ['tests: []', 'the list is empty'],
    ['tests: [{name: n, facts: f, expect: {}}]', 'the mapping is empty'],
    ['tests: [{name: n, facts: f}]', 'the key "expect" is missing'],
    ['tests: [{name: n, facts: f, expect: {verdict: green}}]', '"green" is not known here'],
    ['tests: [{name: n, facts: f, expect: {findings: [image/unpined]}}]', 'there is no rule "image/unpined"'],
    ['tests: [{name: n, facts: f, expects: {verdict: passed}}]', 'unknown key "expects"'],
  ])('is refused for %s', (text, message) => {
    expect(() => cases(text)).toThrow(message)
  })
})

describe('recorded facts', () => {
  const recorded = JSON.parse(JSON.stringify(facts([use('nginx:1')])))

  test('are read back', () => {
    expect(readFacts(JSON.stringify(recorded), 'f.json')).toEqual(recorded)
  })

  test.each<[string, unknown]>([
    ['no JSON', undefined],
    ['a list', []],
    ['another version', { ...recorded, schemaVersion: 2 }],
    ['a list missing', { ...recorded, evidence: undefined }],
    ['no problems, as before they were recorded', { ...recorded, problems: undefined }],
    ['no time', { ...recorded, now: 'then' }],
    ['no change', { ...recorded, change: null }],
  ])('with %s are refused', (_, value) => {
    expect(() => readFacts(value === undefined ? 'x' : JSON.stringify(value), 'f.json')).toThrow('f.json: ')
  })
})

describe('explain', () => {
  test('gives a rule by id and all rules of a group', () => {
    expect(explain('image/unpinned').rules).toMatchObject([{ level: 'warning', page: 'docs/rules/image/unpinned.md' }])
    expect(explain('image').rules.length).toBeGreaterThan(10)
  })

  test('says what was probably meant', () => {
    expect(explain('image/unpined')).toEqual({ rules: [], near: 'image/unpinned' })
  })
})
