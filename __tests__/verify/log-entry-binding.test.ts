import { describe, expect, test } from '@jest/globals'
import type { Authority } from '../../src/model/policy.ts'
import type { Attachment } from '../fakes/signing/attach.ts'
import { newKeys, pem } from '../fakes/signing/certificates.ts'
import { appendEntry } from '../fakes/signing/log.ts'
import { type As, SIGNING_TIME, type Signed, type SigningOptions } from '../fakes/signing/sign.ts'
import { issue } from '../fakes/signing/sigstore.ts'
import {
  ask,
  att,
  attested,
  bundled,
  identity,
  keyed,
  keyless,
  keys,
  referred,
  sig,
  tagged,
  wantsProvenance,
  world,
} from './asking.ts'

type Tree = { [key: string]: Tree | string }

/** A kind of log entry: how something is signed so that it has one, where it is kept, and the parts that bind it. */
interface Kind {
  readonly name: string
  readonly sign: (as: As, digest?: string) => Signed
  readonly attach: (signed: Signed) => Attachment
  readonly attestation?: typeof wantsProvenance
  readonly log: 'rekor' | 'rekor2'
  readonly digest: string
  readonly signature?: string
  readonly verifier: string
}

const signs = (options: SigningOptions) => (as: As, digest?: string) => bundled(as, options, digest)
const attests = (options: SigningOptions) => (as: As, digest?: string) =>
  attested(undefined, undefined, { ...options, as, ...(digest === undefined ? {} : { digest }) })
const enveloped = { attach: att, attestation: wantsProvenance, log: 'rekor' } as const
const second = { attach: referred, log: 'rekor2' } as const

const kinds: readonly Kind[] = [
  {
    name: 'hashedrekord 0.0.1',
    sign: (as, digest) => tagged(as, {}, digest),
    attach: sig,
    log: 'rekor',
    digest: 'spec.data.hash.value',
    signature: 'spec.signature.content',
    verifier: 'spec.signature.publicKey.content',
  },
  {
    name: 'dsse 0.0.1',
    sign: attests({}),
    ...enveloped,
    digest: 'spec.payloadHash.value',
    signature: 'spec.signatures.0.signature',
    verifier: 'spec.signatures.0.verifier',
  },
  {
    name: 'intoto 0.0.2',
    sign: attests({ kind: 'intoto' }),
    ...enveloped,
    digest: 'spec.content.payloadHash.value',
    signature: 'spec.content.envelope.signatures.0.sig',
    verifier: 'spec.content.envelope.signatures.0.publicKey',
  },
  {
    name: 'intoto 0.0.1',
    sign: attests({ kind: 'intoto1' }),
    ...enveloped,
    digest: 'spec.content.hash.value',
    verifier: 'spec.publicKey',
  },
  {
    name: 'hashedrekord 0.0.2',
    sign: signs({ log: 'rekor2' }),
    ...second,
    digest: 'spec.hashedRekordV002.data.digest',
    signature: 'spec.hashedRekordV002.signature.content',
    verifier: 'spec.hashedRekordV002.signature.verifier',
  },
  {
    name: 'dsse 0.0.2',
    sign: signs({ log: 'rekor2', kind: 'dsse' }),
    ...second,
    digest: 'spec.dsseV002.payloadHash.digest',
    signature: 'spec.dsseV002.signatures.0.content',
    verifier: 'spec.dsseV002.signatures.0.verifier',
  },
]

const signers: readonly (readonly [string, Authority, () => As, () => As])[] = [
  ['a certificate', keyless, () => ({ identity }), () => ({ identity })],
  ['a key', keyed, () => ({ keys }), () => ({ keys: newKeys() })],
]

function bodyOf(signed: Signed): Tree {
  return JSON.parse(Buffer.from(signed.entries[0]?.canonicalizedBody ?? '', 'base64').toString()) as Tree
}

function at(tree: Tree, path: readonly string[]): Tree | string | undefined {
  return path.reduce<Tree | string | undefined>((node, key) => (typeof node === 'object' ? node[key] : undefined), tree)
}

/** What was signed, with an entry that the log holds and that differs from the right one at one place. */
function logged(signed: Signed, kind: Kind, change?: { readonly path: string; readonly from: Signed }): Signed {
  const body = bodyOf(signed)
  if (change !== undefined) {
    const path = change.path.split('.')
    const holder = at(body, path.slice(0, -1))
    const value = at(bodyOf(change.from), path)
    if (typeof holder !== 'object' || value === undefined || JSON.stringify(at(body, path)) === JSON.stringify(value))
      throw new Error(`${change.path} does not differ`)
    holder[path.at(-1) ?? ''] = value
  }
  return { ...signed, entries: [appendEntry(world[kind.log], body as never, SIGNING_TIME)] }
}

const refuted = { status: 'refuted', because: 'invalid', reason: expect.stringContaining('log-entry-mismatch') }
const cases = kinds.flatMap((kind) => signers.map(([who, authority, own, other]) => ({ kind, who, authority, own, other })))

describe.each(cases)('an entry of kind $kind.name by $who', ({ kind, authority, own, other }) => {
  const asking = { authority, ...(kind.attestation === undefined ? {} : { attestation: kind.attestation }) }
  const answer = (signed: Signed) => ask([kind.attach(signed)], asking)

  test('counts when it is about this signature', async () => {
    expect(await answer(logged(kind.sign(own()), kind))).toMatchObject({ status: 'proved' })
  })
  test('does not count when the material calls it something else than it calls itself', async () => {
    const signed = logged(kind.sign(own()), kind)
    const [name = '', version = ''] = kind.name.split(' ')
    for (const kindVersion of [
      { kind: name, version: '0.0.3' },
      { kind: name, version: version === '0.0.1' ? '0.0.2' : '0.0.1' },
      { kind: name === 'dsse' ? 'hashedrekord' : 'dsse', version },
    ]) {
      const entries = signed.entries.map((entry) => ({ ...entry, kindVersion }))
      const bundle = await ask([referred({ ...signed, entries })], asking)
      expect(bundle.status).not.toBe('proved')
    }
  })
  test('does not count when it is about another digest, were all else the same', async () => {
    const from = kind.sign(own(), `sha256:${'1'.repeat(64)}`)
    expect(await answer(logged(kind.sign(own()), kind, { path: kind.digest, from }))).toMatchObject(refuted)
  })
  test('does not count when it names another key or certificate, were all else the same', async () => {
    expect(await answer(logged(kind.sign(own()), kind, { path: kind.verifier, from: kind.sign(other()) }))).toMatchObject(refuted)
  })
  if (kind.signature === undefined) return
  const path = kind.signature
  test('does not count when it is about another signature, were all else the same', async () => {
    expect(await answer(logged(kind.sign(own()), kind, { path, from: kind.sign(own()) }))).toMatchObject(refuted)
  })
})

describe('an entry that names a certificate for a signature of a trusted key', () => {
  const [kind] = kinds
  const named = (certificate: Buffer) => {
    if (kind === undefined) throw new Error('no kinds')
    const signed = tagged({ keys })
    const content = Buffer.from(pem('CERTIFICATE', certificate)).toString('base64')
    const body = bodyOf(signed) as { spec: { signature: { publicKey: { content: string } } } }
    body.spec.signature.publicKey.content = content
    return { ...signed, entries: [appendEntry(world.rekor, body as never, SIGNING_TIME)] }
  }
  test('counts when the certificate is about that key', async () => {
    const own = issue(world, identity, SIGNING_TIME, { keys })
    expect(await ask([sig(named(own.certificate))], { authority: keyed })).toMatchObject({ status: 'proved' })
  })
  test('does not count when it is about another', async () => {
    const other = issue(world, identity, SIGNING_TIME)
    expect(await ask([sig(named(other.certificate))], { authority: keyed })).toMatchObject(refuted)
  })
})
