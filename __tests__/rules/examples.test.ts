import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { rules } from '../../src/rules/table.ts'
import { readExample, saidBy } from './example.ts'

const folder = fileURLToPath(new URL('../../examples/rules', import.meta.url))
const fileOf = (id: string): string => `${folder}/${id}.yml`

/** Writes what a rule says under an example that says nothing yet, with `UPDATE_CASES=1`: for a person to read. */
function record(file: string, said: readonly string[]): void {
  appendFileSync(file, `says:\n${said.map((one) => `  - ${JSON.stringify(one)}\n`).join('')}`)
}

describe('every rule has a recorded example, and says there exactly what is recorded', () => {
  test.each(rules.map(({ id }) => id))('%s', (id) => {
    const example = readExample(fileOf(id))
    const said = saidBy(id, example)
    expect(said).not.toEqual([])
    if (process.env.UPDATE_CASES !== undefined && example.says === undefined) record(fileOf(id), said)
    else expect(said).toEqual(example.says)
  })

  test.each(rules.map(({ id }) => id).filter((id) => existsSync(fileOf(id))))(
    '%s says nothing about the same files before the change',
    (id) => {
      const { base } = readExample(fileOf(id))
      expect(base === undefined ? [] : saidBy(id, { base, head: base })).toEqual([])
    },
  )

  test('and no example is of a rule that does not exist', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yml'))
    expect(files.map((path) => path.slice(0, -'.yml'.length)).toSorted()).toEqual(rules.map(({ id }) => id).toSorted())
  })
})
