import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'

const shared = process.env.PREADMIT_SHARED
const open = shared === undefined ? describe.skip : describe

open(`discovery finds what the corpus holds${shared === undefined ? ' (skipped: PREADMIT_SHARED is not set)' : ''}`, () => {
  test('with the precision and recall that we promise', () => {
    const folder = mkdtempSync(join(tmpdir(), 'corpus-'))
    try {
      const out = join(folder, 'predictions.json')
      const script = new URL('../../benchmarks/corpus.ts', import.meta.url).pathname
      const corpus = join(shared ?? '', 'corpus')
      const run = spawnSync(process.execPath, [script, join(corpus, 'files'), join(corpus, 'index.json'), out], {
        encoding: 'utf8',
      })
      expect(run.status).toBe(0)
      const score = spawnSync(process.execPath, [join(corpus, 'score.mjs'), out, '--json'], { encoding: 'utf8' })
      const total = JSON.parse(score.stdout).at(-1)
      expect(Number(total.precision)).toBeGreaterThanOrEqual(99)
      expect(Number(total.recallCore)).toBeGreaterThanOrEqual(99)
      expect(Number(total.recallExt)).toBeGreaterThanOrEqual(80)
      expect(Number(total.col)).toBe(100)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 60_000)
})
