import { describe, expect, test } from '@jest/globals'
import type { KeyAuthority } from '../../src/model/policy.ts'
import { attachBundle, bundleOf, signStatementFor } from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { type Signed, signStatement } from '../fakes/signing/sign.ts'
import { ask, keyed, world } from './asking.ts'
import { DIGEST } from './shelf.ts'

/** Ed25519 signs the same bytes the same way each time, so that one signature can be in two logs. */
const keys = newKeys('ed25519')
const authority: KeyAuthority = { ...keyed, pem: pem('PUBLIC KEY', spkiOf(keys.publicKey)) }
const loggedIn = (log: 'rekor' | 'rekor2'): Signed =>
  signStatement(world, { keys }, signStatementFor(DIGEST), { log, stamped: false })
const [first, second] = [loggedIn('rekor'), loggedIn('rekor2')]
const inBoth: Signed = { ...first, entries: [...first.entries, ...second.entries] }

const asked = (signed: Signed, logsAtLeast?: number) =>
  ask([attachBundle(DIGEST, bundleOf(signed))], {
    authority: { ...authority, ...(logsAtLeast === undefined ? {} : { logsAtLeast }) },
  })

describe('an authority that asks for several transparency logs', () => {
  test('is content with a signature that is in so many different ones', async () => {
    expect(first.signature).toEqual(second.signature)
    expect(await asked(inBoth, 2)).toMatchObject({ status: 'proved' })
    expect(await asked(inBoth)).toMatchObject({ status: 'proved' })
  })

  test('is not content with fewer, and says which it is in', async () => {
    expect(await asked(inBoth, 3)).toMatchObject({ status: 'refuted', nearest: { expected: 'entries in 3 logs' } })
    expect(await asked(first, 2)).toMatchObject({
      status: 'refuted',
      nearest: { expected: 'entries in 2 logs', got: expect.stringContaining('rekor') },
    })
  })
})
