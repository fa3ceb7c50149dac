import { describe, expect, test } from '@jest/globals'
import { MAX_CHAIN_STEPS, MAX_DER_DEPTH, MAX_DER_NODES, MAX_PROOF_HASHES, MAX_SCTS } from '../../../src/model/limits.ts'
import { readCertificate } from '../../../src/verify/crypto/certificate.ts'
import { buildPath } from '../../../src/verify/crypto/chain.ts'
import { readCheckpoint } from '../../../src/verify/crypto/checkpoint.ts'
import { readBoolean, readDer, readOid, readTime, TAG, writeDer } from '../../../src/verify/crypto/der.ts'
import { formatName } from '../../../src/verify/crypto/distinguished-name.ts'
import { readBase64, readHex, readPem } from '../../../src/verify/crypto/encoding.ts'
import { rootFrom } from '../../../src/verify/crypto/merkle.ts'
import { checkScts } from '../../../src/verify/crypto/sct.ts'
import { name, newCertificate, newKeys, pem, sha256 } from '../../fakes/signing/certificates.ts'
import { der, octets, oid, sequence, setOf, utf8 } from '../../fakes/signing/der.ts'
import { newIssuer } from '../../fakes/signing/sigstore.ts'

describe('DER', () => {
  test.each([
    ['nothing', []],
    ['a length without a value', [0x04, 0x02, 0x00]],
    ['bytes after the end', [0x05, 0x00, 0x00]],
    ['a length that is not the shortest', [0x04, 0x81, 0x01, 0x00]],
    ['an indefinite length', [0x30, 0x80, 0x00, 0x00]],
    ['a long tag', [0x1f, 0x20, 0x00]],
  ])('refuses %s', (_, bytes) => {
    expect(() => readDer(Buffer.from(bytes))).toThrow(/DER/)
  })
  test('stops at its depth', () => {
    const nested = (depth: number) =>
      Array.from({ length: depth }).reduce<Buffer>((inner) => writeDer(0x30, inner), Buffer.alloc(0))
    expect(readDer(nested(MAX_DER_DEPTH + 1)).tag).toBe(0x30)
    expect(() => readDer(nested(MAX_DER_DEPTH + 2))).toThrow('than 24')
  })
  test('stops at its number of elements', () => {
    const nulls = (count: number) => writeDer(0x30, Buffer.concat(Array.from({ length: count }, () => Buffer.from([5, 0]))))
    expect(readDer(nulls(MAX_DER_NODES - 1)).children).toHaveLength(MAX_DER_NODES - 1)
    expect(() => readDer(nulls(MAX_DER_NODES))).toThrow('than 20000')
  })
  test('reads identifiers, also those below 2', () => {
    for (const dotted of ['1.2.840.113549.1.1.11', '2.5.29.17', '1.3.6.1.4.1.57264.1.8', '0.9.2342'])
      expect(readOid(readDer(oid(dotted)))).toBe(dotted)
    expect(() => readOid(readDer(der(0x06, Buffer.from([0x80]))))).toThrow()
  })
  test('reads times that exist', () => {
    const time = (tag: number, text: string) => readTime(readDer(der(tag, Buffer.from(text))))
    expect(new Date(time(TAG.utcTime, '491231235959Z')).toISOString()).toBe('2049-12-31T23:59:59.000Z')
    expect(new Date(time(TAG.utcTime, '500101000000Z')).toISOString()).toBe('1950-01-01T00:00:00.000Z')
    expect(new Date(time(TAG.generalizedTime, '20260301120000.5Z')).toISOString()).toBe('2026-03-01T12:00:00.500Z')
    for (const text of ['20260230000000Z', '20261301000000Z', '20260101240000Z', '20260101000000', '20260101000000+0100'])
      expect(() => time(TAG.generalizedTime, text)).toThrow()
  })
  test('knows two booleans', () => {
    expect(() => readBoolean(readDer(der(0x01, Buffer.from([1]))))).toThrow()
  })
  test('writes names as RFC 4514 does, last part first', () => {
    const part = (id: string, text: string) => setOf(sequence(oid(id), utf8(text)))
    expect(formatName(sequence(part('2.5.4.10', 'Acme, Inc.'), part('2.5.4.3', 'root')))).toBe('CN=root,O=Acme\\, Inc.')
    expect(formatName(name(''))).toBe('')
    expect(() => formatName(sequence(part('2.5.4.3', 'a\u0000b')))).toThrow('control')
  })
})

describe('text encodings', () => {
  test('base64 has one form, line breaks aside', () => {
    expect(readBase64('AAE=\n', 'x')).toEqual(Buffer.from([0, 1]))
    for (const text of ['AAE', 'AAF=', 'AA E=', 'AA-_', '=', 'AAE=AAE='])
      expect(() => readBase64(text, 'x')).toThrow('x is not base64')
  })
  test('hexadecimal has whole bytes', () => {
    for (const text of ['0', '0g', '0x00']) expect(() => readHex(text, 'x')).toThrow()
  })
  test('PEM has nothing between its blocks', () => {
    const one = pem('CERTIFICATE', Buffer.from('x'))
    expect(readPem(`${one}\n${one}`, 'x')).toHaveLength(2)
    for (const text of ['', 'x', `x${one}`, `${one}x`, one.replace('END CERTIFICATE', 'END KEY'), one.replace('\n', '')])
      expect(() => readPem(text, 'x')).toThrow()
  })
})

describe('proofs', () => {
  test('a proof needs as many hashes as its index and size say', () => {
    const leaf = Buffer.from('leaf')
    const [left, right] = [Buffer.alloc(32, 1), sha256(Buffer.from([0]), leaf)]
    expect(rootFrom(leaf, { index: 1n, size: 2n, hashes: [left] })).toEqual(sha256(Buffer.from([1]), left, right))
    for (const proof of [
      { index: 2n, size: 2n, hashes: [left] },
      { index: 1n, size: 2n, hashes: [] },
      { index: 0n, size: 1n, hashes: [left] },
    ])
      expect(rootFrom(leaf, proof)).toBeUndefined()
    const long = Array.from({ length: MAX_PROOF_HASHES + 1 }, () => left)
    expect(rootFrom(leaf, { index: 0n, size: 2n ** 65n, hashes: long })).toBeUndefined()
  })
  test.each([
    '',
    'origin\n1\nAA==\n',
    'origin\n1\n',
    '\n1\nx\n\n\u2014 a b\n',
    `o\n-1\n${Buffer.alloc(32).toString('base64')}\n\n\u2014 o AAAAAAA=\n`,
  ])('%j is no checkpoint', (text) => {
    expect(readCheckpoint(text)).toMatchObject({ ok: false, rejection: { reason: 'log-checkpoint-invalid' } })
  })
  test('certificates of equal names do not make a chain exponential', () => {
    const start = new Date('2026-01-01T00:00:00Z')
    const keys = newKeys()
    const same = Array.from({ length: 10 }, () => read(newIssuer('loop', start, undefined, keys).certificate))
    const leaf = read(
      newCertificate({
        subject: 'x',
        issuer: 'loop',
        publicKey: keys.publicKey,
        issuerKey: keys.privateKey,
        notBefore: start,
        notAfter: new Date('2030-01-01T00:00:00Z'),
        extensions: [],
      }),
    )
    const anchor = read(newIssuer('elsewhere', start).certificate)
    const path = buildPath(leaf, {
      anchor,
      trusted: same,
      given: [],
      at: Date.parse('2026-06-01T00:00:00Z'),
      purpose: '1.3.6.1.5.5.7.3.3',
    })
    expect(path).toMatchObject({
      ok: false,
      rejection: { reason: 'too-many', detail: expect.stringContaining(`more than ${MAX_CHAIN_STEPS}`) },
    })
  })
  test('certificate timestamps are counted', () => {
    const entry = Buffer.concat([Buffer.from([0]), Buffer.alloc(40), Buffer.from([0, 0, 4, 3, 0, 0])])
    const list = (count: number) => {
      const entries = Buffer.concat(Array.from({ length: count }, () => Buffer.concat([Buffer.from([0, entry.length]), entry])))
      const size = Buffer.alloc(2)
      size.writeUInt16BE(entries.length)
      return octets(size, entries)
    }
    const start = new Date('2026-01-01T00:00:00Z')
    const keys = newKeys()
    const leaf = (count: number) =>
      read(
        newCertificate({
          subject: 'x',
          issuer: 'x',
          publicKey: keys.publicKey,
          issuerKey: keys.privateKey,
          notBefore: start,
          notAfter: start,
          extensions: [{ id: '1.3.6.1.4.1.11129.2.4.2', value: list(count) }],
        }),
      )
    const issuer = read(newIssuer('x', start).certificate)
    expect(checkScts(leaf(MAX_SCTS), issuer, [])).toEqual({ ok: true, value: [] })
    expect(checkScts(leaf(MAX_SCTS + 1), issuer, [])).toMatchObject({
      ok: false,
      rejection: { reason: 'sct-invalid', detail: expect.stringContaining('than 16') },
    })
  })
})

function read(bytes: Buffer) {
  const certificate = readCertificate(bytes)
  if (!certificate.ok) throw new Error(certificate.rejection.detail)
  return certificate.value
}
