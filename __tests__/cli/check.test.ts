import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/adapters/clock.ts'
import { runCli } from '../../src/cli/run.ts'
import { recordingLog } from '../fakes/quiet.ts'
import { NOWHERE } from '../fakes/runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-check-'))
const origin = join(folder, 'origin')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const IDENTITY = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com', '-c', 'commit.gpgsign=false']

function git(where: string, ...args: readonly string[]): string {
  return execFileSync('git', [...IDENTITY, ...args], { cwd: where, encoding: 'utf8', stdio: 'pipe' }).trim()
}

function write(where: string, path: string, text: string): void {
  mkdirSync(dirname(join(where, path)), { recursive: true })
  writeFileSync(join(where, path), text)
}

let count = 0
function cloned(...args: readonly string[]): string {
  const where = join(folder, `clone-${++count}`)
  git(folder, 'clone', '-q', ...args, `file://${origin}`, where)
  return where
}

/** Runs one command line in a folder, with no network. */
async function preadmit(where: string, ...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal = {
    env: { PATH: process.env.PATH, HOME: folder, DOCKER_CONFIG: folder, HTTPS_PROXY: NOWHERE },
    folder: where,
    clock: systemClock,
    print: (text: string) => void out.push(text),
    complain: (text: string) => void err.push(text),
    logFor: () => recordingLog(),
    color: () => false,
  }
  const code = await runCli([...argv], terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const BAD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "docker.io/library/redis:alpine:BAD"}]}\n'
const NOTHING = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

beforeAll(() => {
  write(folder, 'config.json', '{}')
  mkdirSync(origin)
  git(origin, 'init', '-q', '-b', 'main')
  write(origin, 'pod.yaml', NOTHING)
  write(origin, '.github/preadmit.yml', 'version: 1\nimages:\n  - {match: ["docker.io/**"], allowed: false}\n')
  git(origin, 'add', '-A')
  git(origin, 'commit', '-q', '-m', 'Start')
  git(origin, 'switch', '-q', '-c', 'feature')
  write(origin, 'pod.yaml', BAD)
  write(origin, '.github/preadmit.yml', 'version: 1\nmode: warn\n')
  git(origin, 'commit', '-q', '-a', '-m', 'Change')
  git(origin, 'switch', '-q', 'main')
})

describe('preadmit check', () => {
  test('blocks where the default branch is known, and begins with policy, base and head', async () => {
    const where = cloned('--branch', 'feature')
    const [main, base] = [git(where, 'rev-parse', '--short=12', 'origin/main'), git(where, 'merge-base', 'HEAD', 'origin/main')]
    const { code, out } = await preadmit(where, 'check')
    expect(code).toBe(1)
    expect(out.split('\n').slice(0, 4)).toEqual([
      `policy  .github/preadmit.yml of origin/main at ${main}`,
      `base    ${base.slice(0, 12)}, the merge base with origin/main`,
      'head    the work tree',
      '',
    ])
  })

  test.each([
    ['of one branch', ['--single-branch', '--branch', 'feature']],
    ['of one commit', ['--depth', '1', '--branch', 'feature']],
  ])('in a clone %s is misconfigured and says the command that mends it', async (_, args) => {
    const where = cloned(...args)
    const checked = await preadmit(where, 'check')
    expect([checked.code, checked.out]).toEqual([2, ''])
    expect(checked.err).toMatch(/default branch is not known here.*\n {2}write instead: git fetch .*origin/)
    expect((await preadmit(where, 'check', '--all')).code).toBe(2)
    expect((await preadmit(where, 'verify', 'docker.io/library/redis:alpine')).code).toBe(2)
  })

  test('on a clean default branch has looked at nothing, which is no pass', async () => {
    const where = cloned()
    const { code, err } = await preadmit(where, 'check')
    expect([code, err]).toEqual([2, expect.stringContaining('there is nothing to compare')])
    expect((await preadmit(where, 'check', '--base', 'HEAD')).code).toBe(2)
    expect((await preadmit(where, 'check', '--head', 'HEAD')).code).toBe(2)
  })

  test('with --all is judged by the policy of the default branch, not by the one that the change brings', async () => {
    const where = cloned('--branch', 'feature')
    expect((await preadmit(where, 'check', '--all')).code).toBe(1)
  })

  test('with --staged judges what is staged, not what is on disk', async () => {
    const where = cloned()
    write(where, 'pod.yaml', BAD)
    git(where, 'add', 'pod.yaml')
    write(where, 'pod.yaml', NOTHING)
    const staged = await preadmit(where, 'check', '--staged')
    expect([staged.code, staged.out]).toEqual([1, expect.stringContaining('head    the index: what is staged\n')])
    git(where, 'reset', '-q')
    expect((await preadmit(where, 'check', '--staged')).code).toBe(0)
  })

  test('in a folder that is only left out of a sparse checkout deletes nothing', async () => {
    const where = cloned('--branch', 'feature')
    git(where, 'sparse-checkout', 'set', '--cone', '.github')
    write(where, '.git/info/sparse-checkout', '/.github/\n')
    git(where, 'sparse-checkout', 'reapply')
    expect((await preadmit(where, 'check')).code).toBe(1)
  })
})

describe('--output', () => {
  test('writes several formats of one run beside what is printed', async () => {
    const where = cloned('--branch', 'feature')
    const { code, out } = await preadmit(
      where,
      'check',
      '--output',
      'json=r.json',
      '--output',
      'sarif=r.sarif',
      '--output',
      'text=r.txt',
    )
    expect([code, JSON.parse(readFileSync(join(where, 'r.json'), 'utf8'))]).toEqual([
      1,
      expect.objectContaining({ verdict: 'blocked' }),
    ])
    expect(JSON.parse(readFileSync(join(where, 'r.sarif'), 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [{ invocations: [{ exitCode: 1 }] }],
    })
    expect(readFileSync(join(where, 'r.txt'), 'utf8')).toBe(out)
  })

  test.each([
    ['nope=r.txt', '--output nope is none of text, json'],
    ['json', '--output json is no FORMAT=FILE'],
    ['json=', '--output json= is no FORMAT=FILE'],
    ['json=nowhere/r.json', '--output nowhere/r.json cannot be written: ENOENT'],
    ['json=.', '--output . cannot be written: EISDIR'],
  ])('%s is refused before the run', async (given, said) => {
    const { code, out, err } = await preadmit(cloned('--branch', 'feature'), 'check', '--output', given)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(said)])
  })
})

describe('a mistake of the user', () => {
  test('is a file for the facts that cannot be written, told before the run', async () => {
    const { code, out, err } = await preadmit(cloned('--branch', 'feature'), 'check', '--facts', 'nowhere/facts.json')
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/--facts nowhere\/facts\.json cannot be written: ENOENT/)])
  })

  test.each(['check', 'pin'])('is a path that names nothing, for %s too', async (command) => {
    const { code, err } = await preadmit(cloned(), ...(command === 'check' ? ['check', '--all'] : ['pin']), 'nope')
    expect([code, err]).toEqual([2, expect.stringContaining('nope names no file')])
  })

  test('is never a warning that ends the run without a word', async () => {
    const where = cloned()
    write(where, 'CODEOWNERS', '* @acme/platform\n')
    const free = await preadmit(where, 'check')
    const bound = await preadmit(where, 'check', '--max-warnings', '0')
    expect([free.code, free.err]).toEqual([0, ''])
    expect([bound.code, bound.err]).toEqual([1, 'preadmit: ends with 1: 1 warning, and --max-warnings allows 0'])
  })
})

describe('the command that a report prints', () => {
  test('gives the verdict beside which it is printed', async () => {
    const where = cloned('--branch', 'feature')
    const { code, out } = await preadmit(where, 'verify', 'docker.io/library/redis:alpine')
    expect([code, out]).toEqual([1, expect.stringContaining('Policy (.github/preadmit.yml of origin/main at ')])
  })

  test('is judged by the built-in policy outside of a repository', async () => {
    const { code, out } = await preadmit(folder, 'verify', 'registry.example/acme/web:1')
    expect([code, out]).toEqual([1, expect.stringContaining('Policy (built-in): ')])
  })

  test.each(['pin', 'init'])('%s reads the registries of that policy', async (command) => {
    const where = cloned()
    write(where, '.github/preadmit.yml', 'version: 1\nregistrys: []\n')
    git(where, 'commit', '-q', '-a', '-m', 'A policy that is none')
    git(where, 'push', '-q', 'origin', `HEAD:broken-${command}`)
    git(where, 'fetch', '-q')
    git(where, 'symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/broken-${command}`)
    const { code, err } = await preadmit(where, command)
    expect([code, err]).toEqual([2, expect.stringContaining('.github/preadmit.yml:2:1')])
  })
})
