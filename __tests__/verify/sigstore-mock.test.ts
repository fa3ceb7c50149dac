import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { initializeCA, initializeCTLog, initializeTLog } from '@sigstore/mock'
import { readTrustRoot } from '../../src/verify/trust-root.ts'
import { openBundle } from '../../src/verify/verifiers/bundle.ts'
import { verifyMaterial } from '../../src/verify/verify-material.ts'
import { newKeys, pem, signWith, spkiOf } from '../fakes/signing/certificates.ts'

/** Sigstore's own mock writes its certificates, log entries and timestamps with other code than our fakes and our readers. */
describe("material of Sigstore's own mock", () => {
  test('a message signed with its certificate, and log verifies', async () => {
    const { bundle, root, payload } = await signedByMock()
    const trust = readTrustRoot('mock', root)
    const material = openBundle(Buffer.from(JSON.stringify(bundle)), payload)
    if (!trust.ok || !material.ok) throw new Error(JSON.stringify([trust, material]))
    const verified = verifyMaterial(material.value, { root: trust.value, log: 'required', now: Date.now() })
    expect(verified).toMatchObject({
      ok: true,
      value: { signer: { names: [{ kind: 'uri', value: 'https://acme.test/release' }], issuer: 'https://issuer.test' } },
    })
    const other = openBundle(Buffer.from(JSON.stringify(bundle)), Buffer.from('other'))
    expect(other.ok && verifyMaterial(other.value, { root: trust.value, log: 'required', now: Date.now() })).toMatchObject({
      ok: false,
      rejection: { reason: 'digest-mismatch' },
    })
  })
})

async function signedByMock() {
  const ctLog = await initializeCTLog(newKeys())
  const ca = await initializeCA(newKeys(), ctLog)
  const log = await initializeTLog('https://rekor.mock', newKeys())
  const payload = Buffer.from('hello')
  const keys = newKeys()
  const view = await ca.issueCertificate({
    publicKey: spkiOf(keys.publicKey),
    subjectAltName: 'https://acme.test/release',
    extensions: [{ oid: '1.3.6.1.4.1.57264.1.8', value: 'https://issuer.test' }],
  } as never)
  const issued = bytesOf(view)
  const signature = signWith(keys.privateKey, payload)
  const hash = createHash('sha256').update(payload).digest()
  const content = Buffer.from(pem('CERTIFICATE', issued)).toString('base64')
  const body = {
    kind: 'hashedrekord',
    apiVersion: '0.0.1',
    spec: {
      data: { hash: { algorithm: 'sha256', value: hash.toString('hex') } },
      signature: { content: signature.toString('base64'), publicKey: { content } },
    },
  }
  const logged: unknown = await log.log(body)
  const [entry] = Object.values(logged as Record<string, MockEntry>)
  if (entry === undefined) throw new Error('the mock logged nothing')
  const proof = entry.verification.inclusionProof
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: issued.toString('base64') },
      tlogEntries: [
        {
          logIndex: String(entry.logIndex),
          logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
          kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
          integratedTime: String(entry.integratedTime),
          inclusionPromise: { signedEntryTimestamp: entry.verification.signedEntryTimestamp },
          inclusionProof: {
            logIndex: '0',
            treeSize: '1',
            rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
            hashes: [],
            checkpoint: { envelope: proof.checkpoint },
          },
          canonicalizedBody: entry.body,
        },
      ],
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: hash.toString('base64') },
      signature: signature.toString('base64'),
    },
  }
  return {
    bundle,
    payload,
    root: rootOf(bytesOf(ca.rootCertificate), bytesOf(log.publicKey), {
      publicKey: bytesOf(ctLog.publicKey),
      logID: bytesOf(ctLog.logID),
    }),
  }
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength)
}

interface MockEntry {
  readonly body: string
  readonly integratedTime: number
  readonly logID: string
  readonly logIndex: number
  readonly verification: {
    readonly signedEntryTimestamp: string
    readonly inclusionProof: { readonly rootHash: string; readonly checkpoint: string }
  }
}

function rootOf(authority: Buffer, logKey: Buffer, ctLog: { readonly publicKey: Buffer; readonly logID: Buffer }): string {
  const validFor = { start: new Date(Date.now() - 3_600_000).toISOString() }
  const log = (key: Buffer, id: Buffer, baseUrl: string) => ({
    baseUrl,
    publicKey: { rawBytes: key.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: id.toString('base64') },
  })
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [log(logKey, createHash('sha256').update(logKey).digest(), 'https://rekor.mock')],
    ctlogs: [log(ctLog.publicKey, ctLog.logID, 'https://ct.mock')],
    certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: authority.toString('base64') }] }, validFor }],
    timestampAuthorities: [],
  })
}
