import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Evidence } from '../../../src/model/evidence.ts'
import { verify } from '../../../src/verify/verify.ts'
import { type FakeRegistry, startRegistry } from '../../fakes/registry.ts'
import { clientOf } from '../../fakes/registry-client.ts'
import { describe as descriptorOf, type NewArtifact, pushArtifact, pushImage, pushIndex } from '../../fakes/registry-push.ts'
import type { StoredManifest } from '../../fakes/registry-store.ts'
import { coseOf, coseParts, NOTATION, signJws } from '../../fakes/signing/notation.ts'
import { NOW } from '../asking.ts'
import { trustOf } from '../shelf.ts'
import { authority, signing } from './notary.ts'

describe.each(['api', 'missing'] as const)(
  'a Notary Project signature over HTTP, with a referrers API that is %s',
  (referrers) => {
    let registry: FakeRegistry
    beforeAll(async () => {
      registry = await startRegistry({ referrers })
    })
    afterAll(() => registry.close())

    const payloadFor = (image: StoredManifest) => signing(undefined, { payload: { targetArtifact: descriptorOf(image) } })
    const jwsFor = (image: StoredManifest) => ({ mediaType: NOTATION.jws, bytes: JSON.stringify(signJws(payloadFor(image))) })
    const coseFor = (image: StoredManifest) => ({ mediaType: NOTATION.cose, bytes: coseOf(coseParts(payloadFor(image))) })
    const attach = (repository: string, image: StoredManifest, artifact: NewArtifact) =>
      pushArtifact(registry.content, repository, { subject: descriptorOf(image), ...artifact })
    const ask = async (repository: string, { digest }: StoredManifest): Promise<Evidence | undefined> => {
      const claim = { verifier: 'signature', repository: { registry: registry.host, repository }, digest, authority } as const
      const ports = { registry: clientOf([registry.host]), trust: trustOf({}) }
      return (await verify({ claims: [claim], inventory: [], now: NOW }, ports)).evidence[0]
    }

    test.each([
      ['JWS', jwsFor],
      ['COSE', coseFor],
    ])('%s proves its image, and no other that it is copied to', async (name, layerFor) => {
      const repository = `acme/${name.toLowerCase()}`
      const image = pushImage(registry.content, repository, { seed: 'web' })
      expect(await ask(repository, image)).toMatchObject({ status: 'absent' })
      attach(repository, image, { artifactType: NOTATION.artifact, layers: [layerFor(image)] })
      expect(await ask(repository, image)).toMatchObject({ status: 'proved' })
      const twin = pushImage(registry.content, repository, { seed: 'other' })
      attach(repository, twin, { artifactType: NOTATION.artifact, layers: [layerFor(image)] })
      expect(await ask(repository, twin)).toMatchObject({
        status: 'refuted',
        because: 'invalid',
        reason: expect.stringContaining('digest-mismatch'),
      })
    })
    test('proves an index, and is known by the type of its config as well', async () => {
      const child = descriptorOf(pushImage(registry.content, 'acme/index', { seed: 'arm' }))
      const index = pushIndex(registry.content, 'acme/index', { children: [child] })
      attach('acme/index', index, { configType: NOTATION.artifact, layers: [jwsFor(index)] })
      expect(await ask('acme/index', index)).toMatchObject({ status: 'proved' })
    })
  },
)
