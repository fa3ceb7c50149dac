import { expect, test } from '@jest/globals'
import { expand, type Lookup } from '../../../src/languages/interpolation/interpolate.ts'
import { MAX_INTERPOLATION_NESTING } from '../../../src/model/limits.ts'

const none: Lookup = () => undefined
const nested = (depth: number): string => (depth === 0 ? 'end' : `\${A${depth}:-${nested(depth - 1)}}`)

test('defaults inside of each other are followed as deep as they are read, beyond that a name is missing', () => {
  expect(expand(nested(MAX_INTERPOLATION_NESTING), none)).toMatchObject({ text: 'end', missing: [] })
  expect(expand(nested(MAX_INTERPOLATION_NESTING + 1), none).missing).toEqual(['A1'])
})
