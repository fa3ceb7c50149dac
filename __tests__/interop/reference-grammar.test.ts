import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { formatName, parseImageName } from '../../src/model/image-name.ts'

const shared = process.env.PREADMIT_SHARED
const open = shared === undefined ? describe.skip : describe

open(
  `the reference grammar agrees with distribution/reference${shared === undefined ? ' (skipped: PREADMIT_SHARED is not set)' : ''}`,
  () => {
    test('on every recorded row', () => {
      const rows: readonly { input: string; canonical?: string | null; error?: string }[] = JSON.parse(
        readFileSync(`${shared}/corpus/reference-cases.json`, 'utf8'),
      )
      const answers = rows.map(({ input }) => {
        const parsed = parseImageName(input)
        return [input, parsed.ok ? formatName(parsed.name) : undefined]
      })
      expect(rows.length).toBeGreaterThanOrEqual(120)
      expect(answers).toEqual(rows.map(({ input, canonical }) => [input, canonical ?? undefined]))
    })
  },
)
