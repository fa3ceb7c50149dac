import { afterEach, describe, expect, test } from '@jest/globals'
import { createOsvApi } from '../../../src/adapters/advisories/osv-api.ts'
import { createDownload } from '../../../src/adapters/download.ts'
import { MAX_ADVISORY_PAGES, MAX_BATCH_QUESTIONS } from '../../../src/model/limits.ts'
import { type FakeRecord, type OsvSwitches, startOsv } from '../../fakes/osv.ts'
import { recordingLog } from '../../fakes/quiet.ts'
import { createHastyClock } from '../../fakes/registry-client.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

async function open(records: readonly FakeRecord[], switches: OsvSwitches = {}) {
  const osv = await startOsv(records, switches)
  const budget = { left: () => Number.POSITIVE_INFINITY }
  const download = createDownload({ environment: {}, budget, clock: createHastyClock(), log: recordingLog(), loopback: true })
  cleanups.push(osv.close, download.close)
  return { osv, api: createOsvApi(osv.origin, download) }
}

const question = (name: string) => ({ ecosystem: 'npm', name, version: '1.0.0' })
const record = (id: string, ...names: readonly string[]): FakeRecord => ({
  id,
  at: names.map((name) => ({ ecosystem: 'npm', name, versions: ['1.0.0'] })),
})

describe("OSV's API", () => {
  test('answers each question in its order, and nothing is an answer', async () => {
    const { api } = await open([record('GHSA-a', 'a')])
    expect(await api.ask([question('b'), question('a')])).toEqual([
      { kind: 'found', value: [] },
      { kind: 'found', value: [{ id: 'GHSA-a', modified: '2026-11-01T00:00:00Z' }] },
    ])
  })

  test('is sent as many questions as it takes at once; one more is a second request', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => question(`p${at}`))
    const { api, osv } = await open([])
    await api.ask(many(MAX_BATCH_QUESTIONS))
    await api.ask(many(MAX_BATCH_QUESTIONS + 1))
    expect(osv.seen.toSorted()).toEqual([
      'POST /v1/querybatch 1',
      `POST /v1/querybatch ${MAX_BATCH_QUESTIONS}`,
      `POST /v1/querybatch ${MAX_BATCH_QUESTIONS}`,
    ])
  })

  test('is asked again for what it cut into pages, an empty first page too', async () => {
    const { api } = await open([record('GHSA-1', 'a'), record('GHSA-2', 'a'), record('GHSA-3', 'a')], { pageSize: 2 })
    const [answer] = await api.ask([question('a')])
    expect(answer?.kind === 'found' && answer.value.map(({ id }) => id)).toEqual(['GHSA-1', 'GHSA-2', 'GHSA-3'])
  })

  test('may have so many pages; one more could not be told', async () => {
    const records = (count: number) => Array.from({ length: count }, (_, at) => record(`GHSA-${at}`, 'a'))
    // The first page of every answer is empty.
    const full = await open(records(MAX_ADVISORY_PAGES - 1), { pageSize: 1 })
    expect(await full.api.ask([question('a')])).toMatchObject([{ kind: 'found' }])
    const over = await open(records(MAX_ADVISORY_PAGES), { pageSize: 1 })
    expect(await over.api.ask([question('a')])).toMatchObject([{ kind: 'unknown', problem: { kind: 'too-many' } }])
  })

  test('that refuses a batch for one question leaves that one open and answers the others', async () => {
    const { api } = await open([record('GHSA-c', 'c')], { refuses: 'b' })
    const answers = await api.ask(['a', 'b', 'c', 'd'].map(question))
    expect(answers.map(({ kind }) => kind)).toEqual(['found', 'unknown', 'found', 'found'])
    expect(answers[2]).toMatchObject({ value: [{ id: 'GHSA-c' }] })
  })

  test.each([429, 500, 503])('that answers %d leaves every question open', async (status) => {
    const { api } = await open([], { status })
    expect(await api.ask([question('a')])).toMatchObject([{ kind: 'unknown' }])
  })

  test('gives a record once, and none where it was taken back', async () => {
    const { api, osv } = await open([record('GHSA-a', 'a')])
    const reference = { id: 'GHSA-a', modified: '2026-11-01T00:00:00Z' }
    const [first, second] = [await api.record(reference), await api.record(reference)]
    expect(first).toMatchObject({ kind: 'found', value: { id: 'GHSA-a' } })
    expect(second).toEqual(first)
    expect(osv.seen).toEqual(['GET /v1/vulns/GHSA-a'])
    expect(await api.record({ ...reference, id: 'GHSA-gone' })).toEqual({ kind: 'absent' })
  })

  test('that sends another record than the one asked for is not believed', async () => {
    const { api } = await open([{ ...record('GHSA-a', 'a'), record: { id: 'GHSA-b' } }])
    expect(await api.record({ id: 'GHSA-a', modified: '' })).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
  })
})
