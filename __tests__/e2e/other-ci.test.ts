import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { NOWHERE } from '../fakes/runner.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'preadmit-ci-'))
const origin = join(folder, 'origin')
const BAD = 'kind: Pod\nspec: {containers: [{name: a, image: "docker.io/library/redis:alpine:BAD"}]}\n'
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function git(where: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=S', '-c', 'user.email=s@example.com', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...identity, ...args], { cwd: where, encoding: 'utf8', stdio: 'pipe' }).trim()
}

beforeAll(() => {
  mkdirSync(origin)
  git(origin, 'init', '-q', '-b', 'main')
  writeFileSync(join(origin, 'readme'), 'x')
  git(origin, 'add', '-A')
  git(origin, 'commit', '-qm', 'Start')
  git(origin, 'switch', '-qc', 'feature')
  writeFileSync(join(origin, 'pod.yaml'), BAD)
  git(origin, 'add', '-A')
  git(origin, 'commit', '-qm', 'Change')
  git(origin, 'switch', '-q', 'main')
})

/** What each service sets, and how its runner leaves the clone. */
const SERVICES: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    'gitlab-ci.yml',
    { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_DEFAULT_BRANCH: 'main', CI_BUILDS_DIR: folder },
    ['--depth', '20', '--single-branch'],
  ],
  ['Jenkinsfile', { CHANGE_TARGET: 'main', WORKSPACE_TMP: folder }, ['--single-branch']],
  [
    'azure-pipelines.yml',
    { SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', AGENT_TEMPDIRECTORY: folder },
    ['--single-branch'],
  ],
  ['circleci-config.yml', { CIRCLE_BRANCH: 'feature' }, ['--single-branch']],
  ['woodpecker.yml', { CI_COMMIT_TARGET_BRANCH: 'main', CI_REPO_DEFAULT_BRANCH: 'main' }, ['--depth', '20', '--single-branch']],
]

/** The shell lines of an example: what fetches, and what checks. Those that bring Preadmit itself are replaced by this tree. */
function linesOf(file: string): readonly string[] {
  const lines = readFileSync(join(root, 'examples/ci', file), 'utf8')
    .split('\n')
    .map((line) => line.trim().replace(/^- /, ''))
  return lines.filter((line) => line.startsWith('git fetch ') || line.startsWith('node '))
}

describe('the example for', () => {
  test.each(SERVICES)('%s blocks a bad image in the clone that its runner leaves', (file, env, clone) => {
    const where = join(folder, file.replace(/\W/g, '-'))
    git(folder, 'clone', '-q', '--branch', 'feature', ...clone, `file://${origin}`, where)
    git(where, 'checkout', '-q', '--detach')
    const lines = linesOf(file)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['git', 'node'])
    const script = lines.join('\n').replace(/"?\S*preadmit\/dist\/cli\.js"?/, join(root, 'dist/cli.js'))
    const path = `${dirname(process.execPath)}:${process.env.PATH}`
    const ran = spawnSync('sh', ['-euc', script], {
      cwd: where,
      encoding: 'utf8',
      env: { ...env, PATH: path, HOME: folder, HTTPS_PROXY: NOWHERE },
    })
    expect([ran.status, ran.stdout]).toEqual([1, expect.stringContaining('image/malformed')])
    expect(JSON.parse(readFileSync(join(where, 'preadmit.json'), 'utf8')).verdict).toBe('blocked')
  })

  test.each(SERVICES.filter(([file]) => file !== 'circleci-config.yml'))(
    '%s passes nothing where the fetch is left out',
    (file, env, clone) => {
      const where = join(folder, `${file.replace(/\W/g, '-')}-bare`)
      git(folder, 'clone', '-q', '--branch', 'feature', ...clone, `file://${origin}`, where)
      const ran = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check'], {
        cwd: where,
        encoding: 'utf8',
        env: { ...env, PATH: process.env.PATH ?? '', HOME: folder, HTTPS_PROXY: NOWHERE },
      })
      expect([ran.status, ran.stderr]).toEqual([2, expect.stringContaining('git fetch')])
    },
  )
})
