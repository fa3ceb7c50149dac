import { expect, test } from '@jest/globals'
import { type Credential, readDockerConfig } from '../../../src/adapters/registry/docker-config.ts'
import { createHosts } from '../../../src/adapters/registry/hosts.ts'
import { candidatesOf } from '../../../src/adapters/registry/registry.ts'
import { createSecrets } from '../../../src/adapters/registry/secrets.ts'
import { createSession } from '../../../src/adapters/registry/session.ts'
import { createTokens } from '../../../src/adapters/registry/tokens.ts'
import type { Traffic } from '../../../src/adapters/registry/traffic.ts'
import type { Ask, Reply } from '../../../src/adapters/registry/transport.ts'
import { createHastyClock, createKeptLog } from '../../fakes/registry-client.ts'

/** A session against a scripted network: what public hosts would see, without contacting them. */
function sessionWith(
  answer: (ask: Ask) => Partial<Reply>,
  candidates: (registry: string, repository: string) => readonly (Credential | undefined)[],
) {
  const asks: Ask[] = []
  const traffic: Traffic = {
    send: async (ask) => {
      asks.push(ask)
      return { reply: { url: ask.url, status: 200, headers: {}, body: new Uint8Array(), ...answer(ask) } }
    },
    requests: () => [],
    exchanges: () => [],
  }
  const hosts = createHosts([], [])
  const log = createKeptLog()
  const tokens = createTokens({ traffic, hosts, clock: createHastyClock(), secrets: createSecrets(log) })
  const session = createSession({ traffic, hosts, tokens, candidates })
  async function ask(registry: string, repository: string) {
    const endpoint = hosts.endpoint(registry)
    if (endpoint === undefined) throw new Error(`${registry} should be allowed`)
    const url = new URL(`/v2/${repository}/manifests/v1`, endpoint.base)
    return session.ask({ endpoint, repository, method: 'GET', url, accept: '*/*', maxBytes: 100, redirects: () => true })
  }
  return { ask, asks, log }
}

function json(value: unknown): Partial<Reply> {
  return { body: Buffer.from(JSON.stringify(value)) }
}

const noConfig = readDockerConfig('{}', 'config.json')
const challenge = (realm: string) => ({ status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"` } })

function ghcr(isPrivate: boolean) {
  return (ask: Ask): Partial<Reply> => {
    if (ask.url.pathname !== '/token') return ask.headers.authorization === undefined ? challenge('https://ghcr.io/token') : {}
    const anonymous = ask.headers.authorization === undefined
    return anonymous && isPrivate ? { status: 403 } : json({ token: anonymous ? 'for anyone' : 'for-the-workflow' })
  }
}

test("ghcr.io gets the workflow's token only after it refused an anonymous request", async () => {
  const { ask, asks } = sessionWith((one) => ({ ...ghcr(true)(one) }), candidatesOf(noConfig, 'ghs_canary'))
  expect(await ask('ghcr.io', 'acme/private')).toMatchObject({ reply: { status: 200 } })
  const authorizations = asks.map((one) => [one.url.host, one.url.pathname, one.headers.authorization])
  expect(authorizations).toEqual([
    ['ghcr.io', '/v2/acme/private/manifests/v1', undefined],
    ['ghcr.io', '/token', undefined],
    ['ghcr.io', '/token', `Basic ${Buffer.from('x-access-token:ghs_canary').toString('base64')}`],
    ['ghcr.io', '/v2/acme/private/manifests/v1', 'Bearer for-the-workflow'],
  ])
})

test("a later question about the same private repository goes to the workflow's token at once", async () => {
  const { ask, asks } = sessionWith(ghcr(true), candidatesOf(noConfig, 'ghs_canary'))
  await ask('ghcr.io', 'acme/private')
  const before = asks.length
  await ask('ghcr.io', 'acme/private')
  expect(asks.slice(before).map((one) => one.headers.authorization)).toEqual(['Bearer for-the-workflow'])
})

test.each(['docker.io', 'quay.io', 'gcr.io', 'registry.gitlab.com', 'us-docker.pkg.dev'])(
  "%s never gets the workflow's token, even when it refuses anonymous requests",
  async (registry) => {
    const { ask, asks } = sessionWith(
      () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }),
      candidatesOf(noConfig, 'ghs_canary'),
    )
    expect(await ask(registry, 'acme/app')).toMatchObject({ reply: { status: 401 } })
    expect(asks.filter((one) => one.headers.authorization !== undefined || one.body !== undefined)).toEqual([])
  },
)

test("configured credentials for ghcr.io are used instead of the workflow's token", async () => {
  const config = readDockerConfig(JSON.stringify({ auths: { 'ghcr.io': { username: 'me', password: 'mine' } } }), 'config.json')
  expect(candidatesOf(config, 'ghs_canary')('ghcr.io', 'a/b')).toEqual([{ kind: 'password', user: 'me', password: 'mine' }])
})

test('Docker Hub gets a token from auth.docker.io with the credentials that docker login left', async () => {
  const config = readDockerConfig(
    JSON.stringify({ auths: { 'https://index.docker.io/v1/': { username: 'me', password: 'mine' } } }),
    'config.json',
  )
  const { ask, asks, log } = sessionWith(
    (one) => {
      if (one.url.host === 'auth.docker.io') return json({ token: 'hub-token' })
      return one.headers.authorization === undefined ? challenge('https://auth.docker.io/token') : {}
    },
    candidatesOf(config, undefined),
  )
  expect(await ask('docker.io', 'library/nginx')).toMatchObject({ reply: { status: 200 } })
  expect(asks.map((one) => `${one.url.origin}${one.url.pathname}${decodeURIComponent(one.url.search)}`)).toEqual([
    'https://registry-1.docker.io/v2/library/nginx/manifests/v1',
    'https://auth.docker.io/token?service=s&scope=repository:library/nginx:pull',
    'https://registry-1.docker.io/v2/library/nginx/manifests/v1',
  ])
  expect(log.secrets).toEqual(['hub-token'])
})

test('Docker Hub credentials do not follow a realm to another host', async () => {
  const config = readDockerConfig(JSON.stringify({ auths: { 'docker.io': { username: 'me', password: 'mine' } } }), 'config.json')
  for (const realm of [
    'https://auth.docker.io.evil.com/token',
    'https://ghcr.io/token',
    'http://auth.docker.io/token',
    'https://auth.docker.io:8443/token',
  ]) {
    const { ask, asks } = sessionWith(() => challenge(realm), candidatesOf(config, undefined))
    expect(await ask('docker.io', 'library/nginx')).toMatchObject({ trouble: { kind: 'host-not-allowed' } })
    expect(asks).toHaveLength(1)
  }
})

test('registry.k8s.io: a manifest that another public host serves is fetched there, without credentials', async () => {
  const config = readDockerConfig(
    JSON.stringify({ auths: { 'registry.k8s.io': { username: 'me', password: 'mine' } } }),
    'config.json',
  )
  const elsewhere = 'https://us-west2-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/v1'
  const { ask, asks } = sessionWith(
    (one) => {
      if (one.url.host !== 'registry.k8s.io') return {}
      return one.headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : { status: 307, headers: { location: elsewhere } }
    },
    candidatesOf(config, undefined),
  )
  expect(await ask('registry.k8s.io', 'pause')).toMatchObject({ reply: { status: 200 } })
  expect(asks.map((one) => [one.url.host, one.headers.authorization === undefined])).toEqual([
    ['registry.k8s.io', true],
    ['registry.k8s.io', false],
    ['us-west2-docker.pkg.dev', true],
  ])
  expect(asks.at(-1)?.admittance).toBe('public')
})

test.each([
  ['https://ghcr.io/elsewhere', 'http://127.0.0.1:5000/v2/x'],
  ['https://ghcr.io/elsewhere', 'http://localhost/v2/x'],
  ['https://ghcr.io/elsewhere', 'http://[::1]:5000/v2/x'],
  ['https://ghcr.io/elsewhere', 'http://example.com/v2/x'],
  ['https://ghcr.io/elsewhere', 'ftp://example.com/v2/x'],
  ['https://ghcr.io/elsewhere', 'https://user:secret@example.com/v2/x'],
])(
  'a redirect from HTTPS, first to %s and then to %s, is refused there: nothing goes back to HTTP, not even on this machine',
  async (first, then) => {
    for (const hops of [[then], [first, then]]) {
      const { ask, asks } = sessionWith(
        () => ({ status: 307, headers: { location: hops[asks.length - 1] ?? '' } }),
        candidatesOf(noConfig, undefined),
      )
      expect(await ask('ghcr.io', 'acme/app')).toMatchObject({ trouble: { kind: 'host-not-allowed' } })
      expect(asks.map(({ url }) => url.protocol)).toEqual(hops.map(() => 'https:'))
    }
  },
)

test.each(['', 'http://'])('a redirect to nowhere (%j) is trouble, whatever the question follows', async (location) => {
  const { ask } = sessionWith(
    () => ({ status: 302, headers: location === '' ? {} : { location } }),
    candidatesOf(noConfig, undefined),
  )
  expect(await ask('ghcr.io', 'acme/app')).toMatchObject({ trouble: { kind: 'malformed' } })
})
