import { describe, expect, test } from '@jest/globals'
import { emptyFacts } from '../../src/gate/misconfigured.ts'
import type { Evidence, VouchFacts } from '../../src/model/evidence.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { KeylessAuthority } from '../../src/model/policy.ts'
import { imagesOf } from '../../src/report/images.ts'
import { requestsOf } from '../../src/report/requests.ts'
import { asDigest } from '../verify/shelf.ts'

const digest = asDigest(`sha256:${'a'.repeat(64)}`)
const repository = { registry: 'ghcr.io', repository: 'acme/web' }
const nothing = emptyFacts(
  { repository: 'acme/web', event: 'push', base: '', head: '', scope: 'changed' },
  new Date('2026-11-01T00:00:00Z'),
)
const resolutions: Facts['resolutions'] = [
  {
    name: { ...repository, digest },
    answer: {
      kind: 'found',
      value: { digest, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 2, isIndex: false, platforms: [] },
    },
  },
] as unknown as Facts['resolutions']

const facts: VouchFacts = {
  format: 'sigstore-bundle',
  signer: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
  store: 'referrer sha256:1',
  time: '2026-10-01T00:00:00.000Z',
  log: 'https://rekor.example',
  claims: [],
}

function authority(name: string): KeylessAuthority {
  return { kind: 'keyless', name, issuer: '', identity: '', claims: {}, trustRoots: [] }
}

function proof(name: string, more: Partial<VouchFacts> = {}, verifier: 'signature' | 'attestation' = 'signature'): Evidence {
  return {
    claim: { verifier, repository, digest, authority: authority(name) },
    status: 'proved',
    facts: { ...facts, ...more },
  }
}

describe('the signatures of an image in the report', () => {
  test('name signer, issuer and authority of every demanded proof, though nothing was replaced and so nothing listed', () => {
    const evidence = [proof('release'), proof('second'), proof('release', { predicateType: 'x' }, 'attestation')]
    const [image] = imagesOf({ ...nothing, resolutions, evidence })
    const said = {
      format: 'sigstore-bundle',
      status: 'valid',
      signer: facts.signer,
      issuer: facts.issuer,
      time: facts.time,
      log: facts.log,
    }
    expect(image?.signatures).toEqual([
      { ...said, authority: 'release' },
      { ...said, authority: 'second' },
    ])
    expect(image?.attestations).toEqual([{ ...said, predicateType: 'x', authority: 'release' }])
  })

  test('say each proof once, beside what was found and not demanded', () => {
    const observed = { digest, kind: 'signature', format: 'sigstore-bundle', status: 'valid', facts } as const
    const stranger = { digest, kind: 'signature', format: 'notation', status: 'unchecked', reason: 'nobody knows who' } as const
    const inventories = [{ repository, digest, observations: [stranger, observed], problems: [] }]
    const evidence = [proof('release'), proof('release')]
    const [image] = imagesOf({ ...nothing, resolutions, evidence, inventories })
    expect(image?.signatures.map(({ status, authority: by }) => [status, by])).toEqual([
      ['unchecked', undefined],
      ['valid', 'release'],
    ])
  })
})

describe('the requests in the report', () => {
  test('are counted by host, each host once', () => {
    const counts = [
      { host: 'ghcr.io', count: 2 },
      { host: 'api.github.com', count: 3 },
      { host: 'ghcr.io', count: 5 },
    ]
    expect(requestsOf(counts)).toEqual({
      total: 10,
      byHost: [
        { host: 'api.github.com', count: 3 },
        { host: 'ghcr.io', count: 7 },
      ],
    })
  })
})
