import type { Digest } from './image-name.ts'
import type { PinnedPlace } from './pinned-place.ts'
import type { VulnerabilityPolicy } from './vulnerability-policy.ts'

/** How loud a rule speaks. `error` blocks; `off` removes the sentence and can never clear an image. */
export type Level = 'error' | 'warning' | 'notice' | 'off'

/** Globs over names: one of `only`, where there are any, and none of `except`. */
export interface Choice {
  readonly only?: readonly string[]
  readonly except?: readonly string[]
}

/** The branches that a change goes into, and the environments that it is for, on which a part of a policy holds; all where left out. */
export interface Occasion {
  readonly branches?: Choice
  readonly environments?: Choice
}

/** An entry on trial: until the day `from` (YYYY-MM-DD, UTC), or for good, its refusals are warnings. */
export interface Trial {
  readonly from?: string
}

/**
 * A registry host that this run may contact beyond the built-in public ones. Hosts are exact, `host[:port]`. `tokenService` is the only
 * other host that its credentials may go to.
 */
export interface RegistryEntry {
  readonly host: string
  readonly allowPrivate: boolean
  readonly mirrorOf?: string
  readonly tokenService?: string
}

/** A named Sigstore `trusted_root.json`, as text. */
export interface TrustRootEntry {
  readonly name: string
  readonly json: string
}

/** Who may vouch, by name. Everything needed to verify is in here: files named by the policy are already read. */
export type Authority = KeylessAuthority | GithubAuthority | KeyAuthority | NotationAuthority

/**
 * A Fulcio identity: exact issuer, exact or anchored-glob identity, certificate claims by name. The expressions come from
 * policies of the cluster; where one is given it decides instead of `issuer` or `identity` (then empty): an expression of
 * `model/expression.ts` that must match somewhere in the text, as those projects do.
 */
export interface KeylessAuthority {
  readonly kind: 'keyless'
  readonly name: string
  readonly issuer: string
  readonly issuerExpression?: string
  readonly identity: string
  readonly identityExpression?: string
  readonly claims: Readonly<Record<string, string>>
  readonly trustRoots: readonly string[]
  /** For a private certificate authority without a log; missing means required. Without a log, certificates must be valid now. */
  readonly transparencyLog?: 'required' | 'optional' | 'ignored'
  /** In how many logs, as the trust root names them, the signature must be; one where it is left out. */
  readonly logsAtLeast?: number
}

/** A GitHub Actions workflow identity. `repository` may be `owner/*`; `workflow` and `ref` are exact or anchored globs. */
export interface GithubAuthority {
  readonly kind: 'github'
  readonly name: string
  readonly repository: string
  readonly workflow?: string
  readonly ref?: string
  readonly claims: Readonly<Record<string, string>>
  readonly trustRoots: readonly string[]
  readonly logsAtLeast?: number
}

/** A long-lived public key, SubjectPublicKeyInfo in PEM. */
export interface KeyAuthority {
  readonly kind: 'key'
  readonly name: string
  readonly pem: string
  readonly transparencyLog: 'required' | 'optional' | 'ignored'
  readonly logsAtLeast?: number
  readonly trustRoots: readonly string[]
  /** From when to when the key may have signed (RFC 3339, inclusive). A bound demands a proven time of signing. */
  readonly validFor?: { readonly start?: string; readonly end?: string }
}

/**
 * A Notary Project trust store with its identities (distinguished names; `*` only from policies of the cluster). `trustStore`,
 * `signingAuthorities` (for signatures of that scheme, whose time is believed) and `timestampAuthorities` hold certificates in PEM;
 * with the last a countersignature must prove the time of signing, without them certificates must be valid now. `permissive` waives the look for revocation, which is never made, and nothing else.
 */
export interface NotationAuthority {
  readonly kind: 'notation'
  readonly name: string
  readonly trustStore: readonly string[]
  readonly identities: readonly string[]
  readonly level: 'strict' | 'permissive'
  readonly signingAuthorities?: readonly string[]
  readonly timestampAuthorities?: readonly string[]
}

/** Which authorities must have vouched. `count` counts distinct authorities, each met by another signer. */
export interface SignedBy {
  readonly quantifier: 'anyOf' | 'allOf' | 'atLeast'
  readonly count: number
  readonly of: readonly string[]
}

/** Which manifest a proof must name: the index, each platform image in it, or either. */
export type SubjectScope = 'index' | 'each-platform' | 'index-or-each-platform'

/** What must hold on one attestation, together: each key constrains one fact of the predicate. */
export interface AttestationDemand {
  readonly type: string
  readonly where: Readonly<Record<string, string>>
  readonly maxAgeSeconds?: number
  /** Set where unsigned statements inside the index count, provided that the authority signed that index. */
  readonly inline?: true
}

/** An attestation that an entry of `images` asks for. */
export interface AttestationEntry extends AttestationDemand {
  readonly signedBy: SignedBy
}

/**
 * One entry of `images`. Every entry that matches a reference applies. `line` is where it stands, 1-based, in the policy file or in the
 * `file` that the policy includes.
 */
export interface ImageEntry extends Occasion {
  readonly line: number
  readonly file?: string
  readonly match: readonly string[]
  readonly except: readonly string[]
  /** Globs over files: the entry is about references of these alone (`paths`), and of none of those (`exceptPaths`). */
  readonly paths?: readonly string[]
  readonly exceptPaths?: readonly string[]
  readonly trial?: Trial
  readonly allowed: boolean
  readonly pinned: boolean
  readonly signedBy?: SignedBy
  readonly subject: SubjectScope
  readonly attestations: readonly AttestationEntry[]
  readonly platforms: readonly string[]
  readonly minAgeSeconds?: number
  readonly maxAgeSeconds?: number
  /** Set where an age counts from the date that the image gives itself, instead of a proven time. */
  readonly minAgeBy?: 'created'
  readonly maxAgeBy?: 'created'
  readonly denied: readonly Digest[]
}

/** A rule's configured level, and options where the rule takes any. A group id (`pod-security`) sets all its rules. */
export interface RuleSetting extends Occasion {
  readonly rule: string
  readonly level?: Level
  readonly options: Readonly<Record<string, string>>
  /** Globs over the files in which the level holds; it holds everywhere where they are left out. */
  readonly paths?: readonly string[]
}

/** A dated, reasoned exception. `expires` is a date, YYYY-MM-DD, the last day on which it holds (UTC). */
export interface Exception extends Occasion {
  readonly line: number
  readonly file?: string
  readonly rule: string
  readonly image?: string
  /** The one vulnerability that is excused, by any of its ids; only for rules about vulnerabilities. */
  readonly vulnerability?: string
  readonly paths: readonly string[]
  /** The repositories whose changes it excuses, `owner/name` or `owner/*`; every one that uses the policy where left out. */
  readonly repositories?: readonly string[]
  readonly reason: string
  readonly owner: string
  readonly expires: string
  /** Of a baseline: the one finding that it excuses, by its file and its key; any of its rule in the file where it has none. */
  readonly exactly?: BaselineEntry
}

/** One finding that stood when a baseline was made. */
export interface BaselineEntry {
  readonly rule: string
  readonly file: string
  readonly key?: string
}

/** What stood on the day `made` and is excused until the day `until` in runs over a whole repository. `file` is where it is written. */
export interface Baseline {
  readonly file: string
  readonly made: string
  readonly until: string
  readonly entries: readonly BaselineEntry[]
}

/** Where the policy came from. `digest` is the sha256 of the bytes that were read. */
export interface PolicySource {
  readonly kind: 'built-in' | 'file'
  readonly path?: string
  readonly repository?: string
  readonly commit?: string
  readonly digest: string
  /** The policies of other repositories that it extends. */
  readonly extends?: readonly (PinnedPlace & { readonly digest: string })[]
}

/** A chart with the values that it is installed with, where no Flux or Argo CD object says so. Paths from the root of the repository. */
export interface RenderedChart {
  readonly chart: string
  readonly releaseName?: string
  readonly namespace?: string
  readonly values: readonly string[]
}

/** How charts and kustomizations are rendered. */
export interface RenderPolicy {
  readonly kubeVersion?: string
  readonly apiVersions: readonly string[]
  readonly charts: readonly RenderedChart[]
  /** Globs over folders that are only read as text. */
  readonly ignore: readonly string[]
}

/** A policy, read and complete: plain data, so that a judgement can be replayed. */
export interface Policy {
  readonly source: PolicySource
  readonly mode: 'enforce' | 'warn'
  readonly onUnverified: 'block' | 'warn'
  readonly registries: readonly RegistryEntry[]
  readonly trustRoots: readonly TrustRootEntry[]
  readonly authorities: readonly Authority[]
  readonly images: readonly ImageEntry[]
  readonly clusterPolicies: readonly string[]
  /** Keys and certificates (PEM) for names that only the cluster resolves, as its policies write them. */
  readonly clusterKeys?: Readonly<Record<string, string>>
  /** Addresses of chart repositories that a run may ask for charts; left out where there are none. */
  readonly chartRepositories?: readonly string[]
  /** How charts and kustomizations are rendered; left out where the policy says nothing of it. */
  readonly render?: RenderPolicy
  /** What is asked about the packages of images; left out where nothing is. */
  readonly vulnerabilities?: VulnerabilityPolicy
  readonly rules: readonly RuleSetting[]
  readonly exceptions: readonly Exception[]
  readonly ignore: readonly string[]
  /** What stood when somebody last looked at everything; runs over a whole repository excuse it. */
  readonly baseline?: Baseline
  /** What policies that extend this one may do besides adding demands: parts of the language, rules and groups by their ids. */
  readonly allows?: readonly string[]
}
