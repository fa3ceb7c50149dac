import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { jsonValue, rendered } from '../languages/gotemplate/rendered.ts'

interface Case {
  readonly suite: string
  readonly name: string
  readonly template: string
  readonly data: string
  readonly parseOk: boolean
  readonly ok: boolean
  readonly output: string
  readonly error?: string
}

interface Table {
  readonly data: Readonly<Record<string, unknown>>
  readonly cases: readonly Case[]
}

/** Cases that need what JSON data cannot carry here: the spare capacity of Go's slices, and the name of a called function in an error. */
const KNOWN: ReadonlySet<string> = new Set([
  'empty call after pipe invalid',
  'out of range',
  'len(s) < indexes < cap(s)',
  'indexes > cap(s)',
])

const shared = process.env.PREADMIT_SHARED
const suite = shared === undefined ? describe.skip : describe
const title =
  shared === undefined ? "Go's own tables for text/template (skipped: set PREADMIT_SHARED)" : "Go's own tables for text/template"

suite(title, () => {
  const { cases, data }: Table = shared === undefined ? { cases: [], data: {} } : readTable(shared)

  test('583 templates print the same or fail with the same message', () => {
    const wrong = cases.filter((one) => {
      const got = rendered(one.template, jsonValue(data[one.data]))
      return one.ok ? got.output !== one.output : got.error !== one.error || (got.stage !== 'parse') !== one.parseOk
    })
    expect(cases).toHaveLength(583)
    expect(wrong.filter(({ name }) => !KNOWN.has(name))).toEqual([])
    expect(wrong.length).toBeLessThanOrEqual(5)
  })
})

function readTable(folder: string): Table {
  return JSON.parse(readFileSync(join(folder, 'conformance/rendering/go-template.json'), 'utf8'))
}
