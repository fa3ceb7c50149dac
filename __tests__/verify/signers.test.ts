import { describe, expect, test } from '@jest/globals'
import { claimsFor, judge } from '../../src/judge/judge.ts'
import { found, unknown } from '../../src/model/answer.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { KeylessAuthority } from '../../src/model/policy.ts'
import { verify } from '../../src/verify/verify.ts'
import { bundleOf } from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { signMessage } from '../fakes/signing/sign.ts'
import { facts, use } from '../judge/facts.ts'
import { policyOf } from '../policy/policy-text.ts'
import {
  type Asking,
  ask,
  bundled,
  foreign,
  identity,
  keyed,
  keyless,
  keys,
  NOW,
  referred,
  sig,
  tagged,
  trust,
} from './asking.ts'
import { DIGEST, shelf } from './shelf.ts'

const anyone: KeylessAuthority = { ...keyless, identity: 'https://github.com/acme/**' }
const other = { ...identity, uri: 'https://github.com/acme/web/.github/workflows/other.yml@refs/heads/main' }
const elsewhere = { ...identity, uri: 'https://github.com/acme/tools/.github/workflows/sign.yml@refs/heads/main' }

async function proof(...[attachments, asking]: Parameters<typeof ask>): Promise<Extract<Evidence, { status: 'proved' }>> {
  const answer = await ask(attachments, asking)
  if (answer.status !== 'proved') throw new Error(`not proved: ${JSON.stringify(answer)}`)
  return answer
}

async function signersOf(...[attachments, asking]: Parameters<typeof ask>): Promise<readonly string[]> {
  return (await proof(attachments, asking)).signers ?? []
}

describe('everyone who proves a claim is counted, once each', () => {
  test('one signer, however often and in whatever form', async () => {
    const all = [sig(tagged(), tagged()), referred(bundled())]
    expect(await signersOf(all, { authority: anyone })).toHaveLength(1)
    expect(await signersOf(all)).toEqual(await signersOf(all, { authority: anyone }))
  })

  test('signers of two identities are two, of which a narrow authority accepts one', async () => {
    const all = [sig(tagged({ identity: other }), tagged())]
    const both = await signersOf(all, { authority: anyone })
    const narrow = await signersOf(all)
    expect([both.length, narrow.length]).toEqual([2, 1])
    expect(both).toContain(narrow[0])
  })

  test.each([
    ['of another issuer', { ...identity, issuer: 'https://accounts.acme.example' }],
    ['with a name of another kind', { ...identity, uri: undefined, email: identity.uri }],
  ])('a certificate %s is another signer', async (_, as) => {
    const authority = { ...anyone, issuer: '', issuerExpression: '.' }
    const { uri, ...rest } = as
    const theirs = tagged({ identity: uri === undefined ? rest : { ...rest, uri } } as never)
    const all = await signersOf([sig(tagged(), theirs)], { authority: { ...authority, identity: '', identityExpression: '.' } })
    expect(all).toHaveLength(2)
  })

  test('claims of the certificate make no other signer', async () => {
    const again = { ...identity, claims: { ...identity.claims, 20: 'schedule' } }
    expect(await signersOf([sig(tagged(), tagged({ identity: again }))], { authority: anyone })).toHaveLength(1)
  })

  test('a key is one signer under whatever authority, and another key is another', async () => {
    const all = [sig(tagged({ keys })), referred(bundled({ keys }))]
    const [one] = await signersOf(all, { authority: keyed })
    expect(await signersOf(all, { authority: { ...keyed, name: 'again', transparencyLog: 'optional' } })).toEqual([one])
    const second = newKeys()
    const authority = { ...keyed, pem: pem('PUBLIC KEY', spkiOf(second.publicKey)) }
    expect(await signersOf([sig(tagged({ keys: second }))], { authority })).not.toEqual([one])
  })
})

describe('a proof says whether another signer may have been missed', () => {
  const openIn = async (...args: Parameters<typeof ask>): Promise<string | undefined> => (await proof(...args)).open?.kind

  test('nothing was left open', async () => {
    expect(await openIn([sig(tagged(), tagged({ keys }))])).toBeUndefined()
  })
  test.each(['att', 'referrers'] as const)('%s could not be read', async (place) => {
    expect(await openIn([sig(tagged())], { trouble: [place] })).toBe('unreachable')
  })
  test('one of the attestations that GitHub lists could not be read', async () => {
    const unread = unknown('timeout', 'acme/web', 'no answer')
    const store: Asking['store'] = { bundles: async () => found([unread, found(JSON.stringify(bundleOf(bundled())))]) }
    expect(await openIn([], { store })).toBe('timeout')
  })
  test('a trust root could not be had that could know the other signature', async () => {
    const authority = { ...keyless, trustRoots: ['acme', 'acme-old'] }
    expect(await openIn([sig(tagged())], { authority })).toBeUndefined()
    const theirs = signMessage(foreign, { identity }, tagged().payload)
    expect(await openIn([sig(theirs, tagged())], { authority })).toBeDefined()
  })
})

describe('two of two, over real signatures', () => {
  const policy = policyOf(`version: 1
trustRoots: {acme: trust/trusted_root.json}
authorities:
  web: {keyless: {issuer: "${identity.issuer}", identity: "https://github.com/acme/web/**", trustRoot: acme}}
  anyone: {keyless: {issuer: "${identity.issuer}", identity: "https://github.com/acme/**", trustRoot: acme}}
images:
  - {match: ["**"], signedBy: {atLeast: {count: 2, of: [web, anyone]}}}
`)
  const ruled = async (...[attachments, trouble]: Parameters<typeof shelf>): Promise<string> => {
    const plain = facts([use(`registry.test/app@${DIGEST}`)])
    const claims = claimsFor(policy, plain.references, plain.resolutions)
    const ports = { registry: shelf(attachments, trouble), trust }
    const { evidence } = await verify({ claims, inventory: [], now: NOW }, ports)
    return judge(policy, { ...plain, evidence })
      .rulings.map(({ ruling }) => ruling)
      .join()
  }

  test('one signature that both authorities accept is blocked', async () => {
    expect(await ruled([sig(tagged())])).toBe('blocked')
    expect(await ruled([sig(tagged(), tagged()), referred(bundled())])).toBe('blocked')
  })
  test('signatures of two signers are cleared, whichever is found first', async () => {
    expect(await ruled([sig(tagged(), tagged({ identity: other }))])).toBe('cleared')
    expect(await ruled([sig(tagged({ identity: elsewhere }), tagged())])).toBe('cleared')
    expect(await ruled([sig(tagged(), tagged({ identity: elsewhere }))])).toBe('cleared')
  })
  test('two signers whom only one authority accepts are blocked', async () => {
    expect(
      await ruled([sig(tagged({ identity: elsewhere }), tagged({ identity: { ...elsewhere, uri: `${elsewhere.uri}2` } }))]),
    ).toBe('blocked')
  })
  test('one signature, and a place that could not be read, is unverified', async () => {
    expect(await ruled([sig(tagged())], ['referrers'])).toBe('unverified')
  })
})
