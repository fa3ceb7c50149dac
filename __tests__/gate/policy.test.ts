import { expect, test } from '@jest/globals'
import { loadPolicy } from '../../src/gate/policy.ts'
import { absent, found, unknown } from '../../src/model/answer.ts'

const MAIN = 'version: 1\ninclude: [policies/team.yml]\nimages: [{match: [ghcr.io/**], pinned: true}]\n'
const TEAM = 'version: 1\ntrustRoots: {acme: trust/root.json}\nimages: [{match: [docker.io/**], pinned: true}]\n'
const ROOT = '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'

/** Loads the policy of a default branch that has these files. */
async function load(files: Readonly<Record<string, string>>, down = ''): ReturnType<typeof loadPolicy> {
  const trusted = async (path: string) => {
    if (path === down) return unknown('unreachable', path, 'connection refused')
    const text = files[path]
    return text === undefined ? absent : found({ bytes: new TextEncoder().encode(text), commit: 'c' })
  }
  return loadPolicy(
    { trusted },
    { path: 'policy.yml', repository: 'acme/web', remote: false, now: new Date('2026-11-21T12:00:00Z') },
  )
}

test('a policy is read with the files that it includes and those that they name', async () => {
  const loaded = await load({ 'policy.yml': MAIN, 'policies/team.yml': TEAM, 'trust/root.json': ROOT })
  const { policy, trustFiles } = loaded.kind === 'found' ? loaded.value : { policy: undefined, trustFiles: [] }
  expect(policy?.images.map(({ match, file }) => [match[0], file])).toEqual([
    ['ghcr.io/**', undefined],
    ['docker.io/**', 'policies/team.yml'],
  ])
  expect(policy?.trustRoots).toEqual([{ name: 'acme', json: ROOT }])
  expect(trustFiles).toEqual(['policies/team.yml', 'trust/root.json'])
})

test('an included file that cannot be read now leaves the policy unknown', async () => {
  expect((await load({ 'policy.yml': MAIN }, 'policies/team.yml')).kind).toBe('unknown')
})

test('an included file that is not there is misconfigured', async () => {
  await expect(load({ 'policy.yml': MAIN })).rejects.toThrow('there is no file "policies/team.yml"')
})

test('an included file that is not YAML is misconfigured, with its own name', async () => {
  await expect(load({ 'policy.yml': MAIN, 'policies/team.yml': 'a: [' })).rejects.toMatchObject({
    position: { file: 'policies/team.yml' },
  })
})
