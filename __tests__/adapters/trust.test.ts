import { describe, expect, test } from '@jest/globals'
import { createTrust } from '../../src/adapters/trust.ts'
import { readTrustRoot } from '../../src/verify/trust-root.ts'

describe('trust roots', () => {
  test('public-good is built in and every entry of it can be read', async () => {
    const answer = await createTrust([]).root('public-good')
    const root = answer.kind === 'found' ? readTrustRoot('public-good', answer.value) : undefined
    expect(root).toMatchObject({ ok: true })
    expect(root?.ok && [root.value.logs.length, root.value.authorities.length > 0]).toEqual([2, true])
  })
  test('a root that the policy names is its text, and never another one', async () => {
    const trust = createTrust([{ name: 'acme', json: '{"acme":1}' }])
    expect(await trust.root('acme')).toEqual({ kind: 'found', value: '{"acme":1}' })
    expect(await trust.root('acme2')).toEqual({ kind: 'absent' })
  })
  test('the policy can name its own github root; without one the answer is unknown and says what to do', async () => {
    expect(await createTrust([{ name: 'github', json: '{}' }]).root('github')).toEqual({ kind: 'found', value: '{}' })
    expect(await createTrust([]).root('github')).toMatchObject({ kind: 'unknown', problem: { kind: 'unresolved' } })
  })
})
