import { execFileSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { pairs } from '../languages/hcl-pairs.ts'

const reader = process.env.PREADMIT_HCL
const run = reader === undefined || reader === '' ? test.skip : test

run('HashiCorp’s library says of every recorded expression what is recorded', () => {
  const input = `${pairs.map(([source]) => JSON.stringify(source)).join('\n')}\n`
  const answers = execFileSync(reader ?? '', ['evaluate'], { input })
    .toString()
    .trim()
    .split('\n')
  expect(answers.map((one): unknown => JSON.parse(one))).toEqual(pairs.map(([, value]) => value))
})
