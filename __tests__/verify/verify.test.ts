import { describe, expect, test } from '@jest/globals'
import type { Authority } from '../../src/model/policy.ts'
import { verify } from '../../src/verify/verify.ts'
import {
  attachBundle,
  attachTag,
  bundleOf,
  signatureLayer,
  signStatementFor,
  simpleSigningPayload,
} from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { signMessage, signStatement } from '../fakes/signing/sign.ts'
import { newSigstore, trustedRoot } from '../fakes/signing/sigstore.ts'
import { DIGEST, REPOSITORY, shelf, trustOf } from './shelf.ts'

const world = newSigstore()
const keys = newKeys()
const identity = {
  uri: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
}
const keyless: Authority = {
  kind: 'keyless',
  name: 'release',
  issuer: identity.issuer,
  identity: identity.uri,
  claims: {},
  trustRoots: ['acme'],
}
const keyed: Authority = {
  kind: 'key',
  name: 'platform',
  pem: pem('PUBLIC KEY', spkiOf(keys.publicKey)),
  transparencyLog: 'required',
  trustRoots: ['acme'],
}
const trust = trustOf({ acme: trustedRoot(world) })
const now = new Date('2026-11-01T00:00:00Z')

async function ask(authority: Authority, registry = shelf([])) {
  const claims = [{ verifier: 'signature', repository: REPOSITORY, digest: DIGEST, authority } as const]
  const { evidence } = await verify({ claims, inventory: [], now }, { registry, trust })
  return evidence[0]
}

describe('signatures', () => {
  test('a keyless signature under the .sig tag is proved', async () => {
    const signed = signMessage(world, { identity }, simpleSigningPayload(DIGEST))
    expect(await ask(keyless, shelf([attachTag(DIGEST, 'sig', [signatureLayer(signed)])]))).toMatchObject({
      status: 'proved',
      facts: { signer: identity.uri },
    })
  })
  test('a keyless bundle that refers to the image is proved', async () => {
    for (const log of ['rekor', 'rekor2'] as const) {
      const signed = signStatement(world, { identity }, signStatementFor(DIGEST), { log })
      expect(await ask(keyless, shelf([attachBundle(DIGEST, bundleOf(signed))]))).toMatchObject({ status: 'proved' })
    }
  })
  test('keyed signatures are proved in both forms', async () => {
    const tagged = signMessage(world, { keys }, simpleSigningPayload(DIGEST))
    expect(await ask(keyed, shelf([attachTag(DIGEST, 'sig', [signatureLayer(tagged)])]))).toMatchObject({ status: 'proved' })
    for (const log of ['rekor', 'rekor2'] as const) {
      const bundled = signStatement(world, { keys }, signStatementFor(DIGEST), { log })
      expect(await ask(keyed, shelf([attachBundle(DIGEST, bundleOf(bundled))]))).toMatchObject({ status: 'proved' })
    }
  })
})
