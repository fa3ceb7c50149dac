import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { builtInRepositories } from '../../src/adapters/trust/repositories.ts'
import type { Digest } from '../../src/model/image-name.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { verify } from '../../src/verify/verify.ts'
import { askBoth } from '../verify/differential.ts'
import { folderSamples } from '../verify/samples.ts'
import { asDigest, REPOSITORY, trustOf } from '../verify/shelf.ts'
import { layoutRegistry } from './layout-registry.ts'

const bundles = process.env.PREADMIT_BUNDLES
const aboutBundles = bundles === undefined ? 'skipped: set PREADMIT_BUNDLES to a folder of bundles' : 'PREADMIT_BUNDLES'

;(bundles === undefined ? describe.skip : describe)(`bundles that others published (${aboutBundles})`, () => {
  const samples = bundles === undefined ? [] : folderSamples(bundles)
  const verdicts = samples.map((one) => ({ name: one.name, ...askBoth(one, one.bundle, 'none') }))
  const accepted = verdicts.filter(({ ours }) => ours === 'accepted')

  test('are accepted for the most part', () => {
    expect(accepted.length).toBeGreaterThan(verdicts.length / 2)
  })
  test('are accepted here where the library accepts them, and the other way round', () => {
    const differ = verdicts.filter(({ ours, theirs }) => (ours === 'accepted') !== (theirs === 'accepted'))
    expect(differ.map(({ name, ours, theirs }) => `${name}: ours ${ours}, theirs ${theirs}`)).toEqual([])
  })
  test('have the same signer for both, and the same issuer where the certificate states one', () => {
    const differ = accepted.filter(({ signers: [ours, theirs] }) => {
      const stated = ours?.[1].startsWith('x509:') === true ? '' : ours?.[1]
      return ours?.[0] !== theirs?.[0] || stated !== theirs?.[1]
    })
    expect(differ.map(({ name }) => name)).toEqual([])
  })
})

const layouts = process.env.PREADMIT_LAYOUTS
const aboutLayouts =
  layouts === undefined ? 'skipped: set PREADMIT_LAYOUTS to a folder of OCI layouts by cosign save' : 'PREADMIT_LAYOUTS'

;(layouts === undefined ? describe.skip : describe)(
  `images that others signed with public-good Sigstore (${aboutLayouts})`,
  () => {
    const trust = trustOf({ 'public-good': builtInRepositories.get('public-good')?.trustedRoot ?? '' })
    const statuses = async (registry: Registry, digest: Digest) => {
      const inventory = [{ repository: REPOSITORY, digest }]
      const { inventories } = await verify({ claims: [], inventory, now: new Date() }, { registry, trust })
      const signed = inventories.flatMap(({ observations }) => observations.filter(({ status }) => status !== 'unsigned'))
      return signed.map(({ status }) => status)
    }

    test.each(layouts === undefined ? ['none'] : readdirSync(layouts))(
      '%s is valid for its digest and no other',
      async (name) => {
        const { digest, registry } = layoutRegistry(join(layouts ?? '', name))
        const own = await statuses(registry, digest)
        expect(own.length).toBeGreaterThan(0)
        expect(new Set(own)).toEqual(new Set(['valid']))
        expect(new Set(await statuses(registry, asDigest(`sha256:${'1'.repeat(64)}`)))).toEqual(new Set(['invalid']))
      },
    )
  },
)
