import { expect, test } from '@jest/globals'
import { createMemo } from '../../../src/adapters/registry/memo.ts'
import { createSecrets } from '../../../src/adapters/registry/secrets.ts'
import { createSlots } from '../../../src/adapters/registry/slots.ts'
import { found, unknown } from '../../../src/model/answer.ts'
import { createKeptLog } from '../../fakes/registry-client.ts'

test('an answer is asked for once, and absence is an answer', async () => {
  const memo = createMemo<string>(100, (text) => text.length)
  let asked = 0
  const ask = async () => {
    asked++
    return { kind: 'absent' } as const
  }
  expect(await Promise.all([memo.once('a', ask), memo.once('a', ask)])).toEqual([{ kind: 'absent' }, { kind: 'absent' }])
  expect(await memo.once('a', ask)).toEqual({ kind: 'absent' })
  expect(asked).toBe(1)
})

test('an open question is asked again', async () => {
  const memo = createMemo<string>(100, (text) => text.length)
  expect((await memo.once('a', async () => unknown('timeout', 'a', 'late'))).kind).toBe('unknown')
  expect(await memo.once('a', async () => found('x'))).toEqual(found('x'))
})

test('the oldest answers are forgotten when all together weigh too much', async () => {
  const memo = createMemo<string>(10, (text) => text.length)
  for (const key of ['a', 'b', 'c']) await memo.once(key, async () => found('1234'))
  let asked = 0
  const again = async () => {
    asked++
    return found('1234')
  }
  await memo.once('c', again)
  expect(asked).toBe(0)
  await memo.once('a', again)
  expect(asked).toBe(1)
})

test('an answer that weighs more than everything is given and not kept', async () => {
  const memo = createMemo<string>(10, (text) => (text === 'small' ? 5 : Number.POSITIVE_INFINITY))
  await memo.once('other', async () => found('small'))
  let asked = 0
  const ask = async () => found(`${++asked}`)
  await memo.once('a', ask)
  expect(await memo.once('a', ask)).toEqual(found('2'))
  expect(await memo.once('other', ask)).toEqual(found('small'))
})

test('slots are given in order, and a weight above the capacity waits until it is alone', async () => {
  const slots = createSlots(3)
  const events: string[] = []
  const hold = (name: string, weight: number) =>
    slots.hold(weight, async () => {
      events.push(`+${name}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      events.push(`-${name}`)
    })
  await Promise.all([hold('a', 1), hold('b', 2), hold('big', 99), hold('c', 1)])
  expect(events).toEqual(['+a', '+b', '-a', '-b', '+big', '-big', '+c', '-c'])
})

test('work that throws gives its slot back', async () => {
  const slots = createSlots(1)
  await expect(slots.hold(1, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug')
  expect(await slots.hold(1, async () => 'next')).toBe('next')
})

test('secrets are blanked out of texts in every spelling', () => {
  const log = createKeptLog()
  const secrets = createSecrets(log)
  secrets.add('Se/cret')
  secrets.add('abc')
  expect(secrets.redact('Se/cret se/cret Se%2Fcret abc')).toBe('*** *** *** abc')
  expect(log.secrets).toEqual(['Se/cret', 'abc'])
})
