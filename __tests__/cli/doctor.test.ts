import { expect, test } from '@jest/globals'
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
