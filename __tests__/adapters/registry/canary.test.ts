import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { RegistryClient } from '../../../src/adapters/registry/registry.ts'
import type { Digest } from '../../../src/model/image-name.ts'
import { resolve } from '../../../src/resolve/resolve.ts'
import type { FakeRegistry } from '../../fakes/registry.ts'
import { OCI_INDEX, pushImage } from '../../fakes/registry-push.ts'
import type { Reaction, SeenRequest } from '../../fakes/registry-reaction.ts'
import { closeAll, openClient, openRegistry, type World } from './world.ts'

const CANARY = 'cAnArY-9f8e7d'
const FORMS = [
  CANARY,
  CANARY.toLowerCase(),
  encodeURIComponent(CANARY),
  Buffer.from(`robot:${CANARY}`).toString('base64'),
  `${CANARY}-token`,
]
const DIGEST = `sha256:${'ab'.repeat(32)}` as Digest

let home: FakeRegistry
let foreign: FakeRegistry
let client: World['client']
const answers: unknown[] = []

/** Registries that get a credential and give it back wherever a client might print it. */
function echo(seen: SeenRequest): Reaction | undefined {
  const heard = seen.headers.authorization ?? ''
  if (heard === '') return undefined
  const said = `${CANARY} ${heard}`
  if (seen.path.includes('/denied/')) return { status: 403, json: { errors: [{ code: 'DENIED', message: said }] } }
  if (seen.path.includes('/code/')) return { status: 404, json: { errors: [{ code: said }] } }
  if (seen.path.includes('/type/')) return { headers: { 'content-type': said }, body: said }
  if (seen.path.includes('/encoding/')) return { headers: { 'content-encoding': CANARY }, body: said }
  if (seen.path.includes('/redirect/'))
    return { status: 307, headers: { location: `${foreign.origin}/x?${encodeURIComponent(said)}` } }
  if (seen.path.includes('/location/')) return { status: 307, headers: { location: `http://${CANARY}.example/?${CANARY}` } }
  if (seen.path.includes('/realm/'))
    return {
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="https://${CANARY}.example/${CANARY}",service="${CANARY}"` },
    }
  if (seen.path.includes('/json/')) return { headers: { 'content-type': OCI_INDEX }, body: `{"${CANARY}":1,"${CANARY}":2}` }
  if (seen.path.includes('/body/'))
    return {
      headers: { 'content-type': OCI_INDEX },
      body: `{"schemaVersion":2,"mediaType":"${said}","manifests":[{"digest":"${said}"}]}`,
    }
  if (seen.path.includes('/link/'))
    return {
      headers: { 'content-type': OCI_INDEX, link: `<https://${CANARY}.example/>; rel=next` },
      body: '{"schemaVersion":2,"manifests":[]}',
    }
  return undefined
}

beforeAll(async () => {
  foreign = await openRegistry()
  home = await openRegistry({ auth: { kind: 'basic', user: 'robot', password: CANARY }, intercept: echo })
  const bearer = await openRegistry({
    auth: { kind: 'bearer', users: { robot: CANARY } },
    intercept: ({ path, headers }) =>
      path === '/token' && headers.authorization !== undefined ? { json: { token: `${CANARY}-token` } } : undefined,
  })
  const exchanged = await openRegistry({ auth: { kind: 'bearer', identityTokens: [CANARY], post: true } })
  const evil = await openRegistry({
    intercept: () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="give it to me"' } }),
  })
  const auth = Buffer.from(`robot:${CANARY}`).toString('base64')
  const auths = { [home.host]: { auth }, [bearer.host]: { auth }, [exchanged.host]: { identitytoken: CANARY } }
  const hosts = [home, bearer, exchanged, foreign, evil].map((one) => one.host)
  client = openClient(hosts, {
    dockerConfig: { file: 'config.json', text: JSON.stringify({ auths, credHelpers: { 'ghcr.io': 'helper' } }) },
    githubToken: `${CANARY}-token`,
    environment: { HTTPS_PROXY: `http://user:${CANARY}@127.0.0.1:1`, NO_PROXY: '127.0.0.1' },
  })
  const kinds = ['denied', 'code', 'type', 'encoding', 'redirect', 'location', 'realm', 'json', 'body', 'link', 'plain']
  for (const kind of kinds) answers.push(await everything(client, { registry: home.host, repository: `${kind}/app` }))
  for (const one of [bearer, exchanged, foreign, evil])
    answers.push(await everything(client, { registry: one.host, repository: 'app' }))
  pushImage(home.content, 'plain', { tag: 'v1' })
  answers.push(await resolve([{ registry: home.host, repository: 'plain', tag: 'v1' }], client))
})
afterAll(closeAll)

async function everything(registry: RegistryClient, repository: { registry: string; repository: string }) {
  return [
    await registry.manifest(repository, { tag: 'v1' }),
    await registry.manifest(repository, { digest: DIGEST }),
    await registry.tagDigest(repository, 'v2'),
    await registry.blob(repository, DIGEST, 100),
    await registry.referrers(repository, DIGEST),
  ]
}

function leaks(value: unknown): readonly string[] {
  const text = JSON.stringify(value)
  return FORMS.filter((form) => text.includes(form))
}

test('the canary was really used', () => {
  expect(
    home.seen.some((one) => one.headers.authorization === `Basic ${Buffer.from(`robot:${CANARY}`).toString('base64')}`),
  ).toBe(true)
})

test('the canary is in no answer, no problem and no error', () => {
  expect(leaks(answers)).toEqual([])
})

test('the canary is in no line of the log and in no record of requests', () => {
  expect(client.log.lines.length).toBeGreaterThan(0)
  expect(leaks([client.log.lines, client.exchanges(), client.requests()])).toEqual([])
})

test('the canary is in no header of a foreign request', () => {
  expect(foreign.seen.length).toBeGreaterThan(0)
  expect(leaks(foreign.seen.map((one) => [one.headers, one.body]))).toEqual([])
})

test('the log was told every form of the canary and every token', () => {
  expect(client.log.secrets).toEqual(expect.arrayContaining([CANARY, FORMS[3], FORMS[4]]))
})
