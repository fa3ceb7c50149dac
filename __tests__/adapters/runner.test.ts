import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setOutput } from '@actions/core'
import { afterAll, describe, expect, test } from '@jest/globals'
import { createStepRunner, readEventPayload, readInput, readSwitch, runUrlOf } from '../../src/adapters/runner.ts'
import { MAX_EVENT_BYTES, MAX_STEP_SUMMARY_BYTES } from '../../src/model/limits.ts'
import { UsageError } from '../../src/model/usage-error.ts'
import { readFileCommands } from '../fakes/runner-commands.ts'
import { problemOf } from './github/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-runner-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content = ''): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** The runner's own library, which reads the environment of the process. */
function outputTo(path: string): (name: string, value: string) => void {
  return (name, value) => {
    process.env.GITHUB_OUTPUT = path
    try {
      setOutput(name, value)
    } finally {
      delete process.env.GITHUB_OUTPUT
    }
  }
}

describe('the runner', () => {
  test('takes inputs from the names that the runner gives them', () => {
    const env = { 'INPUT_GITHUB-TOKEN': ' t ', INPUT_REVIEW: 'False', INPUT_BAD: 'yes' }
    expect(readInput(env, 'github-token')).toBe('t')
    expect(readInput(env, 'policy')).toBe('')
    expect([readSwitch(env, 'review', true), readSwitch(env, 'other', true)]).toEqual([false, true])
    expect(() => readSwitch(env, 'bad', true)).toThrow(UsageError)
  })

  test.each(['plain', '', 'two\nlines', 'a<<b\nb', '=\n=', 'verdict=passed\nverdict<<x\npassed\nx'])(
    'an output of %j arrives as it is, and alone',
    async (value) => {
      const path = file('output')
      const runner = createStepRunner({ GITHUB_OUTPUT: path }, () => undefined, outputTo(path))
      expect((await runner.output('verdict', 'blocked')).kind).toBe('found')
      expect((await runner.output('text', value)).kind).toBe('found')
      expect(readFileCommands(readFileSync(path, 'utf8'))).toEqual({ verdict: 'blocked', text: value })
    },
  )

  test('a summary at the limit is written, one byte more is refused', async () => {
    const path = file('summary', 'x')
    const runner = createStepRunner({ GITHUB_STEP_SUMMARY: path }, () => undefined, outputTo(''))
    expect(problemOf(await runner.summary('x'.repeat(MAX_STEP_SUMMARY_BYTES)))).toBe('too-large')
    expect((await runner.summary('x'.repeat(MAX_STEP_SUMMARY_BYTES - 1))).kind).toBe('found')
    expect(readFileSync(path).byteLength).toBe(MAX_STEP_SUMMARY_BYTES)
  })

  test('without its files it refuses, without a summary or output being lost in silence', async () => {
    const path = join(folder, 'no', 'such')
    const runner = createStepRunner({ GITHUB_OUTPUT: path }, () => undefined, outputTo(path))
    expect(problemOf(await runner.summary('x'))).toBe('unsupported')
    expect(problemOf(await runner.output('a', 'b'))).toBe('denied')
  })

  test('a command is one line whatever it holds', () => {
    const lines: string[] = []
    createStepRunner({}, (line) => lines.push(line), outputTo('')).command('::error::a\nb\r::error::c')
    expect(lines).toEqual(['::error::a%0Ab%0D::error::c'])
  })

  test('reads the event payload, and refuses what is none', async () => {
    expect(await readEventPayload({ GITHUB_EVENT_PATH: file('event.json', '{"action":"opened"}') })).toEqual({ action: 'opened' })
    await expect(readEventPayload({ GITHUB_EVENT_PATH: file('event.json', '{') })).rejects.toThrow(UsageError)
    await expect(readEventPayload({})).rejects.toThrow(UsageError)
  })

  test('reads a payload of the largest size, and refuses one byte more', async () => {
    const path = file('large.json', '{}')
    truncateSync(path, MAX_EVENT_BYTES + 1)
    await expect(readEventPayload({ GITHUB_EVENT_PATH: path })).rejects.toThrow(String(MAX_EVENT_BYTES))
    writeFileSync(path, '{}'.padEnd(MAX_EVENT_BYTES))
    expect(await readEventPayload({ GITHUB_EVENT_PATH: path })).toEqual({})
  })

  test('links to the attempt of the run', () => {
    const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop', GITHUB_RUN_ID: '7' }
    expect(runUrlOf(env)).toBe('https://github.com/acme/shop/actions/runs/7')
    expect(runUrlOf({ ...env, GITHUB_RUN_ATTEMPT: '2' })).toBe('https://github.com/acme/shop/actions/runs/7/attempts/2')
    expect(runUrlOf({})).toBeUndefined()
  })
})
