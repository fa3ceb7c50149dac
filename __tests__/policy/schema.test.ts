import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import { policySchema } from '../../src/policy/schema.ts'
import { SAMPLE } from './sample.ts'

const file = new URL('../../schema/preadmit.schema.json', import.meta.url)
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(policySchema())

test('schema/preadmit.schema.json is what the code says (UPDATE_GOLDEN=1 writes it)', () => {
  const text = `${JSON.stringify(policySchema(), null, 2)}\n`
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text))
})

test('the schema takes the sample policy and refuses a misspelt key, an empty list and two kinds of authority', () => {
  expect(validate(load(SAMPLE))).toBe(true)
  expect(validate(load(SAMPLE.replace('mode:', 'mod:')))).toBe(false)
  expect(validate(load(SAMPLE.replace('[release, platform-key]', '[]')))).toBe(false)
  expect(validate(load(SAMPLE.replace('key: {file:', 'github: {repository: a/b}\n    key: {file:')))).toBe(false)
})
