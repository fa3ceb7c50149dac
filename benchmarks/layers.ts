import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { type FakeRegistry, startRegistry } from '../__tests__/fakes/registry.ts'
import { clientOf } from '../__tests__/fakes/registry-client.ts'
import { archive, type Written } from '../__tests__/fakes/tar.ts'
import { asDigest } from '../__tests__/verify/shelf.ts'
import { layersWith } from '../src/gate/read-layers.ts'
import { vulnerabilitiesOf } from '../src/gate/vulnerabilities.ts'
import { absent, found, unknown } from '../src/model/answer.ts'
import type { ImageName } from '../src/model/image-name.ts'
import type { VulnerabilityPolicy } from '../src/model/vulnerability-policy.ts'

/*
 * node benchmarks/layers.ts: two images of eight layers, of which one differs, on a registry on loopback. How many bytes of layers are
 * pulled where nothing came in, where something did, and by syft for both images (PREADMIT_SYFT), with the time that each takes.
 */

const LAYERS = 8
const MEBIBYTE = 1024 * 1024
const file = (path: string, content: string | Uint8Array): Written => ({ path, content })
const dpkg = (at: number): string =>
  `Package: package-${at}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.${at}-1\nDescription: x\n`
const filler = (layer: number, bytes: number): readonly Written[] =>
  Array.from({ length: Math.ceil(bytes / 65_536) }, (_, at) =>
    file(`usr/share/${layer}/${at}`, randomBytes(49_152).toString('base64')),
  )
const base: readonly (readonly Written[])[] = Array.from({ length: LAYERS - 1 }, (_, at) => [
  ...(at === 0
    ? [
        file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
        file('var/lib/dpkg/status', Array.from({ length: 150 }, (__, one) => dpkg(one)).join('\n')),
      ]
    : []),
  ...filler(at, 16 * MEBIBYTE),
])
const app = (version: string): readonly Written[] => [
  ...Array.from({ length: 300 }, (_, at) =>
    file(`app/node_modules/p${at}/package.json`, JSON.stringify({ name: `p${at}`, version: at < 20 ? version : '1.0.0' })),
  ),
  ...filler(LAYERS, 16 * MEBIBYTE),
]

interface Packed {
  readonly bytes: Buffer
  readonly diffId: string
}

const packed = (entries: readonly Written[]): Packed => {
  const tar = archive(entries)
  return { bytes: gzipSync(tar, { level: 1 }), diffId: `sha256:${createHash('sha256').update(tar).digest('hex')}` }
}

function push({ content }: FakeRegistry, layers: readonly Packed[], tag: string): string {
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  })
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: { ...content.blob('acme/web', config), mediaType: 'application/vnd.oci.image.config.v1+json' },
    layers: layers.map(({ bytes }) => ({
      ...content.blob('acme/web', bytes),
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    })),
  }
  return content.manifest('acme/web', manifest, { mediaType, tag }).digest
}

const registry = await startRegistry()
const below = base.map(packed)
const [old, now] = [packed(app('1.0.0')), packed(app('2.0.0'))]
const digests = [push(registry, [...below, old], 'v1'), push(registry, [...below, now], 'v2')].map(asDigest)
const sizes = new Map(
  [...below, old, now].map(({ bytes }) => [createHash('sha256').update(bytes).digest('hex'), bytes.length] as const),
)
const inAll = [...below, old].reduce((sum, { bytes }) => sum + bytes.length, 0)

const policy: VulnerabilityPolicy = {
  line: 1,
  advisories: { kind: 'osv' },
  exploited: { kind: 'off' },
  inventory: [{ kind: 'layers', maxBytes: 1024 * MEBIBYTE }],
  vexSignedBy: [],
  severity: 'high',
  match: ['**'],
  except: [],
}
const [before, after] = ['v1', 'v2'].map((tag): ImageName => ({ registry: registry.host, repository: 'acme/web', tag }))
if (before === undefined || after === undefined) throw new Error('no images')
const origin = { file: 'a.yaml', span: { start: 0, end: 1 }, related: [], format: 'kubernetes', path: [] }
const reference = (name: ImageName) => ({ origin, text: 'x', verbatim: true, kind: 'static', name }) as const
const resolutions = [before, after].map((name, at) => ({
  name,
  answer: found({ name, digest: digests[at] ?? asDigest(''), mediaType: 'x', size: 1, isIndex: false, platforms: [] }),
}))

/** What a change says where versions are affected, by the layers of both images. */
async function change(affected: string): Promise<string> {
  const client = clientOf([registry.host])
  const read = layersWith(client)
  const { images } = await vulnerabilitiesOf(
    {
      references: [{ reference: reference(after as ImageName), replaces: reference(before as ImageName), touched: true }],
      resolutions,
    },
    policy,
    {
      advisories: {
        source: 'a database',
        exact: true,
        ask: async (questions) =>
          questions.map(({ version }) => found(version === affected ? [{ id: 'GHSA-1', modified: '' }] : [])),
        record: async ({ id }) =>
          found({ id, modified: '', aliases: [], upstream: [], severity: [], malicious: false, affected: [] }),
        exploited: async () => absent,
        newest: () => undefined,
        requests: () => [],
      },
      inventory: async (repository, digest, choice, beside) =>
        choice.kind === 'layers' ? read({ repository, digest }, choice.maxBytes, beside) : unknown('unsupported', digest, 'no'),
      statements: async () => [],
    },
  )
  client.close()
  const { introduced, delta } = images[0] ?? { introduced: [], delta: undefined }
  return `${introduced.length} came in, ${delta?.changed ?? 0} packages changed`
}

async function measured(name: string, work: () => Promise<string>): Promise<void> {
  const start = registry.seen.length
  const started = performance.now()
  const result = await work()
  const took = ((performance.now() - started) / 1000).toFixed(2)
  const pulled = registry.seen.slice(start).reduce((sum, { path }) => sum + (sizes.get(path.split('sha256:')[1] ?? '') ?? 0), 0)
  console.log(`${name}: ${(pulled / MEBIBYTE).toFixed(1)} MiB of layers, ${took} s (${result})`)
}

console.log(`an image has ${(inAll / MEBIBYTE).toFixed(1)} MiB in ${LAYERS} layers, of which one differs`)
await measured('nothing came in', () => change('none'))
await measured('something came in', () => change('2.0.0'))
const syft = process.env.PREADMIT_SYFT
if (syft !== undefined) {
  const environment = { ...process.env, SYFT_CHECK_FOR_APP_UPDATE: 'false', SYFT_REGISTRY_INSECURE_USE_HTTP: 'true' }
  const scan = (tag: string) =>
    promisify(execFile)(syft, ['scan', `registry:${registry.host}/acme/web:${tag}`, '-q', '-o', 'json'], {
      env: environment,
      maxBuffer: 2 ** 28,
    })
  await measured('syft, both images', async () => {
    for (const tag of ['v1', 'v2']) await scan(tag)
    return 'no comparison'
  })
}
console.log(`${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB of memory, the registry with it`)
await registry.close()
