import { afterEach, describe, expect, test } from '@jest/globals'
import { createAdvisories } from '../../src/adapters/advisories/advisories.ts'
import { createDownload } from '../../src/adapters/download.ts'
import { readInventoryWith } from '../../src/gate/read-inventory.ts'
import { gate } from '../../src/gate.ts'
import { judge } from '../../src/judge/judge.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import { type FakeOsv, type FakeRecord, type OsvSwitches, startOsv } from '../fakes/osv.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'
import { createHastyClock } from '../fakes/registry-client.ts'
import { type Attachment, attachTag, attestationLayer, digestOf, statementFor } from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { signStatement } from '../fakes/signing/sign.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { keys, world } from '../verify/asking.ts'
import { asDigest, REPOSITORY, shelf, trustOf } from '../verify/shelf.ts'

const POLICY = '.github/preadmit.yml'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CYCLONEDX = 'https://cyclonedx.org/bom'
const strangers = newKeys()
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

function image(name: string): Attachment {
  const config = { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 2 }
  const manifest = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [], annotations: { name } }),
  )
  return { digest: digestOf(manifest), manifest, mediaType: MANIFEST, blobs: [] }
}
const [before, after] = [image('before'), image('after')]

/** A CycloneDX document of some package URLs. */
function bom(...purls: readonly string[]): unknown {
  return { bomFormat: 'CycloneDX', specVersion: '1.6', components: purls.map((purl) => ({ type: 'library', name: 'x', purl })) }
}
function attestedBom({ digest }: Attachment, document: unknown, by = keys): Attachment {
  return attachTag(digest, 'att', [
    attestationLayer(signStatement(world, { keys: by }, statementFor(digest, CYCLONEDX, document))),
  ])
}

const OPENSSL = (version: string): string => `pkg:deb/debian/libssl3@${version}?distro=debian-12&upstream=openssl`
const SAME = 'pkg:npm/left-pad@1.3.0'
const SIGNED = [
  attestedBom(before, bom(OPENSSL('3.0.10-1'), SAME)),
  attestedBom(after, bom(OPENSSL('3.0.11-1'), SAME, 'pkg:npm/%40acme/new@1.0.0')),
]
const record = (id: string, version: string, more: Readonly<Record<string, unknown>> = {}): FakeRecord => ({
  id,
  at: [{ ecosystem: 'Debian:12', name: 'openssl', versions: [version] }],
  record: {
    upstream: [id.replace('DEBIAN-', '')],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    ...more,
  },
})
const NEW = record('DEBIAN-CVE-2026-1001', '3.0.11-1')
const BOTH: FakeRecord = {
  ...record('DEBIAN-CVE-2026-1002', ''),
  at: [{ ecosystem: 'Debian:12', name: 'openssl', versions: ['3.0.10-1', '3.0.11-1'] }],
}
const GONE = record('DEBIAN-CVE-2026-1003', '3.0.10-1')

function changeOf(policy: string): Change {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const compose = ({ digest }: Attachment): string => `services:\n  web:\n    image: registry.test/app@${digest}\n`
  const texts: Record<string, string> = { base: compose(before), head: compose(after) }
  const tree = (id: string): readonly TreeEntry[] => [{ path: 'compose.yaml', id, mode: 'file', size: 100 }]
  const trusted: Record<string, string> = {
    [POLICY]: policy,
    'key.pub': pem('PUBLIC KEY', spkiOf(keys.publicKey)),
    'root.json': trustedRoot(world),
  }
  return {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: tree('base'), head: tree('head') }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(bytes(texts[one.id] ?? ''))])),
    trusted: async (path) => (trusted[path] === undefined ? absent : found({ bytes: bytes(trusted[path]), commit: 'c' })),
    trustedPaths: async () => found(Object.keys(trusted)),
    superseded: async () => found(false),
  }
}

const BASE = `version: 1
trustRoots: {acme: root.json}
authorities:
  platform: {key: {file: key.pub}, transparencyLog: ignored}
vulnerabilities:
  advisories: osv
  inventory: [{sbom: {signedBy: [platform]}}]
`
const AT_ERROR = `${BASE}rules: {image-change: off, vulnerability/introduced: error}\n`
const AS_USUAL = `${BASE}rules: {image-change: off}\n`

interface Run {
  readonly judgement: Judgement
  readonly facts: Facts
  readonly policy: Policy
  readonly osv: FakeOsv
  readonly said: readonly string[]
}

async function run(
  records: readonly FakeRecord[],
  options: { readonly policy?: string; readonly attachments?: readonly Attachment[]; readonly switches?: OsvSwitches } = {},
): Promise<Run> {
  const osv = await startOsv(records, { exploited: { 'CVE-2020-1': '2020-01-01' }, ...options.switches })
  cleanups.push(osv.close)
  const clock = createHastyClock()
  const log = recordingLog()
  const download = createDownload({
    environment: {},
    budget: { left: () => Number.POSITIVE_INFINITY },
    clock,
    log,
    loopback: true,
  })
  cleanups.push(download.close)
  const { judgement, facts, policy } = await gate(
    { policyPath: POLICY, paths: [] },
    {
      change: changeOf(options.policy ?? AT_ERROR),
      clock: patientClock(),
      log,
      openRegistry: () => shelf([before, after, ...(options.attachments ?? SIGNED)]),
      openTrust: ({ trustRoots }) => trustOf(Object.fromEntries(trustRoots.map(({ name, json }) => [name, json]))),
      openAdvisories: (asked, folder) =>
        createAdvisories(asked, { download, folder, osv: osv.origin, catalogue: `${osv.origin}/kev.json` }),
    },
  )
  const said = judgement.findings
    .filter(({ rule }) => rule.startsWith('vulnerability/'))
    .map(({ level, rule, message }) => `${level} ${rule} ${message}`)
  return { judgement, facts, policy, osv, said }
}

describe('an image whose packages are known by a signed SBOM', () => {
  test('brings in what only its changed packages have, on the line of the reference', async () => {
    const { judgement, facts, said } = await run([NEW, BOTH, GONE])
    const finding = judgement.findings.find(({ rule }) => rule === 'vulnerability/introduced')
    expect(finding).toMatchObject({ level: 'error', place: { file: 'compose.yaml' } })
    expect(finding?.message).toContain('`CVE-2026-1001` (critical 9.8, `openssl` `3.0.11-1`)')
    expect(said.find((one) => one.includes('vulnerability/removed'))).toContain('CVE-2026-1003')
    expect(facts.vulnerabilities?.images[0]).toMatchObject({
      compared: true,
      staying: 1,
      delta: { added: 1, changed: 1, same: 1 },
    })
    expect(judgement.verdict).toBe('blocked')
  })

  test('asks once for all packages that differ, and for records of one side alone', async () => {
    const { osv } = await run([NEW, BOTH, GONE])
    expect(osv.seen.toSorted()).toEqual([
      'GET /kev.json',
      'GET /v1/vulns/DEBIAN-CVE-2026-1001',
      'GET /v1/vulns/DEBIAN-CVE-2026-1003',
      'POST /v1/querybatch 3',
    ])
  })

  test('is judged the same again from its facts, offline', async () => {
    const { judgement, facts, policy } = await run([NEW, BOTH, GONE])
    expect(judge(policy, JSON.parse(JSON.stringify(facts)))).toEqual(judgement)
  })

  test('passes with a warning where the policy makes it none else', async () => {
    const { judgement, said } = await run([NEW], { policy: AS_USUAL })
    expect(said.some((one) => one.startsWith('warning vulnerability/introduced'))).toBe(true)
    expect(judgement.verdict).toBe('passed')
  })

  test('passes when the one vulnerability is excepted by its id, and by no other', async () => {
    const except = (id: string): string =>
      `${AT_ERROR}exceptions:\n  - {rule: vulnerability/introduced, image: "registry.test/app", vulnerability: ${id}, reason: r, owner: o, expires: 2026-07-24}\n`
    expect((await run([NEW], { policy: except('DEBIAN-CVE-2026-1001') })).judgement.rulings[0]?.ruling).toBe('exempt')
    expect((await run([NEW], { policy: except('CVE-2026-9999') })).judgement.verdict).toBe('blocked')
  })

  test('that is known to be exploited is an error by default', async () => {
    const { said, judgement } = await run([NEW], { policy: AS_USUAL, switches: { exploited: { 'CVE-2026-1001': '2026-11-02' } } })
    expect(said.find((one) => one.startsWith('error vulnerability/known-exploited'))).toContain('since 2026-11-02')
    expect(judgement.verdict).toBe('blocked')
  })

  test('that is exploited and called unimportant by its distribution is a notice', async () => {
    const unimportant: FakeRecord = {
      ...NEW,
      record: {
        upstream: ['CVE-2026-1001'],
        affected: [
          {
            package: { ecosystem: 'Debian:12', name: 'openssl' },
            versions: ['3.0.11-1'],
            ecosystem_specific: { urgency: 'unimportant' },
          },
        ],
      },
    }
    const { said } = await run([unimportant], { policy: AS_USUAL, switches: { exploited: { 'CVE-2026-1001': '2026-11-02' } } })
    expect(said.some((one) => one.startsWith('notice vulnerability/known-exploited'))).toBe(true)
  })

  test('with a malicious package is an error by default', async () => {
    const malware: FakeRecord = { id: 'MAL-2026-1', at: [{ ecosystem: 'npm', name: '@acme/new', versions: ['1.0.0'] }] }
    const { said, judgement } = await run([malware], { policy: AS_USUAL })
    expect(said.find((one) => one.startsWith('error vulnerability/malicious-package'))).toContain('MAL-2026-1')
    expect(judgement.verdict).toBe('blocked')
  })

  test('is told of the same when the answer comes in pages', async () => {
    const { said } = await run([NEW, BOTH, GONE], { switches: { pageSize: 1 } })
    expect(said.some((one) => one.includes('CVE-2026-1001'))).toBe(true)
  })
})

describe('a statement about the image', () => {
  const OPENVEX = 'https://openvex.dev/ns/v0.2.0'
  const policy = AT_ERROR.replace('rules:', '  vex: {signedBy: [platform]}\nrules:')
  const vex = (status: string, by = keys, more: Readonly<Record<string, unknown>> = {}): Attachment => {
    const statement = { vulnerability: { name: 'CVE-2026-1001' }, status, justification: 'vulnerable_code_not_present', ...more }
    const document = { timestamp: '2026-05-01T00:00:00Z', statements: [statement] }
    const layers = [
      attestationLayer(signStatement(world, { keys }, statementFor(after.digest, CYCLONEDX, bom(OPENSSL('3.0.11-1'), SAME)))),
      attestationLayer(signStatement(world, { keys: by }, statementFor(after.digest, OPENVEX, document))),
    ]
    return attachTag(after.digest, 'att', layers)
  }
  const withVex = (attachment: Attachment) => run([NEW], { policy, attachments: [...SIGNED.slice(0, 1), attachment] })

  test('by an authority of the policy silences, and that is said', async () => {
    const { said, judgement } = await withVex(vex('not_affected'))
    expect(said.find((one) => one.startsWith('notice vulnerability/silenced'))).toContain('`platform` states `not_affected`')
    expect(judgement.verdict).toBe('passed')
  })

  test.each<[string, Attachment]>([
    ['by somebody else', vex('not_affected', strangers)],
    ['that it is affected', vex('affected')],
    ['without a justification', vex('not_affected', keys, { justification: 'we looked' })],
    ['about another image', vex('not_affected', keys, { products: [{ '@id': `pkg:oci/app@sha256:${'b'.repeat(64)}` }] })],
    [
      'about another part',
      vex('not_affected', keys, { products: [{ '@id': 'app', subcomponents: [{ '@id': 'pkg:deb/debian/zlib' }] }] }),
    ],
  ])('%s silences nothing', async (_, attachment) => {
    expect((await withVex(attachment)).judgement.verdict).toBe('blocked')
  })
})

describe('what could not be told', () => {
  test.each<[string, OsvSwitches]>([
    ['a database that is down', { status: 503 }],
    ['a database that refuses', { status: 403 }],
    ['a question that the database cannot read', { refuses: '@acme/new' }],
    ['a record that cannot be had', { lost: ['DEBIAN-CVE-2026-1001'] }],
    ['a record that is not there', { gone: ['DEBIAN-CVE-2026-1001'] }],
    ['an answer of another shape', { results: { vulns: {} } }],
    ['an answer that is none', { results: null }],
    ['a page that cannot be asked for', { results: { next_page_token: 5 } }],
    ['a catalogue of exploited vulnerabilities that is not there', { exploited: undefined as never }],
  ])('by %s is unverified', async (_, switches) => {
    const quiet = record('DEBIAN-CVE-2026-1001', '3.0.11-1', {
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N' }],
    })
    const { judgement, said } = await run([quiet], { policy: AS_USUAL, switches })
    expect(said.some((one) => one.includes('vulnerability/incomplete'))).toBe(true)
    expect(judgement.verdict).toBe('unverified')
  })

  test('by an advisory whose versions cannot be compared, where what comes in is an error, is unverified', async () => {
    const { policy, facts } = await run([])
    const images = facts.vulnerabilities?.images ?? []
    expect(images).toHaveLength(1)
    const judged = (unclear: object): string =>
      judge(policy, {
        ...facts,
        vulnerabilities: { ...facts.vulnerabilities, images: images.map((one) => ({ ...one, ...unclear })) },
      } as Facts).verdict
    expect([judged({}), judged({ unclear: 1 })]).toEqual(['passed', 'unverified'])
  })

  test('for want of a list of packages, where the policy makes what comes in an error, is unverified', async () => {
    const { judgement } = await run([NEW], { attachments: [] })
    expect(judgement.verdict).toBe('unverified')
  })

  test('for want of a list of packages is a notice otherwise, and never that there are none', async () => {
    const { judgement, said } = await run([NEW], { attachments: [], policy: AS_USUAL })
    expect(said).toEqual([expect.stringContaining('notice vulnerability/no-inventory which packages')])
    expect(judgement.verdict).toBe('passed')
  })

  test('by a list that somebody else signed, where the policy makes what comes in an error, is unverified', async () => {
    const { judgement } = await run([NEW], {
      attachments: [attestedBom(before, bom(SAME), strangers), attestedBom(after, bom(SAME), strangers)],
    })
    expect(judgement.verdict).toBe('unverified')
  })

  test('about the old image makes nothing new, and says so', async () => {
    const { said } = await run([NEW], { attachments: SIGNED.slice(1), policy: AS_USUAL })
    expect(said.some((one) => one.startsWith('warning vulnerability/not-compared'))).toBe(true)
    expect(said.some((one) => one.includes('vulnerability/introduced'))).toBe(false)
  })

  test('of packages without a version is counted', async () => {
    const attachments = [attestedBom(before, bom(SAME)), attestedBom(after, bom(SAME, 'pkg:npm/x'))]
    const { said } = await run([], { attachments, policy: AS_USUAL })
    expect(said).toEqual([expect.stringContaining('1 of its 2 packages could not be asked about')])
  })
})

test('of an image for several platforms one is read, and the others are said to be left', async () => {
  const { policy } = await run([])
  const platforms = [image('amd64'), image('arm64')]
  const manifests = platforms.map(({ digest, mediaType, manifest }, at) => ({
    mediaType,
    digest,
    size: manifest.length,
    platform: { os: 'linux', architecture: at === 0 ? 'amd64' : 'arm64' },
  }))
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }))
  const index: Attachment = { digest: digestOf(bytes), manifest: bytes, mediaType, blobs: [] }
  const [amd64 = index] = platforms
  const read = readInventoryWith({
    registry: shelf([index, ...platforms, attestedBom(amd64, bom(SAME))]),
    trust: trustOf({ acme: trustedRoot(world) }),
    authorities: policy.authorities,
    now: patientClock().now(),
  })
  const answer = await read(REPOSITORY, asDigest(index.digest), { kind: 'sbom', signedBy: ['platform'] })
  expect(answer).toMatchObject({
    kind: 'found',
    value: { packages: [{ name: 'left-pad' }], gaps: [{ kind: 'limit', count: 1 }] },
  })
})

describe('an image that is known by an attested scan', () => {
  const SCAN = 'https://cosign.sigstore.dev/attestation/vuln/v1'
  const scanned = ({ digest }: Attachment, flaws: readonly string[], finished: string): Attachment => {
    const matches = flaws.map((id) => ({
      vulnerability: { id, severity: 'High' },
      artifact: { name: 'libssl3', version: '3', type: 'deb', purl: 'pkg:deb/debian/libssl3@3' },
    }))
    const predicate = { scanner: { uri: 'grype', result: { matches } }, metadata: { scanFinishedOn: finished } }
    return attachTag(digest, 'att', [attestationLayer(signStatement(world, { keys }, statementFor(digest, SCAN, predicate)))])
  }
  const recent = patientClock().now().toISOString()
  const policy = AT_ERROR.replace('[{sbom: {signedBy: [platform]}}]', '[{scan: {signedBy: [platform], maxAge: 7d}}]')

  test('brings in what only the scan of the new one found, and nobody else is asked about packages', async () => {
    const attachments = [
      scanned(before, ['CVE-2026-1', 'CVE-2026-2'], recent),
      scanned(after, ['CVE-2026-2', 'CVE-2026-3'], recent),
    ]
    const { judgement, facts, osv, said } = await run([], { attachments, policy })
    expect(said.find((one) => one.startsWith('error vulnerability/introduced'))).toContain('`CVE-2026-3` (high, `libssl3` `3`)')
    expect(said.find((one) => one.includes('vulnerability/removed'))).toContain('CVE-2026-1')
    expect(facts.vulnerabilities?.images[0]).toMatchObject({
      compared: true,
      staying: 1,
      after: { source: { kind: 'scan', scanner: 'grype' } },
    })
    expect(judgement.verdict).toBe('blocked')
    expect(osv.seen).toEqual(['GET /kev.json'])
    const same = await run([], {
      attachments: [scanned(before, ['CVE-2026-1'], recent), scanned(after, ['CVE-2026-1'], recent)],
      policy,
    })
    expect(same.judgement.verdict).toBe('passed')
  })

  test('is unverified where the scan of the new one is too old', async () => {
    const old = new Date(patientClock().now().getTime() - 8 * 86_400_000).toISOString()
    const { judgement } = await run([], { attachments: [scanned(before, [], recent), scanned(after, [], old)], policy })
    expect(judgement.rulings[0]?.ruling).toBe('unverified')
  })

  test('cannot be compared with one that nobody scanned: what it has is present, not brought in', async () => {
    const { facts, said } = await run([], { attachments: [scanned(after, ['CVE-2026-3'], recent)], policy })
    expect(facts.vulnerabilities?.images[0]).toMatchObject({ compared: false, introduced: [{ id: 'CVE-2026-3' }] })
    expect(said.some((one) => one.includes('vulnerability/not-compared'))).toBe(true)
  })
})
