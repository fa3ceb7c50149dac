import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import { casesSchema } from '../../src/judge/cases.ts'
import { policySchema } from '../../src/policy/schema.ts'
import { mistakesIn } from './policy-text.ts'
import { SAMPLE } from './sample.ts'

const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(policySchema())

const FILES = [
  ['preadmit.schema.json', policySchema()],
  ['preadmit-tests.schema.json', casesSchema()],
] as const

test.each(FILES)('schema/%s is what the code says (UPDATE_GOLDEN=1 writes it)', (name, schema) => {
  const file = new URL(`../../schema/${name}`, import.meta.url)
  const text = `${JSON.stringify(schema, null, 2)}\n`
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text))
})

test('the schema takes the sample policy and refuses a misspelt key, an empty list and two kinds of authority', () => {
  expect(validate(load(SAMPLE))).toBe(true)
  expect(validate(load(SAMPLE.replace('mode:', 'mod:')))).toBe(false)
  expect(validate(load(SAMPLE.replace('[release, platform-key]', '[]')))).toBe(false)
  expect(validate(load(SAMPLE.replace('key: {file:', 'github: {repository: a/b}\n    key: {file:')))).toBe(false)
})

test.each([
  ['images:\n  - {match: [nginx], pinned: true}'],
  ['authorities: {r: {github: {repository: acme/*}}}'],
  ['authorities: {r: {github: {owner: acme}}}'],
  ['extends: [acme/policies/base.yml@main]'],
  ['exceptions: [{rule: image/unpinned, image: nginx, reason: r, owner: o, expires: 2026-12-01}]'],
])('the schema refuses what the reader refuses: %s', (text) => {
  expect(mistakesIn(`version: 1\n${text}\n`)).not.toEqual([])
  expect(validate(load(`version: 1\n${text}\n`))).toBe(false)
})

test('every mapping has a title, which editors show where another thing is written', () => {
  const untitled: string[] = []
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, title } = node as { type?: unknown; title?: unknown }
    if (type === 'object' && title === undefined) untitled.push(path)
    for (const [key, value] of Object.entries(node)) if (key !== 'propertyNames') walk(value, `${path}/${key}`)
  }
  for (const [name, schema] of FILES) walk(schema, name)
  expect(untitled).toEqual([])
  expect(FILES.map(([, { $id }]) => $id)).toEqual(['urn:preadmit:schema:policy:1', 'urn:preadmit:schema:tests:1'])
})

test('the schema of tests takes the example and refuses a misspelt key', () => {
  const text = readFileSync(new URL('../../examples/how-is-a-policy-tested.yml', import.meta.url), 'utf8')
  const tests = new Ajv2020({ strict: false, validateFormats: false }).compile(casesSchema())
  expect(tests(load(text))).toBe(true)
  expect(tests(load(text.replace('expect:', 'expects:')))).toBe(false)
})
