import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createGitChange } from '../../src/adapters/change-git.ts'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Change } from '../../src/ports/change.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { startWorld } from '../adapters/github/world.ts'
import type { FileSpec } from '../fakes/github/objects.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'

type Sides = { readonly base: Readonly<Record<string, FileSpec>>; readonly head: Readonly<Record<string, FileSpec | undefined>> }

const emptyRegistry: Registry = {
  manifest: async () => absent,
  tagDigest: async () => absent,
  blob: async () => absent,
  referrers: async () => found([]),
  requests: () => [],
  exchanges: () => [],
}
const pod = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: ${image}\n`

/** New images as `file: text`, and what could not be read as `file: why`. */
async function seen(change: Change): Promise<readonly string[]> {
  const ports = {
    change,
    clock: patientClock(),
    log: recordingLog(),
    openRegistry: () => emptyRegistry,
    openTrust: () => ({ root: async () => absent, requests: () => [] }),
  }
  const { facts, judgement } = await gate({ policyPath: '.github/preadmit.yml', paths: [] }, ports)
  const images = facts.references.filter(({ touched }) => touched)
  return [
    ...images.map(({ reference }) => `${reference.origin.file}: ${reference.text}`),
    ...facts.unread.map(({ file, why }) => `${file}: ${why}`),
    ...facts.problems.map((one) => JSON.stringify(one)),
    judgement.verdict,
  ]
}

async function throughApi({ base, head }: Sides): Promise<readonly string[]> {
  await using world = await startWorld(base)
  const { event } = world.open({ changes: head })
  return await seen(world.change(event))
}

async function throughGit({ base, head }: Sides): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'preadmit-links-'))
  try {
    const identity = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com', '-c', 'commit.gpgsign=false']
    const git = (...args: string[]) => execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' })
    git('init', '-q', '-b', 'main')
    put(root, base)
    git('add', '-A')
    git('commit', '-q', '-m', 'Base')
    put(root, head)
    return await seen(await createGitChange({ directory: root, environment: process.env, scope: 'changed' }))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function put(root: string, files: Sides['head']): void {
  for (const [path, spec] of Object.entries(files)) {
    const at = join(root, path)
    rmSync(at, { recursive: true, force: true })
    if (spec === undefined) continue
    mkdirSync(dirname(at), { recursive: true })
    if (typeof spec === 'string') writeFileSync(at, spec)
    else if ('symlink' in spec) symlinkSync(spec.symlink, at)
  }
}

const BASE: Sides['base'] = {
  'k8s/web.yaml': { symlink: '../now/web.yaml' },
  now: { symlink: 'v1' },
  'v1/web.yaml': pod('web:1'),
  'v2/web.yaml': pod('web:2'),
}
/** What a changed link to a folder is: nothing below it is judged under its name. */
const FOLDER = 'it is a symbolic link to a folder or to nothing in this repository'
const CASES: readonly (readonly [string, Sides, readonly string[]])[] = [
  [
    'a folder link now leads elsewhere',
    { base: BASE, head: { now: { symlink: 'v2' } } },
    ['k8s/web.yaml: web:2', `now: ${FOLDER}`, 'blocked'],
  ],
  [
    'a link two folder links away does',
    {
      base: { ...BASE, now: { symlink: 'stage/prod' }, 'stage/prod': { symlink: '../v1' } },
      head: { 'stage/prod': { symlink: '../v2' } },
    },
    ['k8s/web.yaml: web:2', `now: ${FOLDER}`, `stage/prod: ${FOLDER}`, 'blocked'],
  ],
  [
    'a file behind a folder link changed',
    { base: BASE, head: { 'v1/web.yaml': pod('web:3') } },
    ['k8s/web.yaml: web:3', 'v1/web.yaml: web:3', 'blocked'],
  ],
  [
    'a folder link now leads in a circle',
    { base: BASE, head: { now: { symlink: 'now' } } },
    [...['k8s/web.yaml', 'now'].map((file) => `${file}: it is a chain of more than 8 symbolic links`), 'unverified'],
  ],
  [
    'a folder link now leaves the repository',
    { base: BASE, head: { now: { symlink: '/srv/v1' } } },
    [...['k8s/web.yaml', 'now'].map((file) => `${file}: it is a symbolic link that leaves the repository`), 'unverified'],
  ],
  ['a folder link is gone', { base: BASE, head: { now: undefined } }, [`k8s/web.yaml: ${FOLDER}`, 'unverified']],
  ['nothing of it changed', { base: BASE, head: { 'README.md': 'x' } }, ['passed']],
]

describe('an unchanged link to a manifest through a link to a folder, on GitHub', () => {
  test.each(CASES)('%s', async (_, sides, told) => {
    expect(await throughApi(sides)).toEqual(told)
  })
})

const hasGit = spawnSync('git', ['--version']).status === 0
const suite = hasGit ? describe : describe.skip
suite(`the same in a local repository${hasGit ? '' : ' (skipped: there is no git on PATH)'}`, () => {
  test.each(CASES)('%s', async (_, sides, told) => {
    expect(await throughGit(sides)).toEqual(told)
  })
})
