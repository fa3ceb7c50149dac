import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createGitChange } from '../../../src/adapters/change-git.ts'
import { pushEvent } from '../../fakes/github/events.ts'
import { loadGit } from '../../fakes/github/load-git.ts'
import { gitId, listTree, putCommit, putFiles } from '../../fakes/github/objects.ts'
import { patchOf } from '../../fakes/github/patch.ts'
import { createRepository } from '../../fakes/github/repository.ts'
import { startWorld, valueIn } from './world.ts'

const hasGit = (() => {
  try {
    execFileSync('git', ['--version'])
    return true
  } catch {
    return false
  }
})()

const FILES = {
  'README.md': '# shop\n',
  'a.yaml': 'image: a\n',
  'a/b.yaml': 'image: b\n',
  'a-b/c.yaml': '',
  'a.d/ü.yaml': 'x',
  bin: { executable: '#!/bin/sh\n' },
  link: { symlink: 'a/b.yaml' },
}

function write(root: string): void {
  for (const [path, spec] of Object.entries(FILES)) {
    const at = join(root, path)
    mkdirSync(dirname(at), { recursive: true })
    if (typeof spec === 'string') writeFileSync(at, spec)
    else if ('symlink' in spec) symlinkSync(spec.symlink, at)
    else {
      writeFileSync(at, spec.executable)
      chmodSync(at, 0o755)
    }
  }
}

const suite = hasGit ? describe : describe.skip
suite(hasGit ? 'the emulated GitHub' : 'the emulated GitHub against git (skipped: there is no git on PATH)', () => {
  const inRepository = (work: (root: string, git: (...args: string[]) => string) => void | Promise<void>) => async () => {
    const root = mkdtempSync(join(tmpdir(), 'preadmit-emulator-'))
    const when = '1767225600 +0000'
    const who = { GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when, GIT_CONFIG_GLOBAL: '/dev/null' }
    const names = ['-c', 'user.name=Sample Author', '-c', 'user.email=author@example.com']
    const git = (...args: string[]): string =>
      execFileSync('git', [...names, ...args], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...who },
        stdio: 'pipe',
      }).replace(/\n$/, '')
    try {
      git('init', '-q', '-b', 'main')
      await work(root, git)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }

  test(
    'gives objects the ids that git gives them',
    inRepository((root, git) => {
      write(root)
      git('add', '-A')
      git('commit', '-q', '-m', 'Start')
      const { store } = createRepository('acme/shop')
      const tree = putFiles(store, FILES)
      expect(tree).toBe(git('rev-parse', 'HEAD^{tree}'))
      expect(putCommit(store, { tree, parents: [], message: 'Start\n' }, 1_767_225_600)).toBe(git('rev-parse', 'HEAD'))
      const listed = listTree(store, tree).map((entry) => `${entry.mode.padStart(6, '0')} ${entry.id} ${entry.path}`)
      const real = git('-c', 'core.quotePath=false', 'ls-tree', '-r', '-t', 'HEAD')
        .split('\n')
        .map((line) => line.replace(/ (?:blob|tree) /, ' ').replace('\t', ' '))
      expect(listed).toEqual(real)
    }),
  )

  test(
    'serves a real repository so that both adapters see the same change',
    inRepository(async (root, git) => {
      write(root)
      git('add', '-A')
      git('commit', '-q', '-m', 'Start')
      git('switch', '-q', '-c', 'topic')
      writeFileSync(join(root, 'a.yaml'), 'image: a:2\n')
      git('commit', '-q', '-a', '-m', 'Change')
      await using world = await startWorld({})
      loadGit(root, world.repository)
      const event = pushEvent(world.github.url, world.repository, {
        branch: 'topic',
        before: git('rev-parse', 'main'),
        after: git('rev-parse', 'topic'),
      })
      const remote = world.change(world.event(event))
      const local = await createGitChange({
        directory: root,
        environment: process.env,
        scope: 'changed',
        base: 'main',
        head: 'topic',
      })
      const [ours, theirs] = [valueIn(await remote.trees()), valueIn(await local.trees())]
      expect(ours).toEqual(theirs)
      const bytes = [...(await remote.contents(ours.head)).values()].map((answer) => gitId('blob', valueIn(answer)))
      expect(bytes).toEqual(ours.head.map((entry) => entry.id))
      expect(world.github.violations).toEqual([])
    }),
  )

  test(
    'cuts patches into the hunks that git cuts',
    inRepository((root, git) => {
      const before = Array.from({ length: 60 }, (_, index) => `line ${index}\n`)
      const after = before.flatMap((line, index) =>
        index === 3 ? ['new\n', line] : index === 30 || index === 36 ? [] : index === 58 ? ['last\n'] : [line],
      )
      const hunks = (text: string): readonly string[] =>
        text
          .split('\n')
          .filter((line) => line.startsWith('@@'))
          .map((line) => line.replace(/ @@.*/, ' @@'))
      for (const [old, now] of [
        [before, after],
        [[], before],
        [before, []],
        [['a\n'], ['b\n']],
      ] as const) {
        writeFileSync(join(root, 'old'), old.join(''))
        writeFileSync(join(root, 'new'), now.join(''))
        let real = ''
        try {
          git('diff', '--no-index', 'old', 'new')
        } catch (error) {
          real = String((error as { stdout?: unknown }).stdout)
        }
        expect(hunks(patchOf(old.join(''), now.join('')).text)).toEqual(hunks(real))
      }
    }),
  )
})
