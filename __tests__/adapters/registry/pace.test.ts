import { expect, test } from '@jest/globals'
import { createPace, type Pace } from '../../../src/adapters/registry/pace.ts'
import { REQUESTS_AFTER_REFUSAL } from '../../../src/model/limits.ts'

async function answer(pace: Pace, times: number): Promise<void> {
  for (let at = 0; at < times; at++) pace.answered(await turnOf(pace), 'well')
}

async function turnOf(pace: Pace): Promise<number> {
  return pace.hold(async (turn) => turn)
}

test('a refusal leaves few requests under way, and half of what was too many is reached with one answer each', async () => {
  const pace = createPace(64)
  pace.answered(await turnOf(pace), 'too many')
  expect(pace.most()).toBe(REQUESTS_AFTER_REFUSAL)
  await answer(pace, 32 - REQUESTS_AFTER_REFUSAL)
  expect(pace.most()).toBe(32)
})

test('beyond that, a whole round of answers allows one more', async () => {
  const pace = createPace(64)
  pace.answered(await turnOf(pace), 'too many')
  await answer(pace, 32 - REQUESTS_AFTER_REFUSAL + 31)
  expect(pace.most()).toBe(32)
  await answer(pace, 1)
  expect(pace.most()).toBe(33)
  await answer(pace, 33)
  expect(pace.most()).toBe(34)
})

test('what was under way when the host refused counts as one refusal', async () => {
  const pace = createPace(64)
  const turns = await Promise.all(Array.from({ length: 64 }, () => turnOf(pace)))
  const [first = 0, ...others] = turns
  pace.answered(first, 'too many')
  for (const turn of others) pace.answered(turn, 'too many')
  expect(pace.most()).toBe(REQUESTS_AFTER_REFUSAL)
  await answer(pace, 100)
  expect(pace.most()).toBeGreaterThanOrEqual(32)
})

test('a host that goes on refusing is asked less and less, never by fewer at once than a refusal leaves', async () => {
  const pace = createPace(64)
  for (const safe of [32, 16, 8, REQUESTS_AFTER_REFUSAL, REQUESTS_AFTER_REFUSAL]) {
    pace.answered(await turnOf(pace), 'too many')
    expect(pace.most()).toBe(REQUESTS_AFTER_REFUSAL)
    await answer(pace, safe - REQUESTS_AFTER_REFUSAL)
    expect(pace.most()).toBe(safe)
  }
})

test('no number of answers goes beyond the limit', async () => {
  const pace = createPace(6)
  await answer(pace, 1000)
  expect(pace.most()).toBe(6)
  pace.answered(await turnOf(pace), 'too many')
  await answer(pace, 1000)
  expect(pace.most()).toBe(6)
})

test('a limit below what a refusal leaves is kept', async () => {
  const pace = createPace(2)
  pace.answered(await turnOf(pace), 'too many')
  expect(pace.most()).toBe(2)
})
