import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { runCli } from '../../src/cli/run.ts'
import { recordingLog } from '../fakes/quiet.ts'
import { NOWHERE } from '../fakes/runner.ts'

const POLICY = 'version: 1\nimages: [{match: ["docker.io/**"], allowed: false}]\n'
const pod = (name: string): string =>
  `kind: Pod\nspec: {hostNetwork: true, containers: [{name: a, image: "docker.io/library/redis:alpine:${name}"}]}\n`
const BASELINE = '.github/preadmit-baseline.yml'

const docker = mkdtempSync(join(tmpdir(), 'preadmit-docker-'))
writeFileSync(join(docker, 'config.json'), '{}')
afterAll(() => rmSync(docker, { recursive: true, force: true }))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preadmit-baseline-'))
  git('init', '-q', '-b', 'main')
  write('.github/preadmit.yml', POLICY)
  write('old.yaml', pod('OLD'))
  write('other.yaml', pod('OTHER'))
  commit()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function git(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=S', '-c', 'user.email=s@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    stdio: 'pipe',
  })
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function commit(): void {
  git('add', '-A')
  git('commit', '-q', '-m', 'Change')
}

async function preadmit(day: string, ...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = []
  let elapsed = 0
  const terminal = {
    env: { PATH: process.env.PATH, HOME: folder, DOCKER_CONFIG: docker, HTTPS_PROXY: NOWHERE },
    folder,
    clock: { now: () => new Date(`${day}T12:00:00Z`), elapsedMs: () => ++elapsed, sleep: async () => undefined },
    print: (text: string) => void said.push(text),
    complain: (text: string) => void said.push(text),
    logFor: () => recordingLog(),
    color: () => false,
  }
  return { code: await runCli([...argv], terminal), said: said.join('\n') }
}

/** The repository with a baseline that its policy names. */
async function withBaseline(): Promise<void> {
  write('.github/preadmit.yml', `${POLICY}baseline: ${BASELINE}\n`)
  await preadmit(
    '2026-11-21',
    'baseline',
    '--write',
    '--policy',
    join(folder, '.github/preadmit.yml').replace('preadmit.yml', 'bare.yml'),
  )
  commit()
}

describe('preadmit baseline', () => {
  beforeEach(() => write('.github/bare.yml', POLICY))

  test('writes what stands, and a run over the repository passes with it, and with nothing else', async () => {
    expect((await preadmit('2026-11-21', 'check', '--all')).code).toBe(1)
    const { code, said } = await preadmit('2026-11-21', 'baseline', '--write')
    expect([code, said]).toEqual([
      0,
      expect.stringContaining(`The policy has to name it, on the default branch: "baseline: ${BASELINE}"`),
    ])
    expect(readFileSync(join(folder, BASELINE), 'utf8')).toContain('made: 2026-11-21\nuntil: 2027-02-19\n')
    write('.github/preadmit.yml', `${POLICY}baseline: ${BASELINE}\n`)
    commit()
    expect((await preadmit('2026-11-22', 'check', '--all')).code).toBe(0)
    write('new.yaml', pod('NEW'))
    expect((await preadmit('2026-11-22', 'check', '--all')).code).toBe(1)
  })

  test('excuses nothing in a change: what stands is not judged there, and what is new is', async () => {
    await withBaseline()
    write('old.yaml', `# a word\n${pod('OLD')}`)
    expect((await preadmit('2026-11-22', 'check')).code).toBe(0)
    write('moved.yaml', pod('OLD'))
    expect((await preadmit('2026-11-22', 'check')).code).toBe(1)
  })

  test('ends: after its last day everything blocks again, and it is said', async () => {
    await withBaseline()
    expect((await preadmit('2027-02-19', 'check', '--all')).code).toBe(0)
    const { code, said } = await preadmit('2027-02-20', 'check', '--all')
    expect([code, said]).toEqual([1, expect.stringContaining(`the baseline ${BASELINE} expired on 2027-02-19`)])
  })

  test('only gets shorter: what is new is told and left out, and its days stay', async () => {
    await withBaseline()
    rmSync(join(folder, 'other.yaml'))
    write('new.yaml', pod('NEW'))
    commit()
    const { code, said } = await preadmit('2026-12-24', 'baseline', '--write')
    expect([code, said]).toEqual([1, expect.stringMatching(/\d+ gone, [1-9]\d* new and not in it/)])
    const text = readFileSync(join(folder, BASELINE), 'utf8')
    expect([
      text.includes('other.yaml'),
      text.includes('old.yaml'),
      text.includes('new.yaml'),
      text.includes('until: 2027-02-19'),
    ]).toEqual([false, true, false, true])
  })

  test('does not stand for an answer: a registry that is down leaves the run unverified', async () => {
    write('down.yaml', 'kind: Pod\nspec: {containers: [{name: a, image: "quay.io/acme/web:1"}]}\n')
    const { code, said } = await preadmit('2026-11-21', 'baseline')
    expect([code, said]).toEqual([3, expect.stringContaining('still unverified')])
  })

  test.each([
    ['a day that is too far', 'until: 2026-12-24', 'until: 2029-01-01', 'is more than 90 days ahead'],
    ['a rule about the policy', 'rule: image/unpinned', 'rule: policy/changed', 'findings about the policy cannot be excepted'],
    ['a key that it has not', 'entries:', 'entry:', 'the key "entries" is missing'],
  ])('is refused with %s', async (_, from, to, message) => {
    const text = 'version: 1\nmade: 2026-11-21\nuntil: 2026-12-24\nentries:\n  - {rule: image/unpinned, file: a.yaml}\n'
    write(BASELINE, text.replace(from, to))
    write('.github/preadmit.yml', `${POLICY}baseline: ${BASELINE}\n`)
    commit()
    const { code, said } = await preadmit('2026-11-21', 'check', '--all')
    expect([code, said]).toEqual([2, expect.stringContaining(message)])
  })

  test('is refused where there is no such file', async () => {
    write('.github/preadmit.yml', `${POLICY}baseline: .github/nope.yml\n`)
    commit()
    expect(await preadmit('2026-11-21', 'check', '--all')).toMatchObject({
      code: 2,
      said: expect.stringContaining('there is no file'),
    })
  })
})
