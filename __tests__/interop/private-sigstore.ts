import { createPublicKey } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { childAt, readDer } from '../../src/verify/crypto/der.ts'
import { pem, sha256 } from '../fakes/signing/certificates.ts'
import { appendEntry, type BundleEntry } from '../fakes/signing/log.ts'
import { type Identity, issue, type Sigstore } from '../fakes/signing/sigstore.ts'
import { stamp } from '../fakes/signing/timestamp.ts'

/** A private Sigstore that real clients can talk to over HTTP on this machine. */
export interface SigstoreServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves Fulcio (both APIs), Rekor (both generations) and a timestamp authority. Certificates are issued for `identity`, whatever the token. */
export async function serveSigstore(world: Sigstore, identity: Identity): Promise<SigstoreServer> {
  const server = createServer((request, response) => {
    answer(world, identity, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close: () => new Promise((closed) => server.close(() => closed())) }
}

async function answer(world: Sigstore, identity: Identity, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const at = new Date(Math.floor(Date.now() / 1000) * 1000)
  const path = (request.url ?? '').replace(/^\/\/+/, '/')
  if (path === '/api/v1/timestamp') {
    const requested = readDer(body)
    const token = stamp(world.tsa, body, at, {
      request: { imprint: childAt(requested, 1).raw, nonce: nonceOf(requested.children) },
      embed: [world.tsa.certificate],
    })
    response.writeHead(201, { 'content-type': 'application/timestamp-reply' }).end(token)
    return
  }
  const json = JSON.parse(body.toString() || '{}')
  if (path === '/api/v2/signingCert') {
    const chain = { chain: { certificates: certificates(world, identity, json.publicKeyRequest.publicKey.content, at) } }
    send(response, 200, json.certificateSigningRequest === undefined ? { signedCertificateEmbeddedSct: chain } : {})
  } else if (path === '/api/v1/signingCert') {
    const content = Buffer.from(json.publicKey.content, 'base64')
    const key = content.includes('BEGIN') ? content.toString() : pem('PUBLIC KEY', content)
    const chain = certificates(world, identity, key, at).join('')
    response.writeHead(201, { 'content-type': 'application/pem-certificate-chain' }).end(chain)
  } else if (path === '/api/v1/log/entries') send(response, 201, rekor1(appendEntry(world.rekor, canonicalBody(json), at)))
  else if (path === '/api/v2/log/entries') send(response, 201, appendEntry(world.rekor2, bodyOfSecondGeneration(json), at))
  else send(response, 404, { path })
}

const ENTRY = `24296fb24b8ad77a${'0'.repeat(64)}`

function send(response: ServerResponse, status: number, json: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', etag: ENTRY, location: `/api/v1/log/entries/${ENTRY}` })
    .end(JSON.stringify(json))
}

function nonceOf(parts: readonly { readonly tag: number; readonly raw: Buffer }[]): Buffer {
  return parts.slice(2).find(({ tag }) => tag === 0x02)?.raw ?? Buffer.from([2, 1, 0])
}

function certificates(world: Sigstore, identity: Identity, key: string, at: Date): readonly string[] {
  const publicKey = createPublicKey(key)
  const leaf = issue(world, identity, at, { keys: { publicKey, privateKey: world.root.keys.privateKey } })
  return [leaf.certificate, world.intermediate.certificate, world.root.certificate].map((der) => pem('CERTIFICATE', der))
}

/** What Rekor 1 keeps of a proposed entry. */
function canonicalBody(proposed: { kind: string; apiVersion: string; spec: Record<string, never> }): {
  kind: string
  apiVersion: string
  spec: unknown
} {
  if (proposed.kind !== 'dsse') return proposed
  const { envelope, verifiers } = proposed.spec.proposedContent as unknown as { envelope: string; verifiers: string[] }
  const { payload, signatures } = JSON.parse(envelope) as { payload: string; signatures: { sig: string }[] }
  const hash = (bytes: Buffer) => ({ algorithm: 'sha256', value: sha256(bytes).toString('hex') })
  const spec = {
    envelopeHash: hash(Buffer.from(envelope)),
    payloadHash: hash(Buffer.from(payload, 'base64')),
    signatures: signatures.map(({ sig }, index) => ({ signature: sig, verifier: verifiers[index] })),
  }
  return { kind: 'dsse', apiVersion: proposed.apiVersion, spec }
}

function rekor1(entry: BundleEntry): unknown {
  const hex = (text: string) => Buffer.from(text, 'base64').toString('hex')
  const { inclusionProof: proof } = entry
  return {
    [ENTRY]: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logID: hex(entry.logId.keyId),
      logIndex: Number(entry.logIndex),
      verification: {
        inclusionProof: {
          checkpoint: proof.checkpoint.envelope,
          hashes: proof.hashes.map(hex),
          logIndex: 1,
          rootHash: hex(proof.rootHash),
          treeSize: 2,
        },
        signedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
      },
    },
  }
}

function bodyOfSecondGeneration(request: {
  hashedRekordRequestV002?: { digest: string; signature: { content: string; verifier: unknown } }
  dsseRequestV002?: { envelope: { payload: string; signatures: { sig: string }[] }; verifiers: unknown[] }
}) {
  const { hashedRekordRequestV002: hashed, dsseRequestV002: dsse } = request
  if (hashed !== undefined) {
    const spec = { hashedRekordV002: { data: { algorithm: 'SHA2_256', digest: hashed.digest }, signature: hashed.signature } }
    return { kind: 'hashedrekord', apiVersion: '0.0.2', spec }
  }
  if (dsse === undefined) throw new Error('neither kind of entry')
  const digest = sha256(Buffer.from(dsse.envelope.payload, 'base64')).toString('base64')
  const signatures = dsse.envelope.signatures.map(({ sig }, index) => ({ content: sig, verifier: dsse.verifiers[index] }))
  return { kind: 'dsse', apiVersion: '0.0.2', spec: { dsseV002: { payloadHash: { algorithm: 'SHA2_256', digest }, signatures } } }
}
