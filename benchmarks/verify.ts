import { bundleFromJSON } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import { startRegistry } from '../__tests__/fakes/registry.ts'
import { clientOf } from '../__tests__/fakes/registry-client.ts'
import { pushArtifact, pushImage } from '../__tests__/fakes/registry-push.ts'
import { bundleOf, signatureLayer, signStatementFor, simpleSigningPayload } from '../__tests__/fakes/signing/attach.ts'
import { signMessage, signStatement } from '../__tests__/fakes/signing/sign.ts'
import { trustedRoot } from '../__tests__/fakes/signing/sigstore.ts'
import { bundled, identity, keyless, world } from '../__tests__/verify/asking.ts'
import { conformanceSamples } from '../__tests__/verify/samples.ts'
import { asDigest, trustOf } from '../__tests__/verify/shelf.ts'
import { REQUESTS_PER_HOST } from '../src/model/limits.ts'
import { readTrustRoot } from '../src/verify/trust-root.ts'
import { openBundle } from '../src/verify/verifiers/bundle.ts'
import { verify } from '../src/verify/verify.ts'
import { verifyMaterial } from '../src/verify/verify-material.ts'

/* node benchmarks/verify.ts: warm time per keyless bundle, ours and the library's, then 200 signed images at 50 ms per response. */

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

function time(rounds: number, work: () => void): number {
  const times: number[] = []
  for (let n = 0; n < rounds; n++) {
    const started = performance.now()
    work()
    times.push(performance.now() - started)
  }
  return median(times)
}

function compare(name: string, sample: { readonly bundle: unknown; readonly root: string; readonly payload?: Buffer }): void {
  const text = Buffer.from(JSON.stringify(sample.bundle))
  const root = readTrustRoot('benchmark', sample.root)
  if (!root.ok) throw new Error('the root cannot be read')
  const ours = () => {
    const material = openBundle(text, sample.payload)
    const verified = material.ok
      ? verifyMaterial(material.value, { root: root.value, log: 'required', now: Date.now() })
      : material
    if (!verified.ok) throw new Error(verified.rejection.detail)
  }
  const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(sample.root))))
  const theirs = () => verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(text.toString())), sample.payload))
  const results: Record<string, number> = { ours: 0, theirs: 0 }
  for (const [who, work] of [
    ['ours', ours],
    ['theirs', theirs],
  ] as const) {
    time(50, work)
    results[who] = time(200, work)
  }
  console.log(`${name}: ours ${results.ours?.toFixed(2)} ms, @sigstore/verify ${results.theirs?.toFixed(2)} ms`)
}

const shared = process.env.PREADMIT_SHARED
if (shared !== undefined) {
  const wanted = ['happy-path-v0.3', 'happy-path-intoto-in-dsse-v3', 'rekor2-happy-path']
  for (const sample of conformanceSamples(shared)) if (wanted.includes(sample.name)) compare(sample.name, sample)
} else compare('a bundle of the private Sigstore', { bundle: bundleOf(bundled()), root: trustedRoot(world) })

const IMAGES = 200
const LATENCY = 50
const registry = await startRegistry({ latency: LATENCY })
const digests = Array.from({ length: IMAGES }, (_, n) => {
  const image = pushImage(registry.content, `app${n}`, { seed: String(n) })
  if (n % 2 === 0) {
    const layer = signatureLayer(signMessage(world, { identity }, simpleSigningPayload(image.digest)))
    pushArtifact(registry.content, `app${n}`, { layers: [layer], tag: `${image.digest.replace(':', '-')}.sig` })
  } else {
    const bundle = bundleOf(signStatement(world, { identity }, signStatementFor(image.digest)))
    const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json'
    const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: image.digest, size: 1 }
    pushArtifact(registry.content, `app${n}`, {
      artifactType: mediaType,
      layers: [{ mediaType, bytes: Buffer.from(JSON.stringify(bundle)) }],
      subject,
    })
  }
  return asDigest(image.digest)
})
const claims = digests.map(
  (digest, n) =>
    ({
      verifier: 'signature',
      repository: { registry: registry.host, repository: `app${n}` },
      digest,
      authority: keyless,
    }) as const,
)
const client = clientOf([registry.host])
const started = performance.now()
const { evidence } = await verify(
  { claims, inventory: [], now: new Date('2026-11-01T00:00:00Z') },
  { registry: client, trust: trustOf({ acme: trustedRoot(world) }) },
)
const took = performance.now() - started
const requests = registry.seen.length
client.close()
await registry.close()
const floor = (Math.ceil(requests / REQUESTS_PER_HOST) * LATENCY) / 1000
console.log(
  `${IMAGES} signed images at ${LATENCY} ms per response: ${(took / 1000).toFixed(2)} s, ${requests} requests (${REQUESTS_PER_HOST} at a time: ${floor.toFixed(2)} s at least, ${(took / 1000 / floor).toFixed(2)} times that), ${evidence.filter(({ status }) => status === 'proved').length} proved`,
)
