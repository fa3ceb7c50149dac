import type { Problem } from '../../src/model/answer.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { AttestationDemand, Authority, GithubAuthority, KeyAuthority, KeylessAuthority } from '../../src/model/policy.ts'
import type { Registry } from '../../src/ports/registry.ts'
import type { AttestationStore } from '../../src/ports/trust.ts'
import { verify } from '../../src/verify/verify.ts'
import {
  type Attachment,
  attachBundle,
  attachReferrer,
  attachTag,
  attestationLayer,
  bundleOf,
  signatureLayer,
  signStatementFor,
  simpleSigningPayload,
  statementFor,
} from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { type As, type Signed, type SigningOptions, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { type Identity, newSigstore, type Sigstore, trustedRoot } from '../fakes/signing/sigstore.ts'
import { DIGEST, REPOSITORY, shelf, type Trouble, trustOf } from './shelf.ts'

/** The private Sigstore of the tests, a key, and another organisation's Sigstore. */
export const world: Sigstore = newSigstore()
export const foreign: Sigstore = newSigstore()
export const keys = newKeys()
/** The time of judging. */
export const NOW = new Date('2026-11-01T00:00:00Z')

/** The release workflow that the tests trust. */
export const identity: Identity = {
  uri: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
  claims: {
    9: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
    11: 'github-hosted',
    12: 'https://github.com/acme/web',
    14: 'refs/heads/main',
    15: '4242',
    17: '1234',
    20: 'push',
  },
}

/** Authorities that trust the tests' signers. */
export const keyless: KeylessAuthority = {
  kind: 'keyless',
  name: 'release',
  issuer: identity.issuer,
  identity: identity.uri ?? '',
  claims: {},
  trustRoots: ['acme'],
}
export const keyed: KeyAuthority = {
  kind: 'key',
  name: 'platform',
  pem: pem('PUBLIC KEY', spkiOf(keys.publicKey)),
  transparencyLog: 'required',
  trustRoots: ['acme'],
}
export const github: GithubAuthority = {
  kind: 'github',
  name: 'workflow',
  repository: 'acme/web',
  claims: {},
  trustRoots: ['acme'],
}

const roots = { acme: trustedRoot(world), foreign: trustedRoot(foreign) }
/** The trust roots of both Sigstores. */
export const trust = trustOf(roots)

/** What an answer is asked with. */
export interface Asking {
  readonly authority?: Authority
  readonly attestation?: AttestationDemand
  readonly trouble?: readonly Trouble[]
  readonly registry?: Registry
  readonly roots?: Readonly<Record<string, string>>
  /** Why none of the roots could be renewed. */
  readonly stale?: Problem
  readonly store?: Pick<AttestationStore, 'bundles'>
  readonly now?: Date
}

/** The answer to one claim about the test image. */
export async function ask(attachments: readonly Attachment[], asking: Asking = {}): Promise<Evidence> {
  const { authority = keyless, attestation, trouble, registry = shelf(attachments, trouble), now = NOW } = asking
  const about = { repository: REPOSITORY, digest: DIGEST, authority }
  const claim =
    attestation === undefined
      ? ({ ...about, verifier: 'signature' } as const)
      : ({ ...about, verifier: 'attestation', attestation } as const)
  const ports = {
    registry,
    trust: trustOf({ ...roots, ...asking.roots }, asking.stale),
    ...(asking.store === undefined ? {} : { attestations: asking.store }),
  }
  const { evidence } = await verify({ claims: [claim], inventory: [], now }, ports)
  const [answer] = evidence
  if (answer === undefined || evidence.length !== 1) throw new Error('one claim has one answer')
  return answer
}

/** A `.sig` tag with these signatures. */
export function sig(...signed: readonly Signed[]): Attachment {
  return attachTag(DIGEST, 'sig', signed.map(signatureLayer))
}

/** An `.att` tag with these attestations. */
export function att(...signed: readonly Signed[]): Attachment {
  return attachTag(DIGEST, 'att', signed.map(attestationLayer))
}

/** A bundle that refers to the image. */
export function referred(signed: Signed): Attachment {
  return attachBundle(DIGEST, bundleOf(signed))
}

/** A raw envelope that refers to the image. */
export function rawEnvelope(bytes: Buffer, mediaType = 'application/vnd.in-toto+json'): Attachment {
  return attachReferrer(DIGEST, mediaType, [{ mediaType, bytes }])
}

/** The tests' signature on the image in cosign's older form. */
export function tagged(as: As = { identity }, options: SigningOptions = {}, digest: string = DIGEST): Signed {
  return signMessage(world, as, simpleSigningPayload(digest), options)
}

/** The tests' signature on the image in cosign's newer form. */
export function bundled(as: As = { identity }, options: SigningOptions = {}, digest: string = DIGEST): Signed {
  return signStatement(world, as, signStatementFor(digest), options)
}

/** Provenance in SLSA 1.0 as GitHub writes it. */
export const PROVENANCE = 'https://slsa.dev/provenance/v1'
export const provenance = {
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: {
      workflow: { repository: 'https://github.com/acme/web', ref: 'refs/heads/main', path: '.github/workflows/release.yml' },
    },
  },
  runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
}

/** An attestation of the tests' signer about the image. */
export function attested(
  predicateType: string = PROVENANCE,
  predicate: unknown = provenance,
  options: SigningOptions & { readonly as?: As; readonly digest?: string } = {},
): Signed {
  return signStatement(
    world,
    options.as ?? { identity },
    statementFor(options.digest ?? DIGEST, predicateType, predicate),
    options,
  )
}

/** The demand for provenance with nothing more. */
export const wantsProvenance: AttestationDemand = { type: 'slsa-provenance', where: {} }
