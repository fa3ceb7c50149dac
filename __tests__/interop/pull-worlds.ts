import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import { resolve } from '../../src/resolve/resolve.ts'
import { verify } from '../../src/verify/verify.ts'
import { factsOf, podOf } from '../admission/cluster.ts'
import type { FakeRegistry } from '../fakes/registry.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { describe, pushArtifact, pushImage, pushIndex, pushSignatures } from '../fakes/registry-push.ts'
import type { StoredManifest } from '../fakes/registry-store.ts'
import {
  bundleLayer,
  bundleOf,
  signatureLayer,
  signStatementFor,
  simpleSigningPayload,
  statementFor,
} from '../fakes/signing/attach.ts'
import { type KeyPair, newKeys } from '../fakes/signing/certificates.ts'
import { type Signed, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { newSigstore, trustedRoot } from '../fakes/signing/sigstore.ts'
import { trustOf } from '../verify/shelf.ts'

/** What would happen to an image: by the peer (platforms may differ) or by us. */
export type Fate = 'accepted' | 'refused' | 'open'

/** An image of a world: what is special about it, and how a manifest names it. */
export interface WorldImage {
  readonly what: string
  readonly name: string
}

/** The private Sigstore of these worlds, and who signs in them. */
export const sigstore = newSigstore()
export const signers = { ours: newKeys(), theirs: newKeys(), long: newKeys('p384') }
const identity = {
  uri: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://issuer.test',
}

interface NewSignature {
  readonly by?: KeyPair
  readonly as?: string
  readonly type?: string
  readonly hash?: string
  /** The digest that it is about, where that is another one. */
  readonly about?: string
}

/** One signature over a manifest in the older form, as cosign and skopeo write it. */
function signed(digest: string, { by = signers.ours, as, type, hash, about = digest }: NewSignature = {}): Signed {
  const payload = simpleSigningPayload(about, as, type)
  return signMessage(sigstore, { keys: by }, payload, { log: 'none', ...(hash === undefined ? {} : { hash }) })
}

/** Images that were signed in every way, each with its twins; `registry` holds them afterwards. */
export function pushWorld({ content, host }: FakeRegistry): readonly WorldImage[] {
  const images: WorldImage[] = []
  const sig = (repository: string, subject: string, all: readonly Signed[]) =>
    all.length > 0 && pushSignatures(content, repository, { subject, layers: all.map(signatureLayer) })
  const forms = (what: string, { repository, digest }: { repository: string; digest: string }) => {
    const name = `${host}/${repository}`
    images.push(
      { what: `${what}, by digest`, name: `${name}@${digest}` },
      { what: `${what}, by tag`, name: `${name}:v1` },
      { what: `${what}, by both`, name: `${name}:v1@${digest}` },
    )
  }
  const image = (what: string, sign: (digest: string, name: string) => readonly Signed[]): StoredManifest => {
    const repository = `acme/${what.replaceAll(/\W+/g, '-').toLowerCase()}`
    const pushed = pushImage(content, repository, { tag: 'v1' })
    sig(repository, pushed.digest, sign(pushed.digest, `${host}/${repository}`))
    forms(what, { repository, digest: pushed.digest })
    return pushed
  }
  image('unsigned', () => [])
  image('named as cosign does', (digest, name) => [signed(digest, { as: name })])
  image('named with the tag', (digest, name) => [signed(digest, { as: `${name}:v1` })])
  image('named with another tag', (digest, name) => [signed(digest, { as: `${name}:v9` })])
  image('named with the digest', (digest, name) => [signed(digest, { as: `${name}@${digest}` })])
  image('named for another registry', (digest) => [signed(digest, { as: 'upstream.test/app:v1' })])
  image('named for another repository of the mirror', (digest, name) => [
    signed(digest, { as: `${name.replace('/acme/', '/upstream/')}:v1` }),
  ])
  image('signed by another', (digest, name) => [signed(digest, { as: `${name}:v1`, by: signers.theirs })])
  image('signed by both', (digest, name) => [
    signed(digest, { as: `${name}:v1`, by: signers.theirs }),
    signed(digest, { as: `${name}:v1` }),
  ])
  image('signed for two tags', (digest, name) => [signed(digest, { as: `${name}:v9` }), signed(digest, { as: `${name}:v1` })])
  image('carrying the signature of its twin', (digest, name) => [
    signed(digest, { as: `${name}:v1`, about: `sha256:${'0'.repeat(64)}` }),
  ])
  image('whose signature was altered', (digest, name) => {
    const one = signed(digest, { as: `${name}:v1` })
    const signature = Buffer.from(one.signature)
    signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
    return [{ ...one, signature }]
  })
  image('whose payload is of another type', (digest, name) => [
    signed(digest, { as: `${name}:v1`, type: 'atomic container signature' }),
  ])
  image('signed by the long key', (digest, name) => [signed(digest, { as: `${name}:v1`, by: signers.long, hash: 'sha384' })])
  image('signed by the long key with SHA-256', (digest, name) => [
    signed(digest, { as: `${name}:v1`, by: signers.long, hash: 'sha256' }),
  ])
  image('signed without a key', (digest, name) => [
    signMessage(sigstore, { identity }, simpleSigningPayload(digest, `${name}:v1`)),
  ])
  const bundle = (what: string, of: StoredManifest, statement: Signed) =>
    pushArtifact(content, `acme/${what.replaceAll(/\W+/g, '-').toLowerCase()}`, {
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      layers: [bundleLayer(bundleOf(statement))],
      subject: describe(of),
    })
  const provenance = (digest: string) => statementFor(digest, 'https://slsa.dev/provenance/v1', {})
  for (const [what, tagged, by, stated] of [
    ['with a bundle only', false, signers.ours, signStatementFor],
    ['with a bundle of another', false, signers.theirs, signStatementFor],
    ['with an attestation only', false, signers.ours, provenance],
    ['signed, with an attestation by another', true, signers.theirs, provenance],
    ['signed, with a bundle of another', true, signers.theirs, signStatementFor],
    ['signed twice over', true, signers.ours, signStatementFor],
  ] as const) {
    const pushed = image(what, (digest, name) => (tagged ? [signed(digest, { as: `${name}:v1` })] : []))
    bundle(what, pushed, signStatement(sigstore, { keys: by }, stated(pushed.digest)))
  }
  const twin = image('with the bundle of its twin', () => [])
  bundle(
    'with the bundle of its twin',
    twin,
    signStatement(sigstore, { keys: signers.ours }, signStatementFor(`sha256:${'0'.repeat(64)}`)),
  )
  for (const [what, whole, first, second] of [
    ['index signed alone', true, false, false],
    ['index of signed children', false, true, true],
    ['index with one signed child', true, true, false],
    ['index signed with its children', true, true, true],
  ] as const) {
    const repository = `acme/${what.replaceAll(' ', '-')}`
    const children = (['amd64', 'arm64'] as const).map((architecture) => {
      const platform = { os: 'linux', architecture }
      const child = pushImage(content, repository, { platform, seed: `${what}${architecture}` })
      return { child, listed: { ...describe(child), platform } }
    })
    const index = pushIndex(content, repository, { children: children.map(({ listed }) => listed), tag: 'v1' })
    const [one, other] = children.map(({ child }) => child)
    for (const [wanted, manifest] of [
      [whole, index],
      [first, one],
      [second, other],
    ] as const)
      if (wanted && manifest !== undefined)
        sig(repository, manifest.digest, [signed(manifest.digest, { as: `${host}/${repository}:v1` })])
    forms(what, { repository, digest: index.digest })
  }
  return images
}

/** What we say that a policy would do with an image, asked of its registry. */
export async function ourFate(
  policy: ClusterPolicy,
  image: string,
  registry: FakeRegistry,
): Promise<{ readonly fate: Fate; readonly why: string }> {
  const client = clientOf([registry.host])
  const plain = factsOf(podOf(image), [], () => 'absent')
  const names = plain.references.flatMap(({ reference }) => (reference.kind === 'static' ? [reference.name] : []))
  const seen = { ...plain, resolutions: await resolve(names, client) }
  const trust = trustOf({ 'public-good': trustedRoot(sigstore) })
  const claims = clusterClaims([policy], seen)
  const { evidence } = await verify({ claims, inventory: [], now: new Date() }, { registry: client, trust })
  const [result] = judgeClusterPolicies([policy], { ...seen, evidence })
  const fates: Readonly<Record<string, Fate>> = {
    'would-admit': 'accepted',
    'would-audit': 'accepted',
    'does-not-apply': 'accepted',
    'would-deny': 'refused',
  }
  // What stays open in a check that only records lets the image in.
  const fate = result?.mode === 'audit' ? 'accepted' : (fates[result?.outcome ?? ''] ?? 'open')
  return { fate, why: result?.why.join(' | ') ?? 'no answer' }
}
