import { expect, test } from '@jest/globals'
import { scalarValue } from '../../src/admission/objects/untyped-value.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { MAX_NUMBER_TEXT } from '../../src/model/limits.ts'

test('a number is read at the limit, and what is longer is unknown by who reads it', () => {
  const kindOf = (text: string): string => {
    const [root] = parseYaml(`a: ${text}\n`).documents
    const node = root?.kind === 'map' ? root.entries[0]?.value : undefined
    return node?.kind === 'scalar' ? scalarValue(node).kind : 'none'
  }
  expect(kindOf('1'.repeat(30))).toBe('double')
  expect(kindOf(`0.${'1'.repeat(MAX_NUMBER_TEXT - 2)}`)).toBe('double')
  expect(kindOf(`0.${'1'.repeat(MAX_NUMBER_TEXT - 1)}`)).toBe('unknown')
  expect(kindOf('a'.repeat(MAX_NUMBER_TEXT + 1))).toBe('string')
})
