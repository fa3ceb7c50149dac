import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Digest } from '../../src/model/image-name.ts'
import { registryContract } from '../adapters/registry/contract.ts'
import { passwords } from '../adapters/registry/world.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { describe as descriptorOf, pushArtifact, pushImage } from '../fakes/registry-push.ts'
import type { Store } from '../fakes/registry-store.ts'
import { createWriter } from '../fakes/registry-writer.ts'
import { distribution, pushByHttp, pushWithSkopeo, type RealRegistry, type Start, startReal, zot } from './real-registries.ts'
import { startTokenService, type TokenService } from './token-service.ts'

const USER = 'robot:interop:password'
/** `htpasswd -Bbn robot interop:password` */
const HTPASSWD = 'robot:$2y$05$C/5GE0cGdgwN.66SpRY0Pu0ibSNEu9hwFiMEM0AsmX8Poe5znVl5W'
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

const programs = process.env
const skopeo = programs.PREADMIT_SKOPEO ?? ''

function suiteFor(variable: string, title: string): readonly [typeof describe | typeof describe.skip, string, string] {
  const program = programs[variable] ?? ''
  const missing = [program === '' ? variable : '', skopeo === '' ? 'PREADMIT_SKOPEO' : ''].filter((one) => one !== '')
  if (missing.length === 0) return [describe, title, program]
  return [describe.skip, `${title} (skipped: ${missing.join(' and ')} not set)`, program]
}

function newImage() {
  const store: Store = new Map()
  const writer = createWriter(store, true)
  return { store, writer, manifest: pushImage(writer, 'team/app', { tag: 'v1' }) }
}

const withTokens = (service: TokenService) => (folder: string) => {
  writeFileSync(join(folder, 'root.pem'), service.certificate)
  return `  token: {realm: "${service.realm}", service: registry, issuer: preadmit-tests, rootcertbundle: "${folder}/root.pem"}\n`
}
const withPasswords = (folder: string) => {
  writeFileSync(join(folder, 'htpasswd'), `${HTPASSWD}\n`)
  return `  htpasswd: {realm: interop, path: "${folder}/htpasswd"}\n`
}

async function served(program: string, start: Start, credentials?: string) {
  const real = await startReal(program, start)
  const { store, manifest } = newImage()
  const to = `${real.host}/team/app:v1`
  try {
    const digest = await pushWithSkopeo(skopeo, { store, manifest, to, ...(credentials === undefined ? {} : { credentials }) })
    return { real, digest, repository: { registry: real.host, repository: 'team/app' } }
  } catch (error) {
    await real.close()
    throw error
  }
}

for (const [variable, name] of [
  ['PREADMIT_DOCKER_REGISTRY', 'docker-registry of Debian'],
  ['PREADMIT_DISTRIBUTION_3', 'distribution 3'],
] as const) {
  const [suite, title, program] = suiteFor(variable, name)

  suite(`${title}, anonymous, with an image that skopeo pushed`, () => {
    registryContract(async () => {
      const { real, digest, repository } = await served(program, distribution())
      return { connect: () => clientOf([real.host]), repository, tag: 'v1', digest, close: real.close }
    })
  })

  suite(`${title}, htpasswd`, () => {
    registryContract(async () => {
      const { real, digest, repository } = await served(program, distribution(withPasswords), USER)
      return {
        connect: () => clientOf([real.host], passwords({ [real.host]: USER })),
        repository,
        tag: 'v1',
        digest,
        close: real.close,
      }
    })
  })

  suite(`${title}, token`, () => {
    registryContract(async () => {
      const service = await startTokenService(USER)
      const { real, digest, repository } = await served(program, distribution(withTokens(service)), USER)
      const close = async () => {
        await real.close()
        await service.close()
      }
      return {
        connect: () => clientOf([], { registries: [{ host: real.host, allowPrivate: true, tokenService: service.host }] }),
        repository,
        tag: 'v1',
        digest,
        close,
      }
    })
  })

  suite(`${title}, what it refuses`, () => {
    let real: RealRegistry
    let digest: Digest
    beforeAll(async () => {
      const all = await served(program, distribution(withPasswords), USER)
      real = all.real
      digest = all.digest
    })
    afterAll(() => real.close())

    test.each([
      ['nobody', {}],
      ['a wrong password', 'robot:wrong'],
    ])('%s gets nothing, and that is not "absent"', async (_, entry) => {
      const client = clientOf([real.host], typeof entry === 'string' ? passwords({ [real.host]: entry }) : {})
      const repository = { registry: real.host, repository: 'team/app' }
      for (const answer of [
        await client.manifest(repository, { tag: 'v1' }),
        await client.tagDigest(repository, 'none'),
        await client.blob(repository, digest, 10),
        await client.referrers(repository, digest),
      ])
        expect(answer).toMatchObject({ kind: 'unknown', problem: { kind: 'denied' } })
      client.close()
    })
  })

  suite(`${title}, fallback tag`, () => {
    test('referrers that a client listed under the fallback tag are found', async () => {
      const real = await startReal(program, distribution())
      const { store, manifest } = newImage()
      const artifact = pushArtifact(createWriter(store, false), 'team/app', {
        subject: descriptorOf(manifest),
        artifactType: BUNDLE,
        layers: [{ mediaType: BUNDLE, bytes: '{}' }],
      })
      await pushByHttp(real.host, 'team/app', store)
      const client = clientOf([real.host])
      const answer = await client.referrers({ registry: real.host, repository: 'team/app' }, manifest.digest)
      expect(answer.kind === 'found' && answer.value.map((one) => [one.digest, one.artifactType])).toEqual([
        [artifact.digest, BUNDLE],
      ])
      client.close()
      await real.close()
    })
  })
}

for (const [variable, name, start] of [
  ['PREADMIT_ZOT', 'zot', zot],
  ['PREADMIT_GGCR_REGISTRY', "go-containerregistry's registry", ({ port }) => [`127.0.0.1:${port}`]],
] as const satisfies readonly (readonly [string, string, Start])[]) {
  const [suite, title, program] = suiteFor(variable, name)

  suite(`${title}, with the referrers API`, () => {
    registryContract(async () => {
      const { real, digest, repository } = await served(program, start)
      return { connect: () => clientOf([real.host]), repository, tag: 'v1', digest, close: real.close }
    })

    test('a referrer that was pushed with its subject is listed', async () => {
      const real = await startReal(program, start)
      const { store, writer, manifest } = newImage()
      const layers = [{ mediaType: BUNDLE, bytes: '{}' }]
      const artifact = pushArtifact(writer, 'team/app', {
        subject: descriptorOf(manifest),
        artifactType: BUNDLE,
        layers,
        annotations: { a: 'b' },
      })
      await pushByHttp(real.host, 'team/app', store)
      const client = clientOf([real.host])
      const answer = await client.referrers({ registry: real.host, repository: 'team/app' }, manifest.digest)
      expect(answer).toMatchObject({ kind: 'found', value: [{ digest: artifact.digest }] })
      client.close()
      await real.close()
    })
  })
}
