import { startOsv } from '../__tests__/fakes/osv.ts'
import { recordingLog } from '../__tests__/fakes/quiet.ts'
import { startRegistry } from '../__tests__/fakes/registry.ts'
import { clientOf, createHastyClock } from '../__tests__/fakes/registry-client.ts'
import { pushArtifact, pushImage } from '../__tests__/fakes/registry-push.ts'
import { attestationLayer, statementFor } from '../__tests__/fakes/signing/attach.ts'
import { signStatement } from '../__tests__/fakes/signing/sign.ts'
import { trustedRoot } from '../__tests__/fakes/signing/sigstore.ts'
import { keyed, keys, world } from '../__tests__/verify/asking.ts'
import { asDigest, trustOf } from '../__tests__/verify/shelf.ts'
import { createAdvisories } from '../src/adapters/advisories/advisories.ts'
import { createDownload } from '../src/adapters/download.ts'
import { readInventoryWith, readStatementsWith } from '../src/gate/read-inventory.ts'
import { vulnerabilitiesOf } from '../src/gate/vulnerabilities.ts'
import { found } from '../src/model/answer.ts'
import type { ImageName } from '../src/model/image-name.ts'
import type { VulnerabilityPolicy } from '../src/model/vulnerability-policy.ts'
import { collect } from '../src/verify/collect.ts'

/* node benchmarks/vulnerabilities.ts: 50 pairs of images with signed SBOMs of 400 packages each, a registry and an OSV on loopback. */

const PAIRS = 50
const PACKAGES = 400
const CHANGED = 24

const registry = await startRegistry()
const osv = await startOsv(
  Array.from({ length: 100 }, (_, n) => ({
    id: `GHSA-${n}`,
    at: [{ ecosystem: 'npm', name: `p${n % CHANGED}-${Math.floor(n / 4)}`, versions: ['2.0.0'] }],
  })),
  { exploited: { 'CVE-2020-1': '2020-01-01' } },
)
const components = (pair: number, side: 1 | 2) =>
  Array.from({ length: PACKAGES }, (_, n) => {
    const version = n < CHANGED ? `${side}.0.0` : '1.0.0'
    return { type: 'library', name: 'x', purl: `pkg:npm/p${n}-${pair}@${version}` }
  })
function push(pair: number, side: 1 | 2): ImageName & { readonly digest: ReturnType<typeof asDigest> } {
  const repository = `app${pair}`
  const { digest } = pushImage(registry.content, repository, { seed: `${pair}-${side}` })
  const document = { bomFormat: 'CycloneDX', specVersion: '1.6', components: components(pair, side) }
  const layer = attestationLayer(signStatement(world, { keys }, statementFor(digest, 'https://cyclonedx.org/bom', document)))
  pushArtifact(registry.content, repository, { layers: [layer], tag: `${digest.replace(':', '-')}.att` })
  return { registry: registry.host, repository, digest: asDigest(digest) }
}
const pairs = Array.from({ length: PAIRS }, (_, n) => [push(n, 1), push(n, 2)] as const)
const origin = { file: 'a.yaml', span: { start: 0, end: 1 }, related: [], format: 'kubernetes', path: [] }
const reference = (name: ImageName) => ({ origin, text: 'x', verbatim: true, kind: 'static', name }) as const
const answer = (name: ImageName & { readonly digest: ReturnType<typeof asDigest> }) => ({
  name,
  answer: found({ name, digest: name.digest, mediaType: 'x', size: 1, isIndex: false, platforms: [] }),
})
const authority = { ...keyed, name: 'platform' }
const policy: VulnerabilityPolicy = {
  line: 1,
  advisories: { kind: 'osv' },
  exploited: { kind: 'cisa' },
  inventory: [{ kind: 'sbom', signedBy: ['platform'] }],
  vexSignedBy: [],
  severity: 'high',
  match: ['**'],
  except: [],
}
const client = clientOf([registry.host])
const budget = { left: () => Number.POSITIVE_INFINITY }
const download = createDownload({ environment: {}, budget, clock: createHastyClock(), log: recordingLog(), loopback: true })
const advisories = createAdvisories(policy, {
  download,
  folder: async () => found(new Uint8Array()),
  osv: osv.origin,
  catalogue: `${osv.origin}/kev.json`,
})
const context = {
  registry: client,
  trust: trustOf({ acme: trustedRoot(world) }),
  authorities: [authority],
  now: new Date('2026-06-01T00:00:00Z'),
}
const facts = {
  references: pairs.map(([old, now]) => ({ reference: reference(now), replaces: reference(old), touched: true })),
  resolutions: pairs.flat().map(answer),
}
// What judging the signatures of both images reads anyway: verification asks all places of an image and of the one that it replaces.
await Promise.all(
  pairs.flat().map(({ registry: host, repository, digest }) => collect(client, { registry: host, repository }, digest)),
)
const verified = registry.seen.length
const started = performance.now()
const { images } = await vulnerabilitiesOf(facts, policy, {
  advisories,
  inventory: readInventoryWith(context),
  statements: readStatementsWith(context),
})
const took = (performance.now() - started) / 1000
const [atRegistry, atOsv] = [registry.seen.length - verified, osv.seen.length]
client.close()
download.close()
await registry.close()
await osv.close()
const introduced = images.reduce((sum, one) => sum + one.introduced.length, 0)
const known = images.filter(({ after, before }) => after?.packages === PACKAGES && before?.packages === PACKAGES).length
const rss = process.memoryUsage().rss / 1024 ** 2
console.log(
  `${PAIRS} pairs of ${PACKAGES} packages, ${CHANGED} changed: ${took.toFixed(2)} s, ${((atRegistry + atOsv) / PAIRS).toFixed(1)} requests per pair beyond the ${(verified / PAIRS).toFixed(1)} of verification (${atRegistry} to the registry, ${atOsv} to OSV), ${known} pairs known, ${introduced} vulnerabilities came in, ${rss.toFixed(0)} MiB`,
)
