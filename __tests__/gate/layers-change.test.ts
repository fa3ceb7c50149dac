import { afterEach, describe, expect, test } from '@jest/globals'
import { createAdvisories } from '../../src/adapters/advisories/advisories.ts'
import { createDownload } from '../../src/adapters/download.ts'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Digest } from '../../src/model/image-name.ts'
import type { Change } from '../../src/ports/change.ts'
import { type FakeRecord, startOsv } from '../fakes/osv.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'
import { createHastyClock } from '../fakes/registry-client.ts'
import type { Written } from '../fakes/tar.ts'
import { file, nodePackage } from '../layers/build.ts'
import { trustOf } from '../verify/shelf.ts'
import { closeWorlds, gzip, tar, type WrittenLayer, world } from './layer-world.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await closeWorlds()
  for (const clean of cleanups.splice(0)) await clean()
})

const POLICY = '.github/preadmit.yml'
const TEXT = `version: 1
vulnerabilities:
  advisories: osv
  severity: low
  inventory: [{layers: {maxBytes: 100MiB}}]
rules: {image-change: off, vulnerability/introduced: error}
`

function changeOf(host: string, before: Digest, after: Digest): Change {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const compose = (digest: Digest) => bytes(`services:\n  web:\n    image: ${host}/acme/web@${digest}\n`)
  const tree = (id: string) => [{ path: 'compose.yaml', id, mode: 'file', size: 100 }] as const
  return {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: tree('base'), head: tree('head') }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(compose(one.id === 'base' ? before : after))])),
    trusted: async (path) => (path === POLICY ? found({ bytes: bytes(TEXT), commit: 'c' }) : absent),
    trustedPaths: async () => found([POLICY]),
    superseded: async () => found(false),
  }
}

/** What the gate says of a change of the layers of an image. */
async function run(records: readonly FakeRecord[], before: readonly WrittenLayer[], after: readonly WrittenLayer[]) {
  const open = await world()
  const osv = await startOsv(records, { exploited: { 'CVE-2020-1': '2020-01-01' } })
  const [clock, log] = [createHastyClock(), recordingLog()]
  const budget = { left: () => Number.POSITIVE_INFINITY }
  const download = createDownload({ environment: {}, budget, clock, log, loopback: true })
  cleanups.push(osv.close, download.close)
  const { judgement } = await gate(
    { policyPath: POLICY, paths: [] },
    {
      change: changeOf(open.registry.host, open.image(...before), open.image(...after)),
      clock: patientClock(),
      log,
      openRegistry: () => open.client,
      openTrust: () => trustOf({}),
      openAdvisories: (asked, folder) =>
        createAdvisories(asked, { download, folder, osv: osv.origin, catalogue: `${osv.origin}/kev.json` }),
    },
  )
  return {
    verdict: judgement.verdict,
    said: judgement.findings
      .filter(({ rule }) => rule.startsWith('vulnerability/'))
      .map(({ rule, level, message }) => `${level} ${rule}: ${message}`),
  }
}

const base = gzip(
  tar(file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'), file('lib/apk/db/installed', 'P:musl\nV:1.2.5-r0\no:musl\n')),
)
const app = (version: string, ...more: readonly Written[]) => gzip(tar(nodePackage('app', 'web', version), ...more))
const flawOf = (ecosystem: string, name: string, ...versions: readonly string[]): FakeRecord => ({
  id: 'GHSA-1',
  at: [{ ecosystem, name, versions }],
  record: { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] },
})

describe('a change of one layer', () => {
  test('is blocked by what it brings in', async () => {
    const { verdict, said } = await run([flawOf('npm', 'web', '2.0.0')], [base, app('1.0.0')], [base, app('2.0.0')])
    expect(verdict).toBe('blocked')
    expect(said).toEqual([expect.stringMatching(/^error vulnerability\/introduced: .*GHSA-1/)])
  })

  test('passes where it brings nothing in', async () => {
    const { verdict, said } = await run([], [base, app('1.0.0')], [base, app('2.0.0')])
    expect([verdict, said]).toEqual(['passed', []])
  })

  test('is unverified where a layer cannot be read', async () => {
    const cut = { bytes: app('2.0.0').bytes.subarray(0, 50) }
    const { verdict, said } = await run([], [base, app('1.0.0')], [base, cut])
    expect(verdict).toBe('unverified')
    expect(said.join('\n')).toContain('stream is broken')
  })

  test('says of packages of the system what came in and went out, by their database', async () => {
    const upgraded = gzip(tar(file('lib/apk/db/installed', 'P:musl\nV:1.2.5-r1\no:musl\n')))
    const flaw = flawOf('Alpine:v3.20', 'musl', '1.2.5-r0')
    const { verdict, said } = await run([flaw], [base, app('1.0.0')], [base, upgraded])
    expect(verdict).toBe('passed')
    expect(said).toEqual([expect.stringMatching(/^notice vulnerability\/removed: .*GHSA-1/)])
  })

  test('says nothing good where the database can no longer be read', async () => {
    const broken = gzip(tar(file('lib/apk/db/installed', 'V:1\n')))
    const flaw = flawOf('Alpine:v3.20', 'musl', '1.2.5-r0')
    const { said } = await run([flaw], [base, app('1.0.0')], [base, broken])
    expect(said).toEqual([expect.stringMatching(/^notice vulnerability\/incomplete/)])
  })
})
