import { describe, expect, test } from '@jest/globals'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { GateFileChange } from '../../src/model/facts.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'

const POLICY = '.github/preadmit.yml'
const STRICT = 'version: 1\nimages:\n  - match: ["**"]\n    pinned: true\n'

const emptyRegistry: Registry = {
  manifest: async () => absent,
  tagDigest: async () => absent,
  blob: async () => absent,
  referrers: async () => found([]),
  requests: () => [],
  exchanges: () => [],
}

/** A change of the policy alone: what the default branch has, and what the head proposes. */
function changeOf(current: string | undefined, proposed: string | undefined): Change {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const entry = (text: string | undefined, id: string): readonly TreeEntry[] =>
    text === undefined ? [] : [{ path: POLICY, id, mode: 'file', size: text.length }]
  const texts: Readonly<Record<string, string>> = { base: current ?? '', head: proposed ?? '' }
  return {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: entry(current, 'base'), head: entry(proposed, 'head') }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(bytes(texts[one.id] ?? ''))])),
    trusted: async (path) => (path === POLICY && current !== undefined ? found({ bytes: bytes(current), commit: 'c' }) : absent),
    trustedPaths: async () => found([POLICY]),
    superseded: async () => found(false),
  }
}

async function told(
  current: string | undefined,
  proposed: string | undefined,
): Promise<Pick<GateFileChange, 'problem' | 'consequences'>> {
  const ports = {
    change: changeOf(current, proposed),
    clock: patientClock(),
    log: recordingLog(),
    openRegistry: () => emptyRegistry,
    openTrust: () => ({ root: async () => absent, requests: () => [] }),
  }
  const { facts } = await gate({ policyPath: POLICY, paths: [] }, ports)
  const [file] = facts.gateFiles
  return {
    ...(file?.problem === undefined ? {} : { problem: file.problem }),
    ...(file?.consequences === undefined ? {} : { consequences: file.consequences }),
  }
}

describe('a policy that a change proposes', () => {
  test('is told what it lets through that the present one stops', async () => {
    expect(await told(STRICT, `${STRICT}mode: warn\n`)).toEqual({
      consequences: ['reports only: mode goes from enforce to warn'],
    })
  })

  test('that is only stricter has no consequences to tell', async () => {
    expect(await told(STRICT, `${STRICT}    allowed: true\n    minAge: 3d\n`)).toEqual({ consequences: [] })
  })

  test('that is no policy is told where and what to write', async () => {
    expect(await told(STRICT, STRICT.replace('pinned', 'pined'))).toEqual({
      problem: 'line 4: unknown key "pined"; did you mean "pinned"?',
    })
  })

  test('that is taken away leaves the built-in one', async () => {
    expect(await told(STRICT, undefined)).toEqual({ consequences: ['has no entry for ** any more'] })
  })

  test('that is the first one is held against the built-in one', async () => {
    expect(await told(undefined, STRICT)).toEqual({ consequences: [] })
  })
})
