import { expect, test } from '@jest/globals'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import type { CredentialsFor } from '../../src/ports/registry.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'
import { shelf, trustOf } from '../verify/shelf.ts'

const compose = (...images: readonly string[]): string =>
  `services:\n${images.map((image, at) => `  web${at}:\n    image: ${image}\n`).join('')}`

function changeOf(fromFork: boolean): Change {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const texts: Record<string, string> = {
    base: compose('registry.test/team/app:v1', 'registry.test/team/other:v1'),
    head: compose('registry.test/team/app:v2', 'registry.test/team/other:v1', 'registry.test/team/secret:v1'),
  }
  const tree = (id: string): readonly TreeEntry[] => [{ path: 'compose.yaml', id, mode: 'file', size: 100 }]
  const fork = fromFork ? ({ fromFork: true } as const) : {}
  return {
    info: { repository: 'acme/web', event: 'x', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed', ...fork },
    trees: async () => found({ base: tree('base'), head: tree('head') }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(bytes(texts[one.id] ?? ''))])),
    trusted: async () => absent,
    trustedPaths: async () => found([]),
    superseded: async () => found(false),
  }
}

/** For which repositories a run would use its credentials; undefined: for all. */
async function credentials(fromFork: boolean): Promise<CredentialsFor | undefined> {
  const opened: (CredentialsFor | undefined)[] = []
  await gate(
    { policyPath: '.github/preadmit.yml', paths: [] },
    {
      change: changeOf(fromFork),
      clock: patientClock(),
      log: recordingLog(),
      openRegistry: (_, credentialsFor) => {
        opened.push(credentialsFor)
        return shelf([])
      },
      openTrust: () => trustOf({}),
    },
  )
  expect(opened).toHaveLength(1)
  return opened[0]
}

test('for a stranger credentials are used only for repositories that the base names', async () => {
  const may = await credentials(true)
  const asked = ['team/app', 'team/other', 'team/secret'].map((repository) => may?.({ registry: 'registry.test', repository }))
  expect(asked).toEqual([true, true, false])
  expect(may?.({ registry: 'other.test', repository: 'team/app' })).toBe(false)
})

test('for everybody else they are used for all', async () => {
  expect(await credentials(false)).toBeUndefined()
})
