import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createLocalPinned } from '../../../src/adapters/git/pinned.ts'

let folder = ''
let commit = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preadmit-pinned-'))
  const clone = join(folder, 'acme', 'policies')
  mkdirSync(clone, { recursive: true })
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=S', '-c', 'user.email=s@example.com', '-c', 'commit.gpgsign=false', ...args], {
      cwd: clone,
      encoding: 'utf8',
    }).trim()
  git('init', '-q', '-b', 'main')
  writeFileSync(join(clone, 'base.yml'), 'version: 1\n')
  symlinkSync('base.yml', join(clone, 'link.yml'))
  git('add', '-A')
  git('commit', '-qm', 'One')
  commit = git('rev-parse', 'HEAD')
  writeFileSync(join(clone, 'base.yml'), 'version: 1\nmode: warn\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

const read = (path: string, at = commit, repository = 'acme/policies') =>
  createLocalPinned(folder, process.env)({ repository, path, commit: at })

describe('a file of a clone at a commit', () => {
  test('is that of the commit, whatever lies in the work tree', async () => {
    const answer = await read('base.yml')
    expect(answer.kind === 'found' ? Buffer.from(answer.value).toString() : answer).toBe('version: 1\n')
  })

  test.each([
    ['absent', 'a file that the commit has not', 'nope.yml', undefined, undefined],
    ['unknown', 'a link', 'link.yml', undefined, undefined],
    ['unknown', 'a commit that the clone has not', 'base.yml', 'f'.repeat(40), undefined],
    ['unknown', 'a repository that is not here', 'base.yml', undefined, 'acme/other'],
  ])('is %s for %s', async (kind, _, path, at, repository) => {
    expect((await read(path, at ?? commit, repository)).kind).toBe(kind)
  })
})
