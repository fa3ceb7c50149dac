import { describe, expect, test } from '@jest/globals'
import type { Evidence } from '../../../src/model/evidence.ts'
import { MAX_CHAIN, MAX_NOTATION_BYTES } from '../../../src/model/limits.ts'
import { attachReferrer, attachTag } from '../../fakes/signing/attach.ts'
import { cbor, type Writable } from '../../fakes/signing/cbor.ts'
import {
  attachNotation,
  coseHeader,
  coseOf,
  coseParts,
  jwsHeader,
  NOTATION,
  newNotary,
  signJws,
} from '../../fakes/signing/notation.ts'
import { ask } from '../asking.ts'
import { DIGEST } from '../shelf.ts'
import { askCose, askJws, authority, notary, signing, trusting } from './notary.ts'

const SCHEME = 'io.cncf.notary.signingScheme'
const TIME = 'io.cncf.notary.signingTime'
const AUTHORITY = 'notary.x509.signingAuthority'
const AUTHENTIC = 'io.cncf.notary.authenticSigningTime'
const EXPIRY = 'io.cncf.notary.expiry'
const PLUGIN = 'io.cncf.notary.verificationPlugin'
const STAMP = 'io.cncf.notary.timestampSignature'
const proved = { status: 'proved' }

/** What is expected, by the code alone: of what cannot be judged the answer stays open. */
function expectRefusal(answer: Evidence, code: string): void {
  const text = expect.stringMatching(new RegExp(`^${code}:`))
  expect(answer).toMatchObject(
    code === 'unsupported' || code === 'key-unsupported'
      ? { status: 'unknown', problem: { kind: 'unsupported', detail: text } }
      : { status: 'refuted', because: 'invalid', reason: text },
  )
}

/** Signed as they stand: the signature is over exactly this protected header. */
const signedHeader = (changes: Readonly<Record<string, unknown>>) => signJws(signing(), { ...jwsHeader(signing()), ...changes })

describe('the manifest that holds a signature', () => {
  const layer = { mediaType: NOTATION.jws, bytes: Buffer.from(JSON.stringify(signJws(signing()))) }
  test('says that it is one by its type, or as older clients do by that of its config', async () => {
    expect(await ask([attachReferrer(DIGEST, NOTATION.artifact, [layer])], { authority })).toMatchObject(proved)
    const attached = attachReferrer(DIGEST, NOTATION.artifact, [layer])
    const manifest = JSON.parse(attached.manifest.toString())
    delete manifest.artifactType
    manifest.config.mediaType = NOTATION.artifact
    expect(await ask([{ ...attached, manifest: Buffer.from(JSON.stringify(manifest)) }], { authority })).toMatchObject(proved)
  })
  test('of another type, or under a tag, leaves it open', async () => {
    expectRefusal(await ask([attachReferrer(DIGEST, 'application/vnd.acme', [layer])], { authority }), 'unsupported')
    expectRefusal(await ask([attachTag(DIGEST, 'sig', [layer])], { authority }), 'unsupported')
  })
  test('holds one layer', async () => {
    expectRefusal(await ask([attachReferrer(DIGEST, NOTATION.artifact, [layer, layer])], { authority }), 'signature-count')
  })
  test('calls a JWS a JWS and a COSE a COSE', async () => {
    expectRefusal(await ask([attachNotation(DIGEST, layer.bytes, NOTATION.cose)], { authority }), 'envelope-malformed')
    expectRefusal(
      await ask([attachNotation(DIGEST, coseOf(coseParts(signing())), NOTATION.jws)], { authority }),
      'envelope-malformed',
    )
  })
})

describe('a JWS envelope', () => {
  const good = signJws(signing())
  const text = JSON.stringify(good)

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no algorithm', { alg: 'none' }, 'signature-invalid'],
    ['a shared secret', { alg: 'HS256' }, 'signature-invalid'],
    ['the algorithm of another key', { alg: 'ES384' }, 'signature-invalid'],
    ['the algorithm of another kind of key', { alg: 'PS256' }, 'signature-invalid'],
    ['an older kind of RSA signature', { alg: 'RS256' }, 'signature-invalid'],
    ['an algorithm that is no text', { alg: 7 }, 'envelope-malformed'],
    ['another payload', { cty: 'application/json' }, 'payload-type'],
    ['no scheme', { [SCHEME]: undefined }, 'envelope-malformed'],
    ['a scheme that does not exist', { [SCHEME]: 'notary.x510' }, 'envelope-malformed'],
    ['the scheme of signing authorities and not their time', { [SCHEME]: AUTHORITY }, 'envelope-malformed'],
    [
      'the scheme of signing authorities and both times',
      { [SCHEME]: AUTHORITY, [AUTHENTIC]: '2026-03-01T12:00:00Z', crit: [SCHEME, AUTHENTIC] },
      'envelope-malformed',
    ],
    [
      'a time of signing authorities that is not critical',
      { [SCHEME]: AUTHORITY, [TIME]: undefined, [AUTHENTIC]: '2026-03-01T12:00:00Z' },
      'envelope-malformed',
    ],
    [
      'a time of signing authorities for others',
      { [AUTHENTIC]: '2026-03-01T12:00:00Z', crit: [SCHEME, AUTHENTIC] },
      'envelope-malformed',
    ],
    ['a time of signing authorities for others, not critical', { [AUTHENTIC]: '2026-03-01T12:00:00Z' }, 'envelope-malformed'],
    ['no signing time', { [TIME]: undefined }, 'envelope-malformed'],
    ['a time that does not exist', { [TIME]: '2026-02-30T12:00:00Z' }, 'envelope-malformed'],
    ['a time without a zone', { [TIME]: '2026-03-01T12:00:00' }, 'envelope-malformed'],
    ['a time in a number', { [TIME]: 1772366400 }, 'envelope-malformed'],
    ['the beginning of all times', { [TIME]: '0001-01-01T00:00:00Z' }, 'envelope-malformed'],
    ['an end before its beginning', { [EXPIRY]: '2026-03-01T12:00:00Z', crit: [SCHEME, EXPIRY] }, 'envelope-malformed'],
    ['an end that is not critical', { [EXPIRY]: '2027-03-01T12:00:00Z' }, 'envelope-malformed'],
    ['a scheme that is not critical', { crit: ['x'], x: 1 }, 'unsupported'],
    ['nothing critical', { crit: [] }, 'envelope-malformed'],
    ['no list of what is critical', { crit: undefined }, 'envelope-malformed'],
    ['a text for what is critical', { crit: SCHEME }, 'envelope-malformed'],
    ['something critical that is not there', { crit: [SCHEME, 'x'] }, 'envelope-malformed'],
    ['an end that is critical and not there', { crit: [SCHEME, EXPIRY] }, 'envelope-malformed'],
    ['something critical twice', { crit: [SCHEME, SCHEME] }, 'envelope-malformed'],
    ['something critical that is unknown', { crit: [SCHEME, 'x'], x: 1 }, 'unsupported'],
    ['an unencoded payload', { crit: [SCHEME, 'b64'], b64: false }, 'unsupported'],
    ['a critical plugin', { crit: [SCHEME, PLUGIN], [PLUGIN]: 'com.acme' }, 'unsupported'],
    ['a plugin that is not critical', { [PLUGIN]: 'com.acme' }, 'unsupported'],
    ['a version of a plugin', { [`${PLUGIN}MinVersion`]: '1.0.0' }, 'unsupported'],
    ['a key in another case', { CTY: 'x' }, 'envelope-malformed'],
    ['an end in another case', { 'io.cncf.notary.Expiry': '2026-03-01T12:00:00Z' }, 'envelope-malformed'],
    ['certificates in what is signed', { x5c: [] }, 'envelope-malformed'],
  ])('with %s is no proof', async (_, changes, code) => {
    expectRefusal(await askJws([signedHeader(changes)]), code)
  })
  test('with attributes that are neither known nor critical is proof', async () => {
    expect(await askJws([signedHeader({ 'com.acme.build': 7, typ: 'JOSE' })])).toMatchObject(proved)
    expect(await askJws([signJws(signing(notary, { unsigned: { 'com.acme.note': 'x' } }))])).toMatchObject(proved)
    expect(await askJws([signedHeader({ [TIME]: '2026-03-01T13:00:00.5+01:00' })])).toMatchObject({
      facts: { claims: [[expect.anything(), '2026-03-01T12:00:00.000Z']] },
    })
  })

  const [payload = '', header = '', signature = ''] = [good.payload, good.protected, good.signature].map(String)
  test.each<[string, string]>([
    ['is no JSON', '{'],
    ['is a list', '[]'],
    ['is in compact form', `${header}.${payload}.${signature}`],
    ['has a member twice', text.replace('{"payload":', `{"payload":"${payload}","payload":`)],
    ['has a member in another case', text.replace('{"payload":', `{"Payload":"${payload}","payload":`)],
    ['has a member that is not known', text.replace('{', '{"kid":"1",')],
    ['has several signatures', text.replace('{', '{"signatures":[],')],
    ['is followed by something', `${text}{}`],
    ['has no payload', text.replace(payload, '')],
    ['has no signature', text.replace(signature, '')],
    ['has a padded payload', text.replace(payload, `${payload}=`)],
    ['has a signature in the other alphabet', text.replace(signature, `${signature.slice(0, -1)}+`)],
    ['has line breaks inside', text.replace(payload, `\\n${payload}`)],
    ['has no certificates', JSON.stringify({ ...good, header: { x5c: [] } })],
    ['has no header', JSON.stringify({ ...good, header: undefined })],
    ['has certificates in a text', JSON.stringify({ ...good, header: { x5c: notary.chain[0]?.toString('base64') } })],
    ['has certificates that are no base64', JSON.stringify({ ...good, header: { x5c: ['-_'] } })],
    ['has numbers for certificates', JSON.stringify({ ...good, header: { x5c: [1] } })],
    [
      'has a timestamp that is no text',
      JSON.stringify({ ...good, header: { x5c: notary.chain.map((c) => c.toString('base64')), [STAMP]: 1 } }),
    ],
  ])('that %s is no proof', async (_, envelope) => {
    expectRefusal(await askJws([Buffer.from(envelope)]), 'envelope-malformed')
  })
  test.each<[string, object]>([
    ['another payload', { payload: Buffer.from('{"targetArtifact":{}}').toString('base64url') }],
    ['another header', { protected: Buffer.from(JSON.stringify({ ...jwsHeader(signing()), more: 1 })).toString('base64url') }],
    ['a shorter signature', { signature: Buffer.from(signature, 'base64url').subarray(1).toString('base64url') }],
    ['another signature', { signature: Buffer.alloc(64, 1).toString('base64url') }],
    ['a signature of zeros', { signature: Buffer.alloc(64).toString('base64url') }],
  ])('with %s than was signed is no proof', async (_, changes) => {
    expect(await askJws([{ ...good, ...changes }])).toMatchObject({ status: 'refuted', because: 'invalid' })
  })
  test('is bounded, in its bytes and in its certificates', async () => {
    const padded = (size: number) => Buffer.from(text.padEnd(size))
    expect(await askJws([padded(MAX_NOTATION_BYTES)])).toMatchObject(proved)
    expect(await askJws([padded(MAX_NOTATION_BYTES + 1)])).toMatchObject({
      reason: expect.stringContaining('than 1048576'),
    })
    const chained = (count: number) =>
      signJws(signing(notary, { chain: Array.from({ length: count }, () => notary.root.certificate) }))
    expectRefusal(await askJws([chained(MAX_CHAIN)]), 'certificate-chain')
    expect(await askJws([chained(MAX_CHAIN + 1)])).toMatchObject({ reason: expect.stringContaining('than 10') })
  })
})

describe('a COSE envelope', () => {
  const parts = coseParts(signing())
  const header = coseHeader(signing())
  const withHeader = (...more: readonly (readonly [number | string, Writable])[]) => {
    const changed = new Map<number | string, Writable>([...header, ...more])
    return coseOf(coseParts(signing(), changed))
  }
  const without = (label: number | string) => coseOf(coseParts(signing(), new Map([...header].filter(([own]) => own !== label))))
  const time = (value: Writable) => ({ tag: 1, value })

  test.each<[string, Buffer, string]>([
    ['the algorithm of another key', withHeader([1, -35]), 'signature-invalid'],
    ['a shared secret', withHeader([1, 5]), 'signature-invalid'],
    ['an algorithm in a text', withHeader([1, 'ES256']), 'envelope-malformed'],
    ['no algorithm', without(1), 'envelope-malformed'],
    ['nothing critical', without(2), 'envelope-malformed'],
    ['an empty list of what is critical', withHeader([2, []]), 'envelope-malformed'],
    ['something critical that is unknown', withHeader([2, [SCHEME, 'x']], ['x', 1]), 'unsupported'],
    ['a number that is critical and unknown', withHeader([2, [SCHEME, 99]], [99, 1]), 'unsupported'],
    ['something critical that is not there', withHeader([2, [SCHEME, 'x']]), 'envelope-malformed'],
    ['a number for a text that is critical', withHeader([2, [SCHEME, '99']], [99, 1]), 'envelope-malformed'],
    ['a list in what is critical', withHeader([2, [SCHEME, []]]), 'envelope-malformed'],
    ['a plugin', withHeader([2, [SCHEME, PLUGIN]], [PLUGIN, 'com.acme']), 'unsupported'],
    ['another payload', withHeader([3, 'application/json']), 'payload-type'],
    ['a number for the kind of payload', withHeader([3, 50]), 'envelope-malformed'],
    ['no scheme', without(SCHEME), 'envelope-malformed'],
    ['the scheme of signing authorities and not their time', withHeader([SCHEME, AUTHORITY]), 'envelope-malformed'],
    ['a name of all objects for a scheme', withHeader([SCHEME, 'constructor']), 'envelope-malformed'],
    ['no time', without(TIME), 'envelope-malformed'],
    ['a time without its tag', withHeader([TIME, 1772366400]), 'envelope-malformed'],
    ['a time in a text', withHeader([TIME, { tag: 0, value: '2026-03-01T12:00:00Z' }]), 'envelope-malformed'],
    ['a time beyond all times', withHeader([TIME, time(8.64e12 + 1)]), 'envelope-malformed'],
    ['an end that is not critical', withHeader([EXPIRY, time(1900000000)]), 'envelope-malformed'],
    ['an end before its beginning', withHeader([2, [SCHEME, EXPIRY]], [EXPIRY, time(1)]), 'envelope-malformed'],
    ['a label that is signed and unsigned', withHeader([33, []]), 'envelope-malformed'],
  ])('with %s is no proof', async (_, envelope, code) => {
    expectRefusal(await askCose([envelope]), code)
  })
  test('with attributes that are neither known nor critical is proof', async () => {
    expect(await askCose([withHeader(['com.acme.build', true], [-70000, 'x'])])).toMatchObject(proved)
  })

  const unsigned = (more: readonly (readonly [number | string, Writable])[]) =>
    new Map<number | string, Writable>([...parts.unsigned, ...more])
  const good = coseOf(parts)
  const list = [parts.header, parts.unsigned, parts.payload, parts.signature] as const
  /** A map with its first key twice: not a thing that a Map can hold. */
  const twice = (map: ReadonlyMap<number | string, Writable>, key: number | string, value: Writable) => {
    const bytes = cbor(map)
    return Buffer.concat([Buffer.from([0xa0 | (map.size + 1)]), cbor(key), cbor(value), bytes.subarray(1)])
  }
  const spliced = (unsignedBytes: Buffer) =>
    Buffer.concat([Buffer.from([0xd2, 0x84]), cbor(parts.header), unsignedBytes, cbor(parts.payload), cbor(parts.signature)])
  test('reads what this test puts together by hand', async () => {
    expect(await askCose([spliced(cbor(parts.unsigned))])).toMatchObject(proved)
  })
  test.each<[string, Buffer]>([
    ['is empty', Buffer.alloc(0)],
    ['has no tag', good.subarray(1)],
    ['has the tag of several signatures', cbor({ tag: 98, value: list })],
    ['is followed by something', Buffer.concat([good, Buffer.from([0])])],
    ['ends early', good.subarray(0, -1)],
    ['has five parts', cbor({ tag: 18, value: [...list, 0] })],
    ['has three parts', cbor({ tag: 18, value: list.slice(0, 3) })],
    ['is a map', cbor({ tag: 18, value: new Map([[1, 2]]) })],
    ['has an indefinite length', Buffer.concat([Buffer.from([0xd2, 0x9f]), good.subarray(2), Buffer.from([0xff])])],
    ['has a length that is not the shortest', Buffer.concat([Buffer.from([0xd2, 0x98, 0x04]), good.subarray(2)])],
    ['has a key twice', spliced(twice(parts.unsigned, 33, []))],
    ['has a signed key twice', coseOf(coseParts(signing(), twice(header, 1, -7)))],
    ['has a signed header that is no map', coseOf(coseParts(signing(), cbor([])))],
    ['has no signed header', coseOf({ ...parts, header: Buffer.alloc(0) })],
    ['is detached from its payload', coseOf({ ...parts, payload: Buffer.alloc(0) })],
    ['has no signature', coseOf({ ...parts, signature: Buffer.alloc(0) })],
    ['has no certificates', coseOf({ ...parts, unsigned: new Map() })],
    ['has one certificate instead of a list', coseOf({ ...parts, unsigned: unsigned([[33, notary.signer.certificate]]) })],
    ['has a text for a certificate', coseOf({ ...parts, unsigned: unsigned([[33, ['x']]]) })],
    ['has a timestamp that is a text', coseOf({ ...parts, unsigned: unsigned([[STAMP, 'x']]) })],
    [
      'has more certificates than are read',
      coseOf({ ...parts, unsigned: unsigned([[33, Array.from({ length: MAX_CHAIN + 1 }, () => notary.root.certificate)]]) }),
    ],
  ])('that %s is no proof', async (_, envelope) => {
    expectRefusal(await askCose([envelope]), 'envelope-malformed')
  })
  test.each<[string, Partial<typeof parts>]>([
    ['another payload', { payload: Buffer.concat([parts.payload, Buffer.from(' ')]) }],
    ['another header', { header: cbor(new Map<number | string, Writable>([...header, ['x', 1]])) }],
    ['another signature', { signature: Buffer.alloc(64, 1) }],
  ])('with %s than was signed is no proof', async (_, changes) => {
    expectRefusal(await askCose([coseOf({ ...parts, ...changes })]), 'signature-invalid')
  })
  test('is not signed by a JWS over the same payload, nor the other way round', async () => {
    const { signature } = signJws(signing())
    expectRefusal(
      await askCose([coseOf({ ...parts, signature: Buffer.from(String(signature), 'base64url') })]),
      'signature-invalid',
    )
    const jws = { ...signJws(signing()), signature: parts.signature.toString('base64url') }
    expectRefusal(await askJws([jws]), 'signature-invalid')
  })
})

test('RSA signatures with another salt than the hash is long are no proof', async () => {
  const by = newNotary({ kind: 'rsa2048' })
  const { constants, sign } = await import('node:crypto')
  const honest = signJws(signing(by))
  const over = Buffer.from(`${honest.protected}.${honest.payload}`)
  const key = by.signer.keys.privateKey
  const made = (saltLength: number) => sign('sha256', over, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
  const answer = (signature: Buffer) =>
    askJws([{ ...honest, signature: signature.toString('base64url') }], { authority: trusting(by) })
  expect(await answer(made(32))).toMatchObject(proved)
  for (const salt of [0, 20, 64]) expectRefusal(await answer(made(salt)), 'signature-invalid')
  expectRefusal(await answer(sign('sha256', over, key)), 'signature-invalid')
})
