import { describe } from '@jest/globals'
import { type RegistrySwitches, startRegistry } from '../../fakes/registry.ts'
import { basicOf } from '../../fakes/registry-auth.ts'
import { clientOf } from '../../fakes/registry-client.ts'
import { pushImage } from '../../fakes/registry-push.ts'
import { registryContract } from './contract.ts'

const password = { users: { robot: 'pa:ss' } }

function configFor(host: string, entry: object): string {
  return JSON.stringify({ auths: { [host]: entry } })
}

const auth = { auth: basicOf('robot', 'pa:ss').slice('Basic '.length) }

describe.each<[string, RegistrySwitches, object | undefined]>([
  ['a good registry', {}, undefined],
  ['a registry without the referrers API', { referrers: 'missing' }, undefined],
  ['a registry that redirects referrers to a web page', { referrers: 'redirect' }, undefined],
  ['a registry that answers 406 for referrers', { referrers: 406 }, undefined],
  ['a registry without digest headers', { digestHeader: 'missing' }, undefined],
  ['a registry that refuses HEAD', { head: 'refused' }, undefined],
  ['Basic', { auth: { kind: 'basic', user: 'robot', password: 'pa:ss' } }, auth],
  ['Bearer for anyone', { auth: { kind: 'bearer' } }, undefined],
  ['Bearer by GET with a password', { auth: { kind: 'bearer', ...password } }, auth],
  ['Bearer by POST with a password', { auth: { kind: 'bearer', post: true, ...password } }, auth],
  [
    'Bearer by POST with an identity token',
    { auth: { kind: 'bearer', post: true, identityTokens: ['idt'] } },
    { identitytoken: 'idt' },
  ],
  [
    'two challenges in one header, Basic first, with a quoted comma',
    { auth: { kind: 'bearer', ...password, challenge: 'Basic realm="a, b",Bearer realm="REALM",service="s,t"' } },
    auth,
  ],
  ['a challenge for more than pulling', { auth: { kind: 'bearer', scope: 'repository:team/app:pull,push' } }, undefined],
])('%s', (_, switches, entry) => {
  registryContract(async () => {
    const registry = await startRegistry(switches)
    const image = pushImage(registry.content, 'team/app', { tag: 'v1' })
    const dockerConfig =
      entry === undefined ? {} : { dockerConfig: { file: 'config.json', text: configFor(registry.host, entry) } }
    return {
      connect: () => clientOf([registry.host], dockerConfig),
      repository: { registry: registry.host, repository: 'team/app' },
      tag: 'v1',
      digest: image.digest,
      close: registry.close,
    }
  })
})
