import { describe, expect, test } from '@jest/globals'
import { createHosts, isSafeUrl } from '../../../src/adapters/registry/hosts.ts'

const nothingListed = createHosts([], [])

test('docker.io is served by registry-1.docker.io, over HTTPS, at public addresses only', () => {
  const endpoint = nothingListed.endpoint('docker.io')
  expect(endpoint?.base.href).toBe('https://registry-1.docker.io/')
  expect(endpoint?.admittance).toBe('public')
})

test.each([
  'ghcr.io',
  'quay.io',
  'mcr.microsoft.com',
  'registry.k8s.io',
  'public.ecr.aws',
  'us-docker.pkg.dev',
  'europe-west4-docker.pkg.dev',
])('%s may be contacted without being listed', (registry) => {
  expect(nothingListed.endpoint(registry)?.base.href).toBe(`https://${registry}/`)
})

describe('hosts that only look like an allowed one are not contacted', () => {
  test.each([
    'GHCR.io',
    'ghcr.io.',
    'ghcr.io:8443',
    'ghcr.io.evil.com',
    'evil-ghcr.io',
    'cr.io',
    'xghcr.io',
    'ＧＨＣＲ.io',
    'ghcr%2eio',
    'ghcr.io@evil.com',
    'ghcr.io。evil.com',
    'gһcr.io',
    'xn--gcr-2sd.io',
    'ghcr.io\t',
    '2130706433',
    '0x7f.1',
    '127.0.0.1:5000',
    'localhost:5000',
    '[::1]:5000',
    '169.254.169.254',
    'evil-docker.pkg.dev.evil.com',
    'us-docker.pkg.dev.evil.com',
    'x.us-docker.pkg.dev',
    'constructor',
    '__proto__',
    '',
  ])('%j', (registry) => {
    expect(nothingListed.endpoint(registry)).toBeUndefined()
  })
})

test.each(['0x7f.1', '127.1:5000', 'ＧＨＣＲ.io', 'ghcr.io@evil.com', 'a.b/c', 'a.b?c', 'registry.example.com:05000'])(
  '%j is not contacted even when it is listed, because a URL would mean another host',
  (host) => {
    expect(createHosts([{ host, allowPrivate: true }], []).endpoint(host)).toBeUndefined()
  },
)

test('a listed host is contacted at public addresses, and at private ones only when its entry says so', () => {
  const hosts = createHosts(
    [
      { host: 'registry.example.com:5000', allowPrivate: false },
      { host: 'registry.internal', allowPrivate: true },
      { host: '127.0.0.1:5000', allowPrivate: true },
      { host: 'localhost:5000', allowPrivate: false },
      { host: 'other.internal:443', allowPrivate: true },
    ],
    [],
  )
  const seen = ['registry.example.com:5000', 'registry.internal', '127.0.0.1:5000', 'localhost:5000', 'other.internal:443'].map(
    (host) => {
      const endpoint = hosts.endpoint(host)
      return [endpoint?.base.href, endpoint?.admittance]
    },
  )
  expect(seen).toEqual([
    ['https://registry.example.com:5000/', 'public'],
    ['https://registry.internal/', 'private'],
    ['http://127.0.0.1:5000/', 'loopback'],
    ['http://localhost:5000/', 'public'],
    ['https://other.internal/', 'private'],
  ])
})

test('HTTP is for loopback hosts only', () => {
  const hosts = createHosts([{ host: '10.0.0.5:5000', allowPrivate: true }], [])
  expect(hosts.endpoint('10.0.0.5:5000')?.base.protocol).toBe('https:')
  expect(isSafeUrl(new URL('http://10.0.0.5/'))).toBe(false)
  expect(isSafeUrl(new URL('http://localhost:5000/'))).toBe(true)
  expect(isSafeUrl(new URL('https://user:password@ghcr.io/'))).toBe(false)
  expect(isSafeUrl(new URL('ftp://ghcr.io/'))).toBe(false)
})

test('a host that credentials were given for may be contacted, at public addresses', () => {
  expect(createHosts([], ['acme.azurecr.io']).endpoint('acme.azurecr.io')?.admittance).toBe('public')
})

test('a mirror serves the images of the registry that it mirrors, and of no other', () => {
  const hosts = createHosts([{ host: 'mirror.internal', allowPrivate: true, mirrorOf: 'docker.io' }], [])
  expect(hosts.endpoint('docker.io')).toMatchObject({ registry: 'docker.io', host: 'mirror.internal', admittance: 'private' })
  expect(hosts.endpoint('ghcr.io')?.host).toBe('ghcr.io')
})

test('a token service must be the registry itself, known for it, or named for it', () => {
  const hosts = createHosts(
    [
      { host: 'gitlab.example.com', allowPrivate: false },
      { host: 'registry.example.com', allowPrivate: false, tokenService: 'login.example.com:443' },
      { host: 'other.example.com:443', allowPrivate: false, tokenService: 'gitlab.example.com' },
    ],
    [],
  )
  const allowed = (registry: string, realm: string) => {
    const endpoint = hosts.endpoint(registry)
    return endpoint !== undefined && hosts.realmAllowed(endpoint, new URL(realm))
  }
  expect(allowed('registry.example.com', 'https://login.example.com/jwt/auth')).toBe(true)
  expect(allowed('other.example.com:443', 'https://gitlab.example.com/jwt/auth')).toBe(true)
  // Listed for itself, or named for another registry: that is nobody's leave to see these credentials.
  expect(allowed('registry.example.com', 'https://gitlab.example.com/jwt/auth')).toBe(false)
  expect(allowed('registry.example.com', 'https://other.example.com/token')).toBe(false)
  expect(allowed('ghcr.io', 'https://login.example.com/jwt/auth')).toBe(false)
  expect(allowed('docker.io', 'https://auth.docker.io/token')).toBe(true)
  expect(allowed('ghcr.io', 'https://ghcr.io/token')).toBe(true)
  expect(allowed('ghcr.io', 'https://auth.docker.io/token')).toBe(false)
  expect(allowed('docker.io', 'https://auth.docker.io.evil.com/token')).toBe(false)
  expect(allowed('docker.io', 'https://evil-auth.docker.io/token')).toBe(false)
  expect(allowed('docker.io', 'https://auth.docker.io:8443/token')).toBe(false)
  expect(allowed('ghcr.io', 'https://ghcr.io:8443/token')).toBe(false)
})

test('a token service is dialled at private addresses only where the registry that it is named for may be', () => {
  const hosts = createHosts(
    [
      { host: 'images.internal', allowPrivate: true, tokenService: 'login.internal' },
      { host: 'images.example.com', allowPrivate: false, tokenService: 'login.example.com' },
    ],
    [],
  )
  const admitted = (url: string) => hosts.admittance(new URL(url))
  expect(['https://login.internal/t', 'https://login.example.com/t', 'https://else.internal/'].map(admitted)).toEqual([
    'private',
    'public',
    'public',
  ])
})
