import { expect, test } from '@jest/globals'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'

const emptyRegistry: Registry = {
  manifest: async () => absent,
  tagDigest: async () => absent,
  blob: async () => absent,
  referrers: async () => found([]),
  requests: () => [],
  exchanges: () => [],
}

/** The judgement of a run with these `paths` over a change that adds `head` and removes `base`. */
async function judged(paths: readonly string[], head = ['deploy/web.txt'], base = ['old/web.txt']): Promise<Judgement> {
  const tree = (files: readonly string[]): readonly TreeEntry[] => files.map((path) => ({ path, id: path, mode: 'file' }))
  const change: Change = {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: tree(base), head: tree(head) }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(new Uint8Array())])),
    trusted: async () => absent,
    trustedPaths: async () => found([]),
    superseded: async () => found(false),
  }
  const ports = {
    change,
    clock: patientClock(),
    log: recordingLog(),
    openRegistry: () => emptyRegistry,
    openTrust: () => ({ root: async () => absent, requests: () => [] }),
  }
  return (await gate({ policyPath: '.github/preadmit.yml', paths }, ports)).judgement
}

test.each([
  ['none', []],
  ['one with a file', ['deploy/**']],
  ['one with a file that the change removes', ['old/**']],
  ['two with a file each', ['deploy/*.txt', 'old/web.txt']],
])('paths: %s passes', async (_, paths) => {
  expect((await judged(paths)).verdict).toBe('passed')
})

test.each([
  ['no file', ['depoy/**'], 'depoy/**'],
  ['no file beside one that has some', ['deploy/**', 'k8s/**'], 'k8s/**'],
  ['a folder without its files', ['deploy'], 'deploy'],
  ['a part of a path', ['web.txt'], 'web.txt'],
  ['an exclusion, which globs do not know', ['deploy/**', '!old/**'], '!old/**'],
])('paths that name %s are misconfigured: nothing is judged and nothing passes', async (_, paths, lost) => {
  const { verdict, findings } = await judged(paths)
  expect(verdict).toBe('misconfigured')
  expect(findings.map(({ message }) => message)).toEqual([
    `the input "paths" has "${lost}", which names no file on either side of the change`,
  ])
})
