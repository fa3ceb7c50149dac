import { describe, expect, test } from '@jest/globals'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import type { AttestationStore } from '../../src/ports/trust.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'
import {
  type Attachment,
  attachTag,
  attestationLayer,
  bundleOf,
  digestOf,
  signatureLayer,
  simpleSigningPayload,
  statementFor,
} from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { attachNotation, newNotary, signJws } from '../fakes/signing/notation.ts'
import { type As, type Signed, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { identity, keys, PROVENANCE, provenance, world } from '../verify/asking.ts'
import { shelf, trustOf } from '../verify/shelf.ts'

const POLICY = '.github/preadmit.yml'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** An image of its own bytes, as something that a shelf can hold. */
function image(name: string): Attachment {
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 2 },
      layers: [],
      annotations: { name },
    }),
  )
  return { digest: digestOf(manifest), manifest, mediaType: MANIFEST, blobs: [] }
}
const [before, after] = [image('before'), image('after')]
const otherKeys = newKeys()
const notary = newNotary()
/** A workflow of another repository under the same root. */
const elsewhere = {
  ...identity,
  uri: (identity.uri ?? '').replace('acme', 'evil'),
  claims: { ...identity.claims, 12: 'https://github.com/evil/web' },
}

const signed = ({ digest }: Attachment, as: As): Attachment =>
  attachTag(digest, 'sig', [signatureLayer(signMessage(world, as, simpleSigningPayload(digest)))])
const stated = ({ digest }: Attachment, as: As, repository: string, builder: string): Signed =>
  signStatement(
    world,
    as,
    statementFor(digest, PROVENANCE, {
      ...provenance,
      buildDefinition: {
        ...provenance.buildDefinition,
        externalParameters: { workflow: { repository, ref: 'refs/heads/main', path: '.github/workflows/release.yml' } },
      },
      runDetails: { builder: { id: builder } },
    }),
  )
const attested = (about: Attachment, as: As, repository: string, builder = 'https://builder.example/a'): Attachment =>
  attachTag(about.digest, 'att', [attestationLayer(stated(about, as, repository, builder))])
const notarized = ({ digest, manifest }: Attachment): Attachment =>
  attachNotation(
    digest,
    signJws({
      chain: notary.chain,
      key: notary.signer.keys.privateKey,
      payload: { targetArtifact: { mediaType: MANIFEST, digest, size: manifest.length } },
    }),
  )

function changeOf(policy: string): Change {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const compose = ({ digest }: Attachment): string => `services:\n  web:\n    image: registry.test/app@${digest}\n`
  const texts: Record<string, string> = { base: compose(before), head: compose(after) }
  const tree = (id: string): readonly TreeEntry[] => [{ path: 'compose.yaml', id, mode: 'file', size: 100 }]
  const trusted: Record<string, string> = {
    [POLICY]: policy,
    'key.pub': pem('PUBLIC KEY', spkiOf(keys.publicKey)),
    'other.pub': pem('PUBLIC KEY', spkiOf(otherKeys.publicKey)),
    'root.json': trustedRoot(world),
    'notary.pem': pem('CERTIFICATE', notary.root.certificate),
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

/** No entry demands anything of the image: what is known of its predecessor alone decides. */
const AUTHORITIES = `version: 1
trustRoots: {acme: root.json}
authorities:
  platform: {key: {file: key.pub}, transparencyLog: ignored}
  second: {key: {file: other.pub}, transparencyLog: ignored}
  notary: {notation: {trustStore: [notary.pem], identities: ["C=US, ST=WA, O=acme"], level: strict}}
rules: {image-change: off}
`

async function run(
  attachments: readonly Attachment[],
  options: { readonly policy?: string; readonly attestations?: AttestationStore } = {},
): Promise<readonly string[]> {
  const { judgement } = await gate(
    { policyPath: POLICY, paths: [] },
    {
      change: changeOf(options.policy ?? AUTHORITIES),
      clock: patientClock(),
      log: recordingLog(),
      ...(options.attestations === undefined ? {} : { attestations: options.attestations }),
      openRegistry: () => shelf([before, after, ...attachments]),
      openTrust: ({ trustRoots }) => trustOf(Object.fromEntries(trustRoots.map(({ name, json }) => [name, json]))),
    },
  )
  return [judgement.verdict, ...judgement.findings.map(({ rule }) => rule)]
}

describe('an image that replaces another is judged by everything that the policy trusts', () => {
  test('a signature by a key that is gone', async () => {
    expect(await run([signed(before, { keys })])).toEqual(['blocked', 'signature/lost'])
  })

  test('a signature under a private root that is gone, whether or not an authority names the root', async () => {
    expect(await run([signed(before, { identity })])).toEqual(['blocked', 'signature/lost'])
  })

  test('a notation signature that is gone', async () => {
    expect(await run([notarized(before)])).toEqual(['blocked', 'signature/lost'])
  })

  test('another key, and another root', async () => {
    expect(await run([signed(before, { keys }), signed(after, { keys: otherKeys })])).toEqual([
      'blocked',
      'signature/signer-changed',
    ])
    expect(await run([signed(before, { keys }), signed(after, { identity })])).toEqual(['blocked', 'signature/signer-changed'])
    expect(await run([signed(before, { keys }), signed(after, { keys })])).toEqual(['passed'])
  })

  test('a key that nobody knows took the place of one that the policy knows', async () => {
    expect(await run([signed(before, { keys }), signed(after, { keys: newKeys() })])).toEqual([
      'unverified',
      'signature/unchecked',
    ])
  })

  test.each([
    ['by a key', { keys }, { keys }],
    ['under a private root', { identity }, { identity: elsewhere }],
  ])('provenance %s of another source, of another builder, and none', async (_, as, other) => {
    const [ours, theirs] = ['https://github.com/acme/web', 'https://github.com/evil/web']
    const lost = (about: Attachment[]) => run([...about, signed(before, as), signed(after, as)])
    expect(await lost([attested(before, as, ours), attested(after, other, theirs)])).toEqual([
      'blocked',
      'attestation/source-changed',
    ])
    expect(await lost([attested(before, as, ours), attested(after, as, ours, 'https://builder.example/b')])).toEqual([
      'passed',
      'attestation/builder-changed',
    ])
    expect(await lost([attested(before, as, ours)])).toEqual(['blocked', 'attestation/lost'])
  })

  test("an attestation of the replaced image that only GitHub's store holds is missed", async () => {
    const policy = `${AUTHORITIES.replace('authorities:\n', 'authorities:\n  workflow: {github: {repository: acme/web, workflow: .github/workflows/release.yml, ref: refs/heads/main, trustRoot: acme}}\n')}images:
  - {match: [registry.test/**], signedBy: {anyOf: [workflow]}}
`
    const asked: string[] = []
    const attestations: AttestationStore = {
      bundles: async (owner, digest) => {
        asked.push(`${owner} ${digest === before.digest ? 'before' : 'after'}`)
        const bundle = bundleOf(stated(before, { identity }, 'https://github.com/acme/web', 'https://builder.example/a'))
        return digest === before.digest ? found([found(JSON.stringify(bundle))]) : absent
      },
      requests: () => [],
    }
    expect(await run([signed(before, { identity }), signed(after, { identity })], { policy, attestations })).toEqual([
      'blocked',
      'attestation/lost',
    ])
    expect(asked.toSorted()).toEqual(['acme/web after', 'acme/web before'])
  })
})

describe('the age of an image counts from what is proven', () => {
  const aged = (limits: string): string => `${AUTHORITIES}images:\n  - {match: [registry.test/**], ${limits}}\n`

  test('a log entry over its digest proves since when it exists, whoever signed', async () => {
    const attachments = [signed(before, { identity }), signed(after, { identity })]
    expect(await run(attachments, { policy: aged('minAge: 1h') })).toEqual(['passed'])
    expect(await run(attachments, { policy: aged('minAge: 1000w') })).toEqual(['blocked', 'image/too-new'])
    expect(await run(attachments, { policy: aged('maxAge: 1h') })).toEqual(['blocked', 'image/too-old'])
  })

  test('without one nobody knows: nothing is signed, or only by a key that asks for no log', async () => {
    expect(await run([], { policy: aged('minAge: 1h') })).toEqual(['unverified', 'image/too-new'])
    expect(await run([signed(before, { keys }), signed(after, { keys })], { policy: aged('minAge: 1h') })).toEqual([
      'unverified',
      'image/too-new',
    ])
  })
})
