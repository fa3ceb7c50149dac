import { afterEach, describe, expect, test } from '@jest/globals'
import { resolve } from '../../../src/resolve/resolve.ts'
import { collect } from '../../../src/verify/collect.ts'
import { describe as descriptorOf, pushArtifact, pushImage, pushSignatures } from '../../fakes/registry-push.ts'
import { closeAll, type World, worldWith } from './world.ts'

afterEach(closeAll)

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

/** What resolving and collecting the signatures of an image asks for, digests shortened to what they are of. */
async function requestsFor(world: World, image: { readonly digest: string }): Promise<readonly string[]> {
  const { client, app, registry } = world
  const name = { ...app, digest: pushImage(registry.content, 'app').digest }
  await resolve([name, name], client)
  await collect(client, app, name.digest)
  await collect(client, app, name.digest)
  return registry.seen
    .map(({ method, path }) =>
      `${method} ${path.replace('/v2/app/', '')}`.replaceAll(/sha256([:-])[0-9a-f]{64}/g, (text) =>
        text.slice(7) === image.digest.slice(7) ? `image${text[6]}` : `other${text[6]}`,
      ),
    )
    .sort()
}

describe('a signed image that is pinned', () => {
  test('with a signature under its .sig tag, on a registry that has no referrers API', async () => {
    const world = await worldWith({ referrers: 'missing' })
    const image = pushImage(world.registry.content, 'app')
    pushSignatures(world.registry.content, 'app', { subject: image.digest, layers: [{ bytes: '{}' }] })
    expect(await requestsFor(world, image)).toEqual([
      'GET blobs/other:',
      'GET manifests/image-',
      'GET manifests/image-.att',
      'GET manifests/image-.sig',
      'GET manifests/image:',
      'GET referrers/image:',
    ])
  })

  test('with a bundle that refers to it, on a registry with the referrers API', async () => {
    const world = await worldWith()
    const image = pushImage(world.registry.content, 'app')
    const layers = [{ mediaType: BUNDLE, bytes: '{}' }]
    pushArtifact(world.registry.content, 'app', { subject: descriptorOf(image), artifactType: BUNDLE, layers })
    expect(await requestsFor(world, image)).toEqual([
      'GET blobs/other:',
      'GET manifests/image-',
      'GET manifests/image-.att',
      'GET manifests/image-.sig',
      'GET manifests/image:',
      'GET manifests/other:',
      'GET referrers/image:',
    ])
  })
})

test('a registry that said that it has no referrers API is not asked for it again', async () => {
  const world = await worldWith({ referrers: 'missing' })
  for (const seed of ['first', 'second', 'third']) {
    const image = pushImage(world.registry.content, 'app', { seed })
    await collect(world.client, world.app, image.digest)
  }
  expect(world.registry.seen.filter((one) => one.path.includes('/referrers/'))).toHaveLength(1)
  expect(world.registry.seen).toHaveLength(1 + 3 * 3)
})
