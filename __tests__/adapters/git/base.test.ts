import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createGitChange, type GitChangeOptions } from '../../../src/adapters/change-git.ts'
import { UsageError } from '../../../src/model/usage-error.ts'
import { valueIn } from '../github/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-base-'))
const origin = join(folder, 'origin')
const url = `file://${origin}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const IDENTITY = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com', '-c', 'commit.gpgsign=false']
const BARE_ENVIRONMENT = { PATH: process.env.PATH, HOME: folder }

function git(where: string, ...args: readonly string[]): string {
  return execFileSync('git', [...IDENTITY, ...args], {
    cwd: where,
    encoding: 'utf8',
    stdio: 'pipe',
    env: BARE_ENVIRONMENT,
  }).trim()
}

function write(where: string, path: string, text: string): void {
  mkdirSync(dirname(join(where, path)), { recursive: true })
  writeFileSync(join(where, path), text)
}

function commit(where: string, message: string): string {
  git(where, 'add', '-A')
  git(where, 'commit', '-q', '--allow-empty', '-m', message)
  return git(where, 'rev-parse', 'HEAD')
}

let count = 0
/** A folder for one more clone. */
function place(): string {
  return join(folder, `clone-${++count}`)
}

function cloned(...args: readonly string[]): string {
  const where = place()
  git(folder, 'clone', '-q', ...args, url, where)
  return where
}

function open(directory: string, options: Partial<GitChangeOptions> = {}) {
  return createGitChange({ directory, environment: BARE_ENVIRONMENT, scope: 'changed', ...options })
}

/** The paths that are new or altered. */
async function changed(directory: string, options: Partial<GitChangeOptions> = {}): Promise<readonly string[]> {
  const { base, head } = valueIn(await (await open(directory, options)).trees())
  const before = new Map(base.map(({ path, id }) => [path, id]))
  const now = new Set(head.map(({ path }) => path))
  const gone = base.filter(({ path }) => !now.has(path)).map(({ path }) => `-${path}`)
  return [...head.filter(({ path, id }) => before.get(path) !== id).map(({ path }) => path), ...gone]
}

/** What stopped it: the message and what to write instead. */
async function refusal(directory: string, options: Partial<GitChangeOptions> = {}): Promise<string> {
  try {
    await open(directory, options)
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} | ${error.hint}`
    throw error
  }
  return 'not refused'
}

beforeAll(() => {
  mkdirSync(origin)
  git(origin, 'init', '-q', '-b', 'main')
  write(origin, 'app/web.yaml', 'image: web:1\n')
  write(origin, 'k8s/pod.yaml', 'image: pod:1\n')
  write(origin, '.github/preadmit.yml', 'version: 1\n')
  commit(origin, 'Start')
  git(origin, 'branch', 'develop')
  git(origin, 'switch', '-q', '-c', 'feature')
  write(origin, 'k8s/pod.yaml', 'image: pod:BAD\n')
  write(origin, '.github/preadmit.yml', 'version: 1\nmode: warn\n')
  commit(origin, 'Change')
  git(origin, 'switch', '-q', 'main')
  git(origin, 'update-ref', 'refs/pull/1/merge', 'feature')
})

describe('where the default branch is not known, nothing is compared with HEAD in its place', () => {
  test('a clone of a single branch', async () => {
    const where = cloned('--single-branch', '--branch', 'feature')
    expect(await refusal(where)).toMatch(/default branch is not known here.*\| git fetch origin '\+refs\/heads\/\*/)
  })

  test('a shallow clone of a single branch', async () => {
    const where = cloned('--depth', '1', '--branch', 'feature')
    expect(await refusal(where)).toMatch(/\| git fetch --unshallow origin .* && git remote set-head origin --auto$/)
  })

  test('what actions/checkout leaves of a pull request', async () => {
    const where = place()
    git(folder, 'init', '-q', where)
    git(where, 'remote', 'add', 'origin', url)
    git(where, 'fetch', '-q', '--depth=1', 'origin', '+refs/pull/1/merge:refs/remotes/pull/1/merge')
    git(where, 'checkout', '-q', '--detach', 'refs/remotes/pull/1/merge')
    expect(await refusal(where)).toMatch(/default branch is not known/)
    const named = { environment: { ...BARE_ENVIRONMENT, GITHUB_BASE_REF: 'main' } }
    expect(await refusal(where, named)).toMatch(
      /origin\/main is not in this clone.*\| git fetch --unshallow origin '\+refs\/heads\/main:refs\/remotes\/origin\/main'$/,
    )
    git(where, 'fetch', '-q', '--unshallow', 'origin', '+refs/heads/main:refs/remotes/origin/main')
    expect(await changed(where, named)).toEqual(['.github/preadmit.yml', 'k8s/pod.yaml'])
  })

  test('what a GitLab runner leaves: one branch, detached', async () => {
    const where = cloned('--depth', '20', '--single-branch', '--branch', 'feature')
    git(where, 'checkout', '-q', '--detach')
    git(where, 'branch', '-q', '-D', 'feature')
    expect(await refusal(where)).toMatch(/default branch is not known/)
  })

  test('a default branch of another name, and no origin/HEAD', async () => {
    const where = cloned('--branch', 'feature')
    git(where, 'update-ref', '-d', 'refs/remotes/origin/main')
    git(where, 'remote', 'set-head', 'origin', '--delete')
    git(where, 'branch', '-q', 'main', 'origin/feature')
    expect(await refusal(where)).toMatch(/which branch of origin is the default/)
  })

  test('main and master, both of the remote', async () => {
    const where = cloned('--branch', 'feature')
    git(where, 'remote', 'set-head', 'origin', '--delete')
    git(where, 'update-ref', 'refs/remotes/origin/master', 'origin/feature')
    expect(await refusal(where)).toMatch(/a branch main and a branch master/)
  })

  test.each(['develop', 'trunk'])('a repository without a remote whose branch is %s', async (name) => {
    const where = place()
    git(folder, 'init', '-q', '-b', name, where)
    write(where, 'a.yaml', '1')
    commit(where, 'Start')
    git(where, 'switch', '-q', '-c', 'topic')
    write(where, 'a.yaml', '2')
    commit(where, 'Change')
    expect(await refusal(where)).toMatch(new RegExp(`no branch called main or master.*\\| --base ${name}$`))
    expect(await changed(where, { base: name })).toEqual(['a.yaml'])
  })

  test('several remotes, none of them origin', async () => {
    const where = cloned('--origin', 'upstream', '--branch', 'feature')
    git(where, 'remote', 'add', 'fork', url)
    expect(await refusal(where)).toMatch(/remotes fork, upstream/)
  })

  test('a history that is cut off before the merge base', async () => {
    const where = cloned('--depth', '1', '--no-single-branch', '--branch', 'feature')
    git(where, 'remote', 'set-head', 'origin', 'main')
    expect(await refusal(where)).toMatch(/cut off before the merge base with origin\/main.*\| git fetch --unshallow origin/)
  })

  test('everything is judged by the policy of that branch, so scope all needs it too, unless a policy is named', async () => {
    const where = cloned('--depth', '1', '--branch', 'feature')
    expect(await refusal(where, { scope: 'all' })).toMatch(/The policy is read from there/)
    const change = await open(where, { scope: 'all', policyGiven: true })
    expect((await change.trusted('.github/preadmit.yml')).kind).toBe('unknown')
    expect((await change.trustedPaths()).kind).toBe('unknown')
    expect(await refusal(where, { policyGiven: true })).toMatch(/nothing to compare with/)
  })

  test.each(['HEAD', 'HEAD~0', '@', 'feature~0'])('--base %s is the change itself and no judge of it', async (base) => {
    const where = cloned('--single-branch', '--branch', 'feature')
    expect(await refusal(where, { base })).toMatch(/is a commit of the change itself/)
  })
})

describe('where it is known, the merge base is computed', () => {
  test.each([
    ['a full clone', ['--branch', 'feature']],
    ['a remote of another name', ['--origin', 'upstream', '--branch', 'feature']],
  ])('%s', async (_, args) => {
    const where = cloned(...args)
    expect(await changed(where)).toEqual(['.github/preadmit.yml', 'k8s/pod.yaml'])
    const { info } = await open(where)
    expect(info).toMatchObject({ baseIs: expect.stringMatching(/^the merge base with (?:origin|upstream)\/main$/) })
    const policy = valueIn(await (await open(where, { scope: 'all' })).trusted('.github/preadmit.yml'))
    expect(Buffer.from(policy.bytes).toString()).toBe('version: 1\n')
  })

  test.each([
    ['GITHUB_BASE_REF', 'develop'],
    ['CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'develop'],
    ['CHANGE_TARGET', 'develop'],
    ['SYSTEM_PULLREQUEST_TARGETBRANCH', 'refs/heads/develop'],
    ['BITBUCKET_PR_DESTINATION_BRANCH', 'develop'],
    ['BUILDKITE_PULL_REQUEST_BASE_BRANCH', 'develop'],
    ['CI_COMMIT_TARGET_BRANCH', 'develop'],
    ['DRONE_TARGET_BRANCH', 'develop'],
  ])('with the branch that %s names', async (variable, value) => {
    const where = cloned('--single-branch', '--branch', 'feature')
    const environment = { ...BARE_ENVIRONMENT, [variable]: value }
    expect(await refusal(where, { environment })).toMatch(/origin\/develop is not in this clone/)
    git(where, 'fetch', '-q', 'origin', '+refs/heads/develop:refs/remotes/origin/develop')
    expect(await changed(where, { environment })).toEqual(['.github/preadmit.yml', 'k8s/pod.yaml'])
    const { info } = await open(where, { environment })
    expect(info).toMatchObject({ baseIs: 'the merge base with origin/develop', trusted: { name: 'origin/develop' } })
  })

  test.each(['CI_DEFAULT_BRANCH', 'BUILDKITE_PIPELINE_DEFAULT_BRANCH', 'CI_REPO_DEFAULT_BRANCH', 'DRONE_REPO_BRANCH'])(
    'with the default branch that %s names, before a usual name',
    async (variable) => {
      const where = cloned('--branch', 'feature')
      const environment = { ...BARE_ENVIRONMENT, [variable]: 'develop' }
      expect((await open(where, { environment })).info.trusted?.name).toBe('origin/develop')
    },
  )

  test('a commit that is held against itself compares nothing, which is said', async () => {
    const where = cloned()
    expect(await (await open(where)).comparesNothing()).toBe(true)
    expect(await (await open(where, { scope: 'all' })).comparesNothing()).toBe(false)
    write(where, 'k8s/new.yaml', 'image: new:1\n')
    expect(await (await open(where)).comparesNothing()).toBe(false)
  })
})

describe('a sparse checkout', () => {
  test.each([
    ['of folders', ['set', '--cone', 'app']],
    ['of patterns', ['set', '--no-cone', '/app/']],
    ['with a sparse index', ['set', '--cone', '--sparse-index', 'app']],
  ])('%s deletes nothing: what it leaves out is as the index has it', async (_, args) => {
    const where = cloned('--branch', 'feature')
    git(where, 'sparse-checkout', ...args)
    expect(await changed(where)).toEqual(['.github/preadmit.yml', 'k8s/pod.yaml'])
    const change = await open(where)
    const { head } = valueIn(await change.trees())
    const pod = head.find(({ path }) => path === 'k8s/pod.yaml')
    if (pod === undefined) throw new Error('it is not listed')
    expect(pod.size).toBe(15)
    expect(Buffer.from(valueIn((await change.contents([pod])).get(pod) ?? { kind: 'absent' })).toString()).toBe(
      'image: pod:BAD\n',
    )
  })

  test('a file that really was deleted is deleted', async () => {
    const where = cloned('--branch', 'feature')
    rmSync(join(where, 'k8s/pod.yaml'))
    expect(await changed(where)).toEqual(['.github/preadmit.yml', '-k8s/pod.yaml'])
  })
})

describe('what is staged', () => {
  test('is judged as the next commit would hold it, whatever is on disk, against HEAD', async () => {
    const where = cloned('--branch', 'feature')
    write(where, 'app/web.yaml', 'image: web:BAD\n')
    git(where, 'add', '-A')
    write(where, 'app/web.yaml', 'image: web:1\n')
    write(where, 'app/untracked.yaml', 'image: x:1\n')
    const change = await open(where, { staged: true })
    expect(change.info).toMatchObject({ head: 'index', baseIs: 'HEAD', trusted: { name: 'origin/main' } })
    expect(await changed(where, { staged: true })).toEqual(['app/web.yaml'])
    const { head } = valueIn(await change.trees())
    const web = head.find(({ path }) => path === 'app/web.yaml')
    if (web === undefined) throw new Error('it is not listed')
    expect(Buffer.from(valueIn((await change.contents([web])).get(web) ?? { kind: 'absent' })).toString()).toBe(
      'image: web:BAD\n',
    )
  })

  test('before the first commit everything that is staged is new', async () => {
    const where = place()
    git(folder, 'init', '-q', '-b', 'main', where)
    write(where, 'a.yaml', '1')
    git(where, 'add', '-A')
    expect(await changed(where, { staged: true })).toEqual(['a.yaml'])
  })

  test('an open conflict leaves the change unknown', async () => {
    const where = cloned('--branch', 'feature')
    git(where, 'switch', '-q', '-c', 'other', 'origin/main')
    write(where, 'k8s/pod.yaml', 'image: pod:3\n')
    commit(where, 'Other')
    expect(() => git(where, 'merge', '-q', 'feature')).toThrow()
    expect((await (await open(where, { staged: true })).trees()).kind).toBe('unknown')
  })

  test.each([{ base: 'main' }, { head: 'main' }, { scope: 'all' as const }])('goes with no %j', async (options) => {
    const where = cloned()
    expect(await refusal(where, { staged: true, ...options })).toMatch(/--staged judges the index against HEAD/)
  })
})
