import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/adapters/clock.ts'
import { runCli } from '../../src/cli/run.ts'
import { recordingLog } from '../fakes/quiet.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { pushArtifact, pushImage } from '../fakes/registry-push.ts'
import { NOWHERE } from '../fakes/runner.ts'
import { attestationLayer, statementFor } from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { signStatement } from '../fakes/signing/sign.ts'
import { newSigstore } from '../fakes/signing/sigstore.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-inventory-'))
const world = newSigstore(new Date(Date.now() - 86_400_000))
const keys = newKeys()
let registry: FakeRegistry

beforeAll(async () => {
  registry = await startRegistry()
  writeFileSync(join(folder, 'a.pub'), pem('PUBLIC KEY', spkiOf(keys.publicKey)))
  writeFileSync(join(folder, 'config.json'), '{}')
  writeFileSync(
    join(folder, 'policy.yml'),
    `version: 1
registries: [{host: "${registry.host}", allowPrivate: true, mirrorOf: ghcr.io}]
authorities: {platform: {key: {file: a.pub}, transparencyLog: ignored}}
`,
  )
  const { digest } = pushImage(registry.content, 'acme/web', { tag: '1.0', seed: 'web' })
  const components = [{ type: 'library', name: 'a', purl: 'pkg:npm/a@1.0.0' }]
  const statement = statementFor(digest, 'https://cyclonedx.org/bom', { bomFormat: 'CycloneDX', specVersion: '1.6', components })
  const layers = [attestationLayer(signStatement(world, { keys }, statement))]
  pushArtifact(registry.content, 'acme/web', { layers, tag: `${digest.replace(':', '-')}.att` })
  pushImage(registry.content, 'acme/bare', { tag: '1.0', seed: 'bare' })
})

afterAll(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

async function inventory(...argv: readonly string[]) {
  const [printed, complained]: [string[], string[]] = [[], []]
  const terminal = {
    env: { HOME: folder, HTTPS_PROXY: NOWHERE },
    folder,
    clock: systemClock,
    print: (text: string) => void printed.push(text),
    complain: (text: string) => void complained.push(text),
    logFor: () => recordingLog(),
    color: () => false,
  }
  const options = ['--policy', join(folder, 'policy.yml'), '--docker-config', folder]
  const code = await runCli(['inventory', ...argv, ...options], terminal)
  return { code, out: printed.join('\n'), err: complained.join('\n') }
}

describe('preadmit inventory', () => {
  test('lists the packages of an image as CycloneDX, and who stands for the list', async () => {
    const { code, out } = await inventory('ghcr.io/acme/web:1.0')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: {
        component: { name: 'ghcr.io/acme/web:1.0' },
        properties: [{ name: 'preadmit:source', value: expect.stringContaining('"authority":"platform"') }],
      },
      components: [{ name: 'a', version: '1.0.0', purl: 'pkg:npm/a@1.0.0' }],
    })
  })

  test('of an image without a list is not an empty list', async () => {
    const { code, out, err } = await inventory('ghcr.io/acme/bare:1.0')
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('which packages ghcr.io/acme/bare:1.0 has is not known')
  })

  test('of an image that is not there says so', async () => {
    expect((await inventory('ghcr.io/acme/gone:1.0')).code).toBe(3)
  })

  test('needs exactly one image', async () => {
    expect((await inventory()).code).toBe(2)
    expect((await inventory('ghcr.io/acme/web:1.0', 'ghcr.io/acme/bare:1.0')).code).toBe(2)
  })
})
