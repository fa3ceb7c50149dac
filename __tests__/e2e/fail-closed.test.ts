import { describe, expect, test } from '@jest/globals'
import { IDENTITY, play, policy } from './world.ts'

/** Exit code, rulings and rules of one world, and whether it could be merged. */
async function ends(twist: Parameters<typeof play>[0]): Promise<readonly unknown[]> {
  const { result, rulings, rules, mergeable } = await play(twist)
  return [result.exitCode, rulings, rules, mergeable]
}

describe('one pull request through the committed bundle', () => {
  test('passes in a good world', async () => {
    expect(await ends({})).toEqual([0, ['cleared'], [], true])
  })

  test('with the registry down is unverified', async () => {
    expect(await ends({ registryDown: true })).toEqual([3, ['unverified'], ['image/unresolved'], false])
  })

  test('with a referrers API that answers 500 is unverified', async () => {
    const [exitCode, rulings, , mergeable] = await ends({ registry: { referrers: 500 } })
    expect([exitCode, rulings, mergeable]).toEqual([3, ['unverified'], false])
  })

  test('with a tag that flips on the second request is judged by the bytes of the first alone', async () => {
    const other = Buffer.from('{"schemaVersion":2}')
    const intercept = ({ path, method }: { path: string; method: string }, nth: number) =>
      path.endsWith('/manifests/1.0') && method === 'GET' && nth > 1
        ? { status: 200, headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }, body: other }
        : undefined
    const { result, rulings, report } = await play({ tagOnly: true, registry: { intercept } })
    expect([result.exitCode, rulings]).toEqual([0, ['cleared']])
    expect(report?.rulings[0]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  test('with a signature for another digest is blocked', async () => {
    const [exitCode, rulings, , mergeable] = await ends({ signedDigest: `sha256:${'ab'.repeat(32)}` })
    expect([exitCode, rulings, mergeable]).toEqual([1, ['blocked'], false])
  })

  test.each([`${IDENTITY}-evil`, `https://evil.example/?x=${IDENTITY}`, IDENTITY.replace('main', 'Main')])(
    'signed by %s is blocked',
    async (identity) => {
      const [exitCode, rulings, rules, mergeable] = await ends({ identity })
      expect([exitCode, rulings, rules, mergeable]).toEqual([1, ['blocked'], ['signature/untrusted'], false])
    },
  )

  test('with a bundle without a log entry is blocked', async () => {
    const [exitCode, rulings, , mergeable] = await ends({ signing: { log: 'none' } })
    expect([exitCode, rulings, mergeable]).toEqual([1, ['blocked'], false])
  })

  test('that also weakens its policy is judged by the old one', async () => {
    const changes = { '.github/preadmit.yml': policy('127.0.0.1:1', 'pinned: false') }
    const [exitCode, rulings, rules, mergeable] = await ends({ unsigned: true, changes })
    expect([exitCode, rulings, mergeable]).toEqual([1, ['blocked'], false])
    expect(rules).toEqual(expect.arrayContaining(['policy/changed', 'signature/missing']))
  })

  test('passes with a token that may write nothing, and says so once per channel', async () => {
    const { result, rulings } = await play({ permissions: { contents: 'read' } })
    expect([result.exitCode, rulings]).toEqual([0, ['cleared']])
  })

  test('loses no finding when every write is refused', async () => {
    const { result, rulings } = await play({ unsigned: true, permissions: { contents: 'read' } })
    expect([result.exitCode, rulings]).toEqual([1, ['blocked']])
    expect(
      result.annotations
        .filter(({ level }) => level === 'error')
        .map(({ message }) => message)
        .join(),
    ).toContain('ghcr.io/acme/web')
    expect(result.summary).toContain('signature/missing')
  })

  test('that is killed before its end is not mergeable', async () => {
    const { result, mergeable } = await play({ registry: { latency: 5_000 }, onStart: (kill) => void setTimeout(kill, 700) })
    expect([result.exitCode, result.conclusion, mergeable]).toEqual([null, 'failure', false])
  })

  test('that runs out of time is unverified', async () => {
    const [exitCode, rulings, , mergeable] = await ends({ registry: { latency: 30_000 }, timeout: '2s' })
    expect([exitCode, rulings, mergeable]).toEqual([3, ['unverified'], false])
  })
})
