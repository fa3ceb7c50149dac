import type { FakeRegistry } from '../__tests__/fakes/registry.ts'
import { describe, pushImage, pushIndex } from '../__tests__/fakes/registry-push.ts'
import {
  type Attachment,
  attachBundle,
  attachTag,
  bundleOf,
  signatureLayer,
  signStatementFor,
  simpleSigningPayload,
} from '../__tests__/fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../__tests__/fakes/signing/certificates.ts'
import { type As, signMessage, signStatement } from '../__tests__/fakes/signing/sign.ts'
import { newSigstore, type Sigstore, trustedRoot } from '../__tests__/fakes/signing/sigstore.ts'

/** The three embedded registries; each stands for a public one through `mirrorOf` in the sample's policy. */
export interface Registries {
  readonly ghcr: FakeRegistry
  readonly hub: FakeRegistry
  readonly gcr: FakeRegistry
}

/** What the sample's files need to know: digests, hosts, and who may vouch. */
export interface SampleWorld {
  readonly values: ReadonlyMap<string, string>
  readonly trustFiles: Readonly<Record<string, string>>
}

/** What the manifests say of their layers, which nobody pulls. */
const LAYER_BYTES = 58_000_000
const ISSUER = 'https://token.actions.githubusercontent.com'

/** Pushes and signs the sample's images: everything is made new at every run, by a private Sigstore. */
export function makeImages({ ghcr, hub, gcr }: Registries, now: Date): SampleWorld {
  const sigstore = newSigstore(new Date(now.getTime() - 86_400_000))
  const platformKeys = newKeys()
  const at = new Date(now.getTime() - 3_600_000)
  const push = (registry: FakeRegistry, repository: string, tag: string): string => {
    const children = ['amd64', 'arm64'].map((architecture) => ({
      ...describe(
        pushImage(registry.content, repository, {
          seed: `${repository}:${tag} ${architecture}`,
          platform: { os: 'linux', architecture },
          layerSize: LAYER_BYTES,
        }),
      ),
      platform: { os: 'linux', architecture },
    }))
    return pushIndex(registry.content, repository, { children, tag }).digest
  }
  const digests = {
    'web-old': push(ghcr, 'acme/web', '1.4.1'),
    web: push(ghcr, 'acme/web', '1.4.2'),
    'worker-old': push(ghcr, 'acme/worker', '2.0.0'),
    worker: push(ghcr, 'acme/worker', '2.1.0'),
    billing: push(ghcr, 'acme/billing', '0.9.0'),
    builder: push(ghcr, 'acme/builder', '5'),
    redis: push(hub, 'library/redis', '7.4'),
    node: push(hub, 'library/node', '22-alpine'),
    postgres: push(hub, 'library/postgres', '17'),
    distroless: push(gcr, 'distroless/nodejs22', 'latest'),
    nowhere: `sha256:${'0badc0de'.repeat(8)}`,
  }
  for (const [name, repository] of [
    ['web-old', 'acme/web'],
    ['web', 'acme/web'],
    ['worker-old', 'acme/worker'],
  ] as const) {
    attach(
      ghcr,
      repository,
      signBundle(sigstore, { identity: workflow('acme/shop', 'release.yml', 'refs/heads/main') }, digests[name], at),
    )
  }
  attach(
    ghcr,
    'acme/billing',
    signBundle(sigstore, { identity: workflow('acme-forks/shop', 'release.yml', 'refs/heads/main') }, digests.billing, at),
  )
  const signed = signMessage(sigstore, { keys: platformKeys }, simpleSigningPayload(digests.builder, 'ghcr.io/acme/builder'), {
    at,
    log: 'none',
    stamped: false,
  })
  attach(ghcr, 'acme/builder', attachTag(digests.builder, 'sig', [signatureLayer(signed)]))
  return {
    values: new Map([
      ...Object.entries(digests),
      ['registry-ghcr', ghcr.host],
      ['registry-hub', hub.host],
      ['registry-gcr', gcr.host],
      ['expires', dayAfter(now, 60)],
    ]),
    trustFiles: {
      'trust/trusted_root.json': trustedRoot(sigstore),
      'trust/platform.pub': pem('PUBLIC KEY', spkiOf(platformKeys.publicKey)),
    },
  }
}

function signBundle(sigstore: Sigstore, as: As, digest: string, at: Date): Attachment {
  return attachBundle(digest, bundleOf(signStatement(sigstore, as, signStatementFor(digest), { at })))
}

function workflow(repository: string, file: string, ref: string): Extract<As, { identity: unknown }>['identity'] {
  const uri = `https://github.com/${repository}/.github/workflows/${file}@${ref}`
  const claims = { 8: ISSUER, 9: uri, 11: 'github-hosted', 12: `https://github.com/${repository}`, 14: ref, 18: uri, 20: 'push' }
  return { uri, issuer: ISSUER, claims }
}

/** Puts an attachment where cosign would: its blobs, its manifest, its tag; referrers are found by the registry's own API. */
function attach(registry: FakeRegistry, repository: string, attachment: Attachment): void {
  for (const blob of attachment.blobs) registry.content.blob(repository, blob)
  registry.content.manifest(repository, attachment.manifest, {
    mediaType: attachment.mediaType,
    ...(attachment.tag === undefined ? {} : { tag: attachment.tag }),
  })
}

function dayAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
