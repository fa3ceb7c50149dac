import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { runCli } from '../../src/cli/run.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { startWorld } from '../adapters/github/world.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'

const WORKFLOW = `on: {pull_request: {types: [opened, synchronize, reopened, edited]}, merge_group: {}}
jobs:
  gate:
    if: "\u202efalse"
    permissions: {contents: read, pull-requests: write, checks: write}
    steps: [{uses: preadmit/preadmit@v1}]
`

async function examine(files: Record<string, string>, argv: readonly string[] = []): Promise<{ code: number; text: string }> {
  await using world = await startWorld(files)
  let text = ''
  const keep = (part: string): void => {
    text += `${part}\n`
  }
  const env = {
    GITHUB_TOKEN: world.github.token({ contents: 'read' }),
    GITHUB_API_URL: world.github.url,
    GITHUB_GRAPHQL_URL: world.github.graphqlUrl,
  }
  const terminal: Terminal = {
    env,
    folder: '/',
    clock: patientClock(),
    print: keep,
    complain: keep,
    logFor: () => recordingLog(),
    color: () => false,
  }
  const code = await runCli(['doctor', '--repo', 'acme/shop', ...argv], terminal)
  expect(world.github.violations).toEqual([])
  return { code, text }
}

test('doctor reads the workflows of the default branch and says what would let a change in', async () => {
  const { code, text } = await examine({ '.github/workflows/gate.yml': WORKFLOW, '.github/workflows/other.yml': 'on: push\n' })
  expect(code).toBe(1)
  expect(text).toContain('✗ error: .github/workflows/gate.yml, job gate: the job that runs the gate has "if"')
  expect(text).toContain('it does not require the job "gate"')
  expect(text).toContain('uses: preadmit/preadmit@<the 40 hexadecimal digits')
  expect(text).toMatch(/this gate would not hold: \d errors/)
})

test('doctor says so where nothing runs the gate, also as JSON', async () => {
  const { code, text } = await examine({ 'README.md': 'x' }, ['--json'])
  expect(code).toBe(1)
  expect(JSON.parse(text)[0]).toMatchObject({ level: 'error', message: expect.stringContaining('Preadmit') })
})

test('doctor is misconfigured without a repository', async () => {
  const terminal = {
    env: {},
    folder: '/',
    clock: patientClock(),
    print: () => undefined,
    complain: () => undefined,
    logFor: () => recordingLog(),
    color: () => false,
  }
  expect(await runCli(['doctor'], terminal)).toBe(2)
  expect(await runCli(['doctor', '--repo', 'acme/shop'], terminal)).toBe(2)
})

describe('doctor without a token', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preadmit-doctor-'))
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function here(...argv: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    const said: string[] = []
    const say = (line: string): void => void said.push(line)
    const terminal: Terminal = {
      env: { PATH: process.env.PATH },
      folder,
      clock: patientClock(),
      print: say,
      complain: say,
      logFor: () => recordingLog(),
      color: () => false,
    }
    return { code: await runCli(['doctor', ...argv], terminal), text: said.join('\n') }
  }

  test('examines the files on this disk, and knows the owner from the remote', async () => {
    execFileSync('git', ['remote', 'add', 'origin', 'git@github.com:acme/shop.git'], { cwd: folder })
    mkdirSync(join(folder, '.github/workflows'), { recursive: true })
    writeFileSync(join(folder, '.github/workflows/gate.yml'), WORKFLOW)
    const { code, text } = await here()
    expect(code).toBe(1)
    expect(text).toContain('.github/workflows/gate.yml, job gate: the job that runs the gate has "if"')
    expect(text).toContain('/.github/ @acme/TEAM')
    expect(text).toContain('what it requires was not asked: there is no token')
    expect(text).toMatch(/the files here: this gate would not hold: \d errors?\.$/)
  })

  test('says so where there is no workflow at all, as JSON too', async () => {
    const { code, text } = await here('--json')
    expect([code, JSON.parse(text)[0].message]).toEqual([1, 'no workflow of the default branch runs Preadmit'])
  })

  test.each([
    ['https://github.com/acme/shop.git', '@acme/TEAM'],
    ['ssh://git@ssh.github.com:443/acme/shop', '@acme/TEAM'],
    ['https://gitlab.com/acme/shop.git', '@OWNER/TEAM'],
    ['https://user@github.com/acme/shop/', '@acme/TEAM'],
  ])('reads the remote %s', async (url, line) => {
    execFileSync('git', ['remote', 'add', 'upstream', url], { cwd: folder })
    mkdirSync(join(folder, '.github/workflows'), { recursive: true })
    writeFileSync(join(folder, '.github/workflows/gate.yml'), WORKFLOW)
    expect((await here()).text).toContain(line)
  })

  test('is misconfigured outside of a repository', async () => {
    rmSync(join(folder, '.git'), { recursive: true })
    expect((await here()).code).toBe(2)
  })
})
