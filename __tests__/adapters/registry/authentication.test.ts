import { afterEach, describe, expect, test } from '@jest/globals'
import type { RegistryAuth } from '../../fakes/registry-auth.ts'
import { basicOf } from '../../fakes/registry-auth.ts'
import { pushImage } from '../../fakes/registry-push.ts'
import { closeAll, openClient, openRegistry, passwords, worldWith } from './world.ts'

afterEach(closeAll)

const denied = { kind: 'unknown', problem: { kind: 'denied' } }

async function asked(auth: RegistryAuth, entry?: string) {
  const registry = await openRegistry({ auth })
  pushImage(registry.content, 'team/app', { tag: 'v1' })
  const client = openClient([registry.host], entry === undefined ? {} : passwords({ [registry.host]: entry }))
  const repository = { registry: registry.host, repository: 'team/app' }
  return { registry, client, repository, answer: await client.manifest(repository, { tag: 'v1' }) }
}

test('a token is asked for pulling this repository, whatever the challenge asks for', async () => {
  const { registry, answer } = await asked({ kind: 'bearer', scope: 'repository:other/app:pull,push registry:catalog:*' })
  const token = registry.seen.find((one) => one.path === '/token')
  expect(token?.query.getAll('scope')).toEqual(['repository:team/app:pull'])
  expect(token?.query.get('service')).toBe('fake-registry')
  expect(answer.kind).toBe('found')
})

test('a token is used until it expires, one per repository', async () => {
  const { registry, client, repository } = await asked({ kind: 'bearer' })
  const image = pushImage(registry.content, 'team/app', { tag: 'v2' })
  await client.manifest(repository, { tag: 'v2' })
  await client.referrers(repository, image.digest)
  expect(registry.seen.filter((one) => one.path === '/token')).toHaveLength(1)
  pushImage(registry.content, 'team/other', { tag: 'v1' })
  await client.manifest({ ...repository, repository: 'team/other' }, { tag: 'v1' })
  expect(registry.seen.filter((one) => one.path === '/token')).toHaveLength(2)
  expect(registry.seen.filter((one) => one.headers.authorization === undefined && one.path !== '/token')).toHaveLength(1)
})

test('a token that expired is asked for anew', async () => {
  const { registry, client, repository } = await asked({ kind: 'bearer', expiresIn: 1 })
  pushImage(registry.content, 'team/app', { tag: 'v2' })
  expect((await client.manifest(repository, { tag: 'v2' })).kind).toBe('found')
  expect(registry.seen.filter((one) => one.path === '/token')).toHaveLength(2)
})

test('a token that the registry stops taking is replaced once', async () => {
  let stopped = false
  const { client, app, registry } = await worldWith({
    auth: { kind: 'bearer' },
    intercept: ({ headers, path }) => {
      if (path === '/token' || !stopped || headers.authorization !== 'Bearer token-1-of-fake-registry') return undefined
      return { status: 401, headers: { 'www-authenticate': `Bearer realm="${registry.origin}/token",service="s"` } }
    },
  })
  pushImage(registry.content, 'app', { tag: 'v1' })
  pushImage(registry.content, 'app', { tag: 'v2' })
  await client.manifest(app, { tag: 'v1' })
  stopped = true
  expect((await client.manifest(app, { tag: 'v2' })).kind).toBe('found')
})

test('a registry that refuses every token is denied after one retry', async () => {
  const { client, app, registry } = await worldWith({
    intercept: ({ path }) => {
      if (path === '/token') return { json: { token: 't' } }
      return {
        status: 401,
        headers: { 'www-authenticate': `Bearer realm="${registry.origin}/token",service="s",error="insufficient_scope"` },
      }
    },
  })
  expect(await client.manifest(app, { tag: 'v1' })).toMatchObject(denied)
  expect(registry.seen.map((one) => one.path)).toEqual(['/v2/app/manifests/v1', '/token', '/v2/app/manifests/v1'])
})

describe('without the right credentials an image is unverified', () => {
  test.each<[string, RegistryAuth, string | undefined]>([
    ['Basic, none', { kind: 'basic', user: 'u', password: 'p' }, undefined],
    ['Basic, wrong', { kind: 'basic', user: 'u', password: 'p' }, 'u:wrong'],
    ['Bearer, none', { kind: 'bearer', users: { u: 'p' } }, undefined],
    ['Bearer, wrong', { kind: 'bearer', users: { u: 'p' } }, 'u:wrong'],
    ['Bearer by POST, wrong', { kind: 'bearer', users: { u: 'p' }, post: true }, 'u:wrong'],
  ])('%s', async (_, auth, entry) => {
    expect((await asked(auth, entry)).answer).toMatchObject(denied)
  })
})

describe('token services that misbehave leave an image unverified', () => {
  test.each([
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'malformed'],
    ['no token', { json: {} }, 'malformed'],
    ['a token that would break a header', { json: { token: 'a\r\nX-Evil: 1' } }, 'malformed'],
    ['a token that is no text', { json: { token: { a: 1 } } }, 'malformed'],
    ['a token given twice', { body: '{"token":"a","token":"b"}' }, 'malformed'],
    ['500', { status: 500 }, 'unreachable'],
    ['429', { status: 429 }, 'rate-limited'],
    ['403', { status: 403 }, 'denied'],
    ['more than a token', { body: `{"token":"${'x'.repeat(1024 * 1024)}"}` }, 'too-large'],
    ['an encoded answer', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, 'malformed'],
  ])('%s', async (_, reaction, kind) => {
    const { client, app } = await worldWith({
      auth: { kind: 'bearer' },
      intercept: ({ path }) => (path === '/token' ? reaction : undefined),
    })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind } })
  })
})

describe('a token service elsewhere gets nothing', () => {
  test.each(['unlisted', 'in clear text', 'no URL', 'with a password'])('%s', async (what) => {
    const evil = await openRegistry({ intercept: () => ({ json: { token: 'evil' } }) })
    const realm = {
      unlisted: `${evil.origin}/token`,
      'in clear text': 'http://auth.example/token',
      'no URL': 'token',
      'with a password': 'https://a:b@ghcr.io/',
    }[what]
    const { client, registry } = await asked({ kind: 'bearer', users: { u: 'p' }, realm: realm ?? '' }, 'u:p')
    const answer = await client.manifest({ registry: registry.host, repository: 'team/app' }, { tag: 'v1' })
    expect(answer.kind).toBe('unknown')
    expect(evil.seen).toEqual([])
  })

  test('one that the policy names for the registry is used, and one that is only listed is not', async () => {
    const service = await openRegistry({
      intercept: ({ path }) => (path === '/token' ? { json: { access_token: 'good' } } : undefined),
    })
    const registry = await openRegistry({
      intercept: ({ headers }) =>
        headers.authorization === 'Bearer good'
          ? undefined
          : { status: 401, headers: { 'www-authenticate': `Bearer realm="${service.origin}/token",service="s"` } },
    })
    pushImage(registry.content, 'app', { tag: 'v1' })
    const app = { registry: registry.host, repository: 'app' }
    const named = [{ host: registry.host, allowPrivate: true, tokenService: service.host }]
    expect((await openClient([], { registries: named }).manifest(app, { tag: 'v1' })).kind).toBe('found')
    const before = service.seen.length
    expect(await openClient([registry.host, service.host]).manifest(app, { tag: 'v1' })).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'host-not-allowed', detail: expect.stringContaining(`tokenService: ${service.host}`) },
    })
    expect(service.seen.length).toBe(before)
  })
})

test('the credentials of one registry are not sent to another, however alike', async () => {
  const good = await openRegistry({ auth: { kind: 'basic', user: 'u', password: 'p' } })
  const evil = await openRegistry({ intercept: () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }) })
  const alike = evil.host.replace('127.0.0.1', 'localhost')
  const client = openClient(
    [good.host, evil.host, alike],
    passwords({ [good.host]: 'u:p', '127.0.0.1': 'u:p', localhost: 'u:p' }),
  )
  for (const registry of [evil.host, alike])
    expect(await client.manifest({ registry, repository: 'app' }, { tag: 'v1' })).toMatchObject(denied)
  expect(evil.seen.filter((one) => one.headers.authorization !== undefined)).toEqual([])
})

test('a credential helper is never run, and a refusal says so', async () => {
  const registry = await openRegistry({ auth: { kind: 'basic', user: 'u', password: 'p' } })
  const text = JSON.stringify({ credHelpers: { [registry.host]: 'evil; touch /tmp/owned' }, credsStore: 'desktop' })
  const client = openClient([registry.host], { dockerConfig: { file: 'config.json', text } })
  expect(await client.manifest({ registry: registry.host, repository: 'app' }, { tag: 'v1' })).toMatchObject({
    kind: 'unknown',
    problem: { kind: 'denied', detail: expect.stringContaining('credential helpers are never executed') },
  })
})

test('a public image is read although a helper is configured', async () => {
  const registry = await openRegistry()
  pushImage(registry.content, 'app', { tag: 'v1' })
  const client = openClient([registry.host], { dockerConfig: { file: 'config.json', text: '{"credsStore":"desktop"}' } })
  expect((await client.manifest({ registry: registry.host, repository: 'app' }, { tag: 'v1' })).kind).toBe('found')
})

describe("the workflow's token", () => {
  const mirrorOf = (host: string, registry: string) => ({ registries: [{ host, allowPrivate: true, mirrorOf: registry }] })

  test('is not sent to any other registry, nor to a mirror of ghcr.io', async () => {
    for (const registry of ['docker.io', 'ghcr.io', 'quay.io']) {
      const fake = await openRegistry({ auth: { kind: 'basic', user: 'u', password: 'p' } })
      const client = openClient([], { ...mirrorOf(fake.host, registry), githubToken: 'ghs_canary' })
      expect(await client.manifest({ registry, repository: 'a/b' }, { tag: 'v1' })).toMatchObject(denied)
      expect(fake.seen.filter((one) => one.headers.authorization !== undefined)).toEqual([])
    }
  })
})

test('a password in a path entry is for the repositories below it', async () => {
  const registry = await openRegistry({ auth: { kind: 'basic', user: 'u', password: 'p' } })
  pushImage(registry.content, 'acme/app', { tag: 'v1' })
  const client = openClient([registry.host], passwords({ [`${registry.host}/acme`]: 'u:p' }))
  expect((await client.manifest({ registry: registry.host, repository: 'acme/app' }, { tag: 'v1' })).kind).toBe('found')
  expect(await client.manifest({ registry: registry.host, repository: 'acme-evil/app' }, { tag: 'v1' })).toMatchObject(denied)
  expect(
    registry.seen.filter((one) => one.path.includes('acme-evil') && one.headers.authorization === basicOf('u', 'p')),
  ).toEqual([])
})

test('where credentials may not be used for a repository it is asked anonymously, and the answer says why', async () => {
  const registry = await openRegistry({ auth: { kind: 'basic', user: 'u', password: 'p' } })
  pushImage(registry.content, 'team/app', { tag: 'v1' })
  pushImage(registry.content, 'team/secret', { tag: 'v1' })
  const client = openClient([registry.host], {
    ...passwords({ [registry.host]: 'u:p' }),
    credentialsFor: ({ repository }) => repository === 'team/app',
  })
  const ask = (repository: string, tag: string) => client.manifest({ registry: registry.host, repository }, { tag })
  expect((await ask('team/app', 'v1')).kind).toBe('found')
  const [there, notThere] = [await ask('team/secret', 'v1'), await ask('team/none', 'v1')]
  for (const answer of [there, notThere])
    expect(answer).toMatchObject({ kind: 'unknown', problem: { kind: 'denied', detail: expect.stringContaining('from a fork') } })
  const said = (answer: typeof there) =>
    answer.kind === 'unknown' ? answer.problem.detail.replaceAll('team/none', 'team/secret') : ''
  expect(said(notThere)).toBe(said(there))
})
