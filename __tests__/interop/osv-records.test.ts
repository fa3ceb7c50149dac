import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { affects } from '../../src/match/affects.ts'
import { orderIn } from '../../src/match/orders.ts'
import type { Advisory, AffectedPackage } from '../../src/model/advisory.ts'
import { readAdvisory } from '../../src/model/advisory-record.ts'

const shared = process.env.PREADMIT_SHARED
const open = shared === undefined ? describe.skip : describe

interface Row {
  readonly record: { readonly id: string; readonly withdrawn?: string }
}

/** Versions of which a record itself says whether they are affected: those that it lists, and the borders of its ranges. */
function told({
  affected,
}: Advisory): readonly { readonly one: AffectedPackage; readonly version: string; readonly is: boolean }[] {
  return affected.flatMap((one) => {
    const same = affected.filter(({ ecosystem, name }) => ecosystem === one.ecosystem && name === one.name)
    const events = one.ranges.flatMap(({ type, events: all }) => (type === 'GIT' ? [] : all))
    const starts = events.filter(({ kind, version }) => kind === 'introduced' && version !== '0').map(({ version }) => version)
    const ends = new Set(events.filter(({ kind }) => kind === 'fixed').map(({ version }) => version))
    const within = [...one.versions, ...starts.filter((version) => !ends.has(version))]
    const alone = same.length === 1 && one.ranges.length === 1 && one.customRanges === undefined
    const outside = alone ? [...ends].filter((version) => !one.versions.includes(version) && !starts.includes(version)) : []
    return [...within.map((version) => ({ one, version, is: true })), ...outside.map((version) => ({ one, version, is: false }))]
  })
}

open(
  `records of OSV are weighed as they say themselves${shared === undefined ? ' (skipped: PREADMIT_SHARED is not set)' : ''}`,
  () => {
    const rows: readonly Row[] =
      shared === undefined ? [] : JSON.parse(readFileSync(`${shared}/conformance/vulnerabilities/osv/records.json`, 'utf8'))

    test.each(rows.map(({ record }) => [record.id, record] as const))('%s', (_, record) => {
      const read = readAdvisory(new TextEncoder().encode(JSON.stringify(record)))
      if (!read.ok) throw new Error(read.why)
      const advisory = read.value
      const known = told(advisory).filter(({ one, version }) => orderIn(one.ecosystem)?.(version, version) !== undefined)
      const said = known.map(({ one, version }) => {
        const { ecosystem, name } = one
        return [name, version, affects(advisory, { ecosystem, name, version }).kind === 'affected']
      })
      expect(said).toEqual(known.map(({ one, version, is }) => [one.name, version, is && record.withdrawn === undefined]))
    })
  },
)
