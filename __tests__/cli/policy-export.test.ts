import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runCli } from '../../src/cli/run.ts'
import { createTerminal, type Terminal } from '../../src/cli/terminal.ts'

const POLICY = `version: 1
authorities:
  ci: {keyless: {issuer: https://token.actions.githubusercontent.com, identity: "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/*"}}
images:
  - {match: [ghcr.io/acme/**], except: [ghcr.io/acme/sandbox/**], signedBy: {anyOf: [ci]}}
`
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preadmit-export-'))
  await writeFile(join(folder, 'policy.yml'), POLICY)
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const out: string[] = []
  const err: string[] = []
  const print = (text: string): void => void out.push(text)
  const terminal: Terminal = { ...createTerminal({}), folder, print, complain: (text) => void err.push(text) }
  const code = await runCli(argv, terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('policy export', () => {
  test.each([
    ['kyverno', 'kind: ImageValidatingPolicy'],
    ['policy-controller', 'kind: ClusterImagePolicy'],
  ])('writes for %s, and says what is lost', async (target, expected) => {
    const { code, out, err } = await run('policy', 'export', '--to', target, '--policy', join(folder, 'policy.yml'))
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^not expressed: line \d+: except ghcr\.io\/acme\/sandbox/),
    })
    expect(out).toContain(expected)
  })

  test.each([
    ['another target', ['--to', 'gatekeeper', '--policy', 'policy.yml'], /needs a target/],
    ['no target', ['--policy', 'policy.yml'], /needs a target/],
  ])('%s is a mistake of the user', async (_title, argv, expected) => {
    const { code, err } = await run('policy', 'export', ...argv)
    expect(code).toBe(2)
    expect(err).toMatch(expected)
  })
})
