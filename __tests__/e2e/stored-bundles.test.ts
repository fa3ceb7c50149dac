import { describe, expect, jest, test } from '@jest/globals'
import { packSnappy } from '../fakes/snappy.ts'
import { play } from './world.ts'

// Whole processes on a machine that may be busy: the time says nothing, a hanging one is still found.
jest.setTimeout(30_000)

describe('a signature that GitHub lists and another host stores, through the committed bundle', () => {
  test('clears the image, and the host hears nothing of the token (T50)', async () => {
    const { result, rulings, mergeable, stored, report } = await play({ storage: (bundle) => ({ body: packSnappy(bundle) }) })
    expect([result.exitCode, rulings, mergeable]).toEqual([0, ['cleared'], true])
    expect(stored).toHaveLength(1)
    expect(JSON.stringify(stored)).not.toMatch(/authorization|ghs_/i)
    expect(report?.requests.byHost).toContainEqual({ host: stored[0]?.headers.host, count: 1 })
  })

  test('of something else is blocked', async () => {
    const storage = (bundle: string) => ({ body: packSnappy(bundle) })
    const { result, rulings } = await play({ storage, signedDigest: `sha256:${'ab'.repeat(32)}` })
    expect([result.exitCode, rulings]).toEqual([1, ['blocked']])
  })

  test.each<[string, Parameters<typeof play>[0]]>([
    ['the host is down', { storage: () => ({ status: 503 }) }],
    ['the host lost it', { storage: () => ({ status: 404 }) }],
    ['the host sends us elsewhere', { storage: () => ({ status: 302, headers: { location: 'https://example.com/' } }) }],
    ['the bundle is cut short', { storage: (bundle) => ({ body: packSnappy(bundle).subarray(0, -1) }) }],
  ])('that cannot be read because %s is unverified', async (_, twist) => {
    const { result, rulings, mergeable } = await play(twist)
    expect([result.exitCode, rulings, mergeable]).toEqual([3, ['unverified'], false])
  })
})
