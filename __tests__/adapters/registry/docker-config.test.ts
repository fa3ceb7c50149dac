import { describe, expect, test } from '@jest/globals'
import { readDockerConfig } from '../../../src/adapters/registry/docker-config.ts'
import { UsageError } from '../../../src/model/usage-error.ts'

function encoded(text: string): string {
  return Buffer.from(text).toString('base64')
}

function read(config: unknown) {
  return readDockerConfig(JSON.stringify(config), 'config.json')
}

describe('every spelling of a key means its host', () => {
  test.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['https://index.docker.io/v2/', 'docker.io'],
    ['index.docker.io', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['ghcr.io', 'ghcr.io'],
    ['https://ghcr.io', 'ghcr.io'],
    ['https://ghcr.io/', 'ghcr.io'],
    ['http://registry.internal:5000/v2/', 'registry.internal:5000'],
    ['Registry.Internal:5000', 'registry.internal:5000'],
  ])('%s', (key, host) => {
    const credentials = read({ auths: { [key]: { auth: encoded('user:pass') } } })
    expect(credentials.hosts).toEqual([host])
    expect(credentials.find(host, 'team/app')).toEqual({ kind: 'password', user: 'user', password: 'pass' })
  })
})

test('credentials are for exactly their host', () => {
  const credentials = read({ auths: { 'ghcr.io': { auth: encoded('u:p') }, 'acme.azurecr.io': { auth: encoded('u:p') } } })
  for (const host of [
    'cr.io',
    'ghcr.io.evil.com',
    'xghcr.io',
    'ghcr.io:443',
    'acme.azurecr.io.evil',
    'evil.azurecr.io',
    'azurecr.io',
  ])
    expect(credentials.find(host, 'a/b')).toBeUndefined()
})

test('a password is what follows the first colon', () => {
  expect(read({ auths: { a: { auth: encoded('_json_key:{"a":"b:c"}') } } }).find('a', 'x')).toEqual({
    kind: 'password',
    user: '_json_key',
    password: '{"a":"b:c"}',
  })
})

test('username and password, identity tokens and registry tokens are taken', () => {
  const credentials = read({
    auths: {
      a: { username: 'u', password: 'p' },
      b: { auth: encoded('00000000-0000-0000-0000-000000000000:'), identitytoken: 'idt' },
      c: { registrytoken: 'rt' },
      d: {},
    },
  })
  expect(['a', 'b', 'c', 'd'].map((host) => credentials.find(host, 'x')?.kind)).toEqual([
    'password',
    'identity-token',
    'registry-token',
    undefined,
  ])
  expect(credentials.hosts).toEqual(['a', 'b', 'c'])
})

test('a key with a path holds for the repositories below it, the longest first', () => {
  const credentials = read({ auths: { 'quay.io': { auth: encoded('all:p') }, 'quay.io/acme': { auth: encoded('acme:p') } } })
  const user = (repository: string) => {
    const credential = credentials.find('quay.io', repository)
    return credential?.kind === 'password' ? credential.user : undefined
  }
  expect([user('acme/app'), user('acme'), user('acme-evil/app'), user('other/app')]).toEqual(['acme', 'acme', 'all', 'all'])
})

test('helpers are remembered by name only', () => {
  const credentials = read({ credsStore: 'desktop', credHelpers: { 'gcr.io': 'gcloud', 'https://acme.example/': '../../evil' } })
  expect(credentials.helper('gcr.io')).toBe('gcloud')
  expect(credentials.helper('acme.example')).toBe('../../evil')
  expect(credentials.helper('ghcr.io')).toBe('desktop')
  expect(credentials.hosts).toEqual([])
})

test.each(['', 'not json', '[]', 'null', '{"auths":{},"auths":{}}'])('%j is a mistake of the user', (text) => {
  expect(() => readDockerConfig(text, 'config.json')).toThrow(UsageError)
})

test.each(['!!!', encoded('no colon'), encoded(':no user')])(
  'the auth %j is a mistake of the user that does not repeat it',
  (auth) => {
    const attempt = () => read({ auths: { 'ghcr.io': { auth } } })
    expect(attempt).toThrow(UsageError)
    expect(attempt).toThrow('"ghcr.io" is not base64')
    expect(attempt).not.toThrow(auth)
  },
)

test('every form of a secret is listed', () => {
  const { secrets } = read({ auths: { a: { auth: encoded('u:hunter2') }, b: { identitytoken: 'idt' } } })
  expect(secrets).toEqual(['hunter2', encoded('u:hunter2'), 'idt'])
})
