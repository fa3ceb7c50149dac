import type { Repository } from './image-name.ts'
import type { ManifestObject } from './manifest-object.ts'
import type { AttestationDemand, Authority, TrustRootEntry } from './policy.ts'
import type { Place } from './span.ts'

/** Which project's policy this is: decides the rule that speaks of it and the words that its users know. */
export type ClusterPolicyKind =
  | 'cluster-image-policy'
  | 'kyverno-image-validating-policy'
  | 'kyverno-verify-images'
  | 'containers-policy'
  | 'notation-trust-policy'
  | 'validating-admission-policy'
  | 'kyverno-validating-policy'
  | 'other-policy'

/**
 * An image policy of the cluster (or of the nodes that pull), read into one shape. `problems` says why its own
 * project would refuse it, each with its field: such a policy is unverified by name wherever it may apply. What is valid and
 * cannot be evaluated here is an open demand. `notes` are remarks that change no result.
 */
export interface ClusterPolicy {
  readonly kind: ClusterPolicyKind
  readonly name: string
  readonly place: Place
  readonly mode: 'enforce' | 'warn' | 'audit'
  readonly checks: readonly PolicyCheck[]
  readonly trustRoots: readonly TrustRootEntry[]
  readonly problems: readonly string[]
  readonly notes: readonly string[]
  /** For a policy that decides on whole objects by expressions: what it is made of. Its `checks` are empty. */
  readonly deciding?: DecidingObjects
  /** For a policy that is only named: the kinds of objects that it is about, where it names them all. */
  readonly kinds?: readonly string[]
}

/**
 * The objects that make up a policy on objects. `beside` are those of the same files that its expressions may look at: its
 * parameters, and namespaces. `doubt` says why a denial by it is not certain.
 */
export interface DecidingObjects {
  readonly policy: ManifestObject
  readonly bindings: readonly ManifestObject[]
  readonly beside: readonly ManifestObject[]
  readonly doubt?: string
}

/** One thing that a policy checks: which images, in which objects, and what must hold for them. */
export interface PolicyCheck {
  readonly name: string
  readonly images: ImageMatch
  readonly objects: ObjectMatch
  readonly demand: ClusterDemand
  /** Where this check departs from the mode of its policy. */
  readonly mode?: 'enforce' | 'warn' | 'audit'
}

/** Which images a check is about, by the matching rules of the project that it comes from. */
export type ImageMatch =
  | { readonly kind: 'every' }
  | { readonly kind: 'policy-controller'; readonly globs: readonly string[] }
  | { readonly kind: 'kyverno'; readonly wildcards: readonly string[]; readonly skip: readonly string[] }
  | { readonly kind: 'kyverno-glob'; readonly globs: readonly string[]; readonly open: readonly string[] }
  | { readonly kind: 'longest-scope'; readonly scope: string; readonly scopes: readonly string[] }
  | { readonly kind: 'exact-repository'; readonly scopes: readonly string[]; readonly others: readonly string[] }

/** Which objects a check is about. `open` cannot be answered from a manifest. */
export type ObjectMatch =
  | { readonly kind: 'all'; readonly of: readonly ObjectMatch[] }
  | { readonly kind: 'any'; readonly of: readonly ObjectMatch[] }
  | { readonly kind: 'not'; readonly of: ObjectMatch }
  | { readonly kind: 'kinds'; readonly kinds: readonly KindPattern[] }
  | { readonly kind: 'name' | 'namespace'; readonly wildcards: readonly string[] }
  | { readonly kind: 'labels' | 'annotations'; readonly wanted: readonly LabelDemand[] }
  | FieldMatch
  | { readonly kind: 'open'; readonly why: string }

/** The list of a pod that holds the image. Where the file does not say which list that is, the answer is open; with `surely`, no. */
export interface FieldMatch {
  readonly kind: 'field'
  readonly name: 'containers' | 'initContainers' | 'ephemeralContainers'
  readonly surely?: boolean
}

/** A kind as a policy writes it. `*` stands for any. Exactly one of `kind` and `resource` (the plural) is given. */
export interface KindPattern {
  readonly group: string
  readonly version: string
  readonly kind?: string
  readonly resource?: string
}

/** One condition on a label or an annotation. `wildcards`: keys and values may hold `*` and `?`. */
export interface LabelDemand {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
  readonly wildcards: boolean
}

/** What must hold for an image that a check is about. */
export type ClusterDemand =
  | { readonly kind: 'all'; readonly of: readonly ClusterDemand[] }
  | { readonly kind: 'atLeast'; readonly count: number; readonly of: readonly ClusterDemand[] }
  | { readonly kind: 'fixed'; readonly holds: boolean; readonly says: string }
  | { readonly kind: 'pinned' }
  | { readonly kind: 'open'; readonly why: string }
  | VouchedDemand

/**
 * An authority must have vouched. `asksMore`: what the cluster also asks and a proof does not show, so a proof is not
 * enough. `asksLess`: what the proof asks and the cluster does not, so a refusal decides nothing. `reads`: the store of
 * signatures that the cluster looks at. `repository`: where the signatures are kept, when not with the image. `signedAs`:
 * which name the signature itself must carry. `records`: which
 * steps of notation only leave a line in its log when they fail.
 */
export interface VouchedDemand {
  readonly kind: 'vouched'
  readonly authority: Authority
  readonly attestation?: AttestationDemand
  readonly repository?: Repository
  readonly reads: 'legacy' | 'bundle' | 'any'
  readonly signedAs?: SignedAs
  readonly records?: readonly NotationStep[]
  readonly asksMore: readonly string[]
  readonly asksLess: readonly string[]
}

/** What notation checks of a signature after its integrity, in this order; how much each counts is set by a trust policy. */
export type NotationStep = 'authenticity' | 'expiry' | 'authenticTimestamp' | 'revocation'

/**
 * The name inside a signature (`docker-reference`), compared as containers/image does: the same reference; the same
 * repository for an image by digest and the same reference otherwise; the same repository; the second rule with another prefix.
 * `as` stands for the image's own name.
 */
export interface SignedAs {
  readonly rule: 'matchExact' | 'matchRepoDigestOrExact' | 'matchRepository' | 'remapIdentity'
  readonly as?: string
  /** For `remapIdentity`: the prefix of the image's name and what stands for it in the signature. */
  readonly remap?: { readonly prefix: string; readonly signedPrefix: string }
}
