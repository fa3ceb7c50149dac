import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { GitChange, GitChangeOptions } from '../../src/adapters/change-git.ts'
import { createGitChange } from '../../src/adapters/change-git.ts'
import { MAX_FILE_BYTES } from '../../src/model/limits.ts'
import { UsageError } from '../../src/model/usage-error.ts'
import type { TreeEntry } from '../../src/ports/change.ts'
import { problemOf, valueIn } from './github/world.ts'

const hasGit = (() => {
  try {
    execFileSync('git', ['--version'])
    return true
  } catch {
    return false
  }
})()

interface Clone extends Disposable {
  readonly root: string
  git(...args: string[]): string
  write(path: string, content: string | Uint8Array): void
  commit(message?: string): string
  open(options?: Partial<GitChangeOptions>): Promise<GitChange>
}

function clone(): Clone {
  const root = mkdtempSync(join(tmpdir(), 'preadmit-git-'))
  const identity = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com', '-c', 'commit.gpgsign=false']
  const git = (...args: string[]): string =>
    execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()
  git('init', '-q', '-b', 'main')
  return {
    root,
    git,
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    },
    commit: (message = 'Change') => {
      git('add', '-A')
      git('commit', '-q', '--allow-empty', '-m', message)
      return git('rev-parse', 'HEAD')
    },
    open: (options) => createGitChange({ directory: root, environment: process.env, scope: 'changed', ...options }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

const shown = (entries: readonly TreeEntry[]): readonly string[] => entries.map((entry) => `${entry.mode} ${entry.path}`)

async function textOf(change: GitChange, entries: readonly TreeEntry[], path: string): Promise<string> {
  const entry = entries.find((candidate) => candidate.path === path)
  if (entry === undefined) throw new Error(`${path} is not listed`)
  return Buffer.from(valueIn((await change.contents([entry])).get(entry) ?? { kind: 'absent' })).toString()
}

const suite = hasGit ? describe : describe.skip
suite(hasGit ? 'a change in a local repository' : 'a change in a local repository (skipped: there is no git on PATH)', () => {
  test('is the work tree against the merge base with the default branch', async () => {
    using repository = clone()
    repository.write('k8s/a.yaml', 'image: a:1\n')
    repository.write('.gitignore', 'secret.yaml\n')
    const base = repository.commit()
    repository.git('switch', '-q', '-c', 'topic')
    repository.write('k8s/b.yaml', 'image: b:1\n')
    repository.commit()
    repository.write('k8s/a.yaml', 'image: a:2\n')
    repository.write('k8s/new.yaml', 'image: new:1\n')
    repository.write('secret.yaml', 'ignored')
    const change = await repository.open()
    expect(change.info).toMatchObject({ base, head: 'worktree', scope: 'changed', event: 'local' })
    const { base: before, head } = valueIn(await change.trees())
    expect(shown(before)).toEqual(['file .gitignore', 'file k8s/a.yaml'])
    expect(shown(head)).toEqual(['file .gitignore', 'file k8s/a.yaml', 'file k8s/b.yaml', 'file k8s/new.yaml'])
    expect(await textOf(change, before, 'k8s/a.yaml')).toBe('image: a:1\n')
    expect(await textOf(change, head, 'k8s/a.yaml')).toBe('image: a:2\n')
    expect(await textOf(change, head, 'k8s/new.yaml')).toBe('image: new:1\n')
    const unchanged = head.find((entry) => entry.path === '.gitignore')
    expect(unchanged?.id).toBe(before.find((entry) => entry.path === '.gitignore')?.id)
  })

  test('names files as git does: ids, modes, links, odd names, deleted ones left out', async () => {
    using repository = clone()
    repository.write('run.sh', '#!/bin/sh\n')
    chmodSync(join(repository.root, 'run.sh'), 0o755)
    symlinkSync('../elsewhere', join(repository.root, 'link'))
    repository.write('dir/ü "quoted"\tand\nbroken.yaml', 'x')
    repository.write('gone.yaml', 'x')
    repository.commit()
    const committed = valueIn(await (await repository.open({ head: 'HEAD' })).trees()).head
    const uncommitted = valueIn(await (await repository.open()).trees()).head
    const order = (entries: readonly TreeEntry[]) =>
      entries.map(({ path, id, mode }) => ({ path, id, mode })).sort((a, b) => (a.path < b.path ? -1 : 1))
    expect(order(uncommitted)).toEqual(order(committed))
    expect(shown(committed)).toContain('symlink link')
    expect(shown(committed)).toContain('executable run.sh')
    rmSync(join(repository.root, 'gone.yaml'))
    expect(shown(valueIn(await (await repository.open()).trees()).head)).not.toContain('file gone.yaml')
  })

  test('compares commits where both are named, from their merge base', async () => {
    using repository = clone()
    repository.write('a.yaml', '1')
    const first = repository.commit()
    repository.git('switch', '-q', '-c', 'topic')
    repository.write('a.yaml', '2')
    const head = repository.commit()
    repository.git('switch', '-q', 'main')
    repository.write('b.yaml', 'later')
    repository.commit()
    const change = await repository.open({ base: 'main', head: 'topic' })
    expect(change.info).toMatchObject({ base: first, head })
    expect(shown(valueIn(await change.trees()).base)).toEqual(['file a.yaml'])
  })

  test('reads what is trusted from the default branch, not from the work tree', async () => {
    using repository = clone()
    repository.write('.github/preadmit.yml', 'version: 1\n')
    const tip = repository.commit()
    repository.git('switch', '-q', '-c', 'topic')
    repository.write('.github/preadmit.yml', 'mode: warn\n')
    repository.commit()
    const change = await repository.open()
    const file = valueIn(await change.trusted('.github/preadmit.yml'))
    expect([Buffer.from(file.bytes).toString(), file.commit]).toEqual(['version: 1\n', tip])
    expect((await change.trusted('missing.yml')).kind).toBe('absent')
    expect(valueIn(await change.trustedPaths())).toEqual(['.github/preadmit.yml'])
  })

  test('with scope all, and before the first commit, everything is new', async () => {
    using repository = clone()
    repository.write('a.yaml', '1')
    const empty = await repository.open()
    expect([valueIn(await empty.trees()).base.length, valueIn(await empty.trees()).head.length]).toEqual([0, 1])
    expect((await empty.trusted('a.yaml')).kind).toBe('absent')
    repository.commit()
    expect(valueIn(await (await repository.open({ scope: 'all' })).trees()).base).toEqual([])
  })

  test('runs nothing that the repository configures', async () => {
    using repository = clone()
    repository.write('a.yaml', '1')
    repository.write('.gitattributes', '*.yaml filter=evil diff=evil\n')
    repository.commit()
    const trap = `sh -c 'touch "${join(repository.root, 'SPRUNG')}"; cat'`
    for (const key of [
      'core.fsmonitor',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.external',
      'diff.evil.textconv',
      'core.pager',
      'core.sshCommand',
    ])
      repository.git('config', key, trap)
    repository.write('.git/hooks/post-index-change', `#!/bin/sh\n${trap}\n`)
    chmodSync(join(repository.root, '.git/hooks/post-index-change'), 0o755)
    rmSync(join(repository.root, 'SPRUNG'), { force: true })
    repository.write('a.yaml', '2')
    const change = await repository.open({ environment: { ...process.env, GIT_EXTERNAL_DIFF: trap, GIT_DIR: '/nonexistent' } })
    const { base, head } = valueIn(await change.trees())
    await change.contents([...base, ...head])
    expect(await textOf(change, head, 'a.yaml')).toBe('2')
    expect(existsSync(join(repository.root, 'SPRUNG'))).toBe(false)
  })

  test('a file that changes while it is looked at is unknown', async () => {
    using repository = clone()
    repository.write('a.yaml', '1')
    const change = await repository.open()
    const { head } = valueIn(await change.trees())
    repository.write('a.yaml', '2')
    expect(problemOf([...(await change.contents(head)).values()][0])).toBe('digest-mismatch')
  })

  test('a file at the limit is read, one byte more is unknown, on both sides', async () => {
    using repository = clone()
    repository.write('at.yaml', 'x'.repeat(MAX_FILE_BYTES))
    repository.write('over.yaml', 'x'.repeat(MAX_FILE_BYTES + 1))
    repository.commit()
    const change = await repository.open()
    const { base, head } = valueIn(await change.trees())
    for (const side of [base, head]) {
      const kinds = [...(await change.contents(side)).values()].map((answer) => answer.kind)
      expect(kinds).toEqual(['found', 'unknown'])
    }
  })

  test('a submodule is named and never entered', async () => {
    using repository = clone()
    repository.write('a.yaml', '1')
    const commit = repository.commit()
    repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},vendor`)
    repository.git('commit', '-q', '-m', 'Add a submodule')
    mkdirSync(join(repository.root, 'vendor'))
    const change = await repository.open()
    const { base, head } = valueIn(await change.trees())
    expect([...shown(base), ...shown(head)].filter((line) => line.startsWith('submodule'))).toEqual([
      'submodule vendor',
      'submodule vendor',
    ])
    expect(problemOf([...(await change.contents(head)).values()].at(-1))).toBe('unsupported')
  })

  test.each([{ base: 'nowhere' }, { head: 'nowhere' }, { base: '--output=x' }])(
    '%j is a mistake of the caller',
    async (options) => {
      using repository = clone()
      repository.write('a.yaml', '1')
      repository.commit()
      await expect(repository.open(options)).rejects.toThrow(UsageError)
    },
  )

  test('a folder without a repository is a mistake of the caller', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'preadmit-none-'))
    try {
      await expect(createGitChange({ directory, environment: process.env, scope: 'changed' })).rejects.toThrow(UsageError)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})

describe('the branch that a change goes into', () => {
  async function branchOf(
    environment: Readonly<Record<string, string>>,
    options: Partial<GitChangeOptions> = {},
  ): Promise<string | undefined> {
    using from = clone()
    from.write('a', '1')
    from.commit()
    using where = clone()
    where.git('remote', 'add', 'origin', from.root)
    where.git('fetch', '-q', 'origin')
    where.git('switch', '-qC', 'feature', 'origin/main')
    where.write('a', '2')
    return (await where.open({ environment: { ...process.env, ...environment }, ...options })).info.branch
  }

  test.each<[string, Readonly<Record<string, string>>, Partial<GitChangeOptions>, string | undefined]>([
    ['the default branch, by its short name', {}, {}, 'main'],
    ['the one that the user says', {}, { branch: 'release/1' }, 'release/1'],
    ['not known for a base that the user gives', {}, { base: 'origin/main' }, undefined],
    ['not known for everything', {}, { scope: 'all' }, undefined],
    ['not believed of a CI service, whose status may count for another one', { CHANGE_TARGET: 'main' }, {}, undefined],
    ['in a CI service the one that the user says', { CHANGE_TARGET: 'main' }, { branch: 'main' }, 'main'],
  ])('is %s', async (_, environment, options, expected) => {
    expect(await branchOf(environment, options)).toBe(expected)
  })
})
