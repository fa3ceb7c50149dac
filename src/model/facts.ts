import type { Accounted, Unaccounted } from './account.ts'
import type { Problem } from './answer.ts'
import type { ClusterPolicy } from './cluster-policy.ts'
import type { Evidence, Inventory } from './evidence.ts'
import type { ObjectChange } from './manifest-object.ts'
import type { ImageReference } from './reference.ts'
import type { RenderEntry } from './rendering.ts'
import type { SecretFact } from './secret-fact.ts'
import type { Place, Span } from './span.ts'
import type { Resolution } from './subject.ts'
import type { VulnerabilityFacts } from './vulnerability.ts'

/**
 * Which change was looked at. `base` and `head` are commit ids; `head` is `worktree` for uncommitted files and `index` for what is staged.
 * `baseIs` says in words what the base is; `trusted` is the branch whose tip the policy is read from; `merge` the commit that was judged
 * in place of the head: what merging it would bring, with the files whose text is not that of the head; `fromFork` is set where its author may not read what this run may.
 * `branch` is the branch that the change goes into and `environment` the one that is deployed to, where anybody says so.
 */
export interface ChangeInfo {
  readonly repository: string
  readonly event: string
  readonly base: string
  readonly head: string
  readonly scope: 'changed' | 'all'
  readonly pullRequest?: number
  readonly baseIs?: string
  readonly trusted?: { readonly name: string; readonly commit: string }
  readonly merge?: { readonly commit: string; readonly files: readonly string[] }
  readonly fromFork?: true
  readonly branch?: string
  readonly environment?: string
}

/** A reference of the head side. `touched`: this change introduced or altered it. `replaces`: what stood at its place before. */
export interface ReferenceFact {
  readonly reference: ImageReference
  readonly touched: boolean
  readonly replaces?: ImageReference
}

/** A file, or a part of one, that a format claims and could not read. `partly`: the rest of the file was read. */
export interface Unread {
  readonly file: string
  readonly why: string
  readonly partly: boolean
  readonly span?: Span
}

/** What a reporter needs of a file to show lines: where each line starts, and the lines that hold references. */
export interface SourceIndex {
  readonly file: string
  readonly lineStarts: readonly number[]
  readonly excerpts: readonly { readonly line: number; readonly text: string }[]
}

/** How many files were deliberately not looked at, and why. */
export interface Coverage {
  readonly files: number
  readonly ignored: number
  readonly outsidePaths: number
  readonly otherShards: number
}

/** What became of something that a deployer applies and that the change reaches: see `RenderEntry`. */
export interface EntryFact {
  readonly id: string
  readonly kind: RenderEntry['kind']
  readonly sure: boolean
  readonly at: Place
  readonly state: 'rendered' | 'failed' | 'unknown'
  readonly why?: string
}

/** An object that an entry applied before or applies now: `Deployment shop/web`, with the lines that changed in it as a unified diff has them. */
export interface DeployedObject {
  readonly object: string
  readonly change: 'added' | 'removed' | 'altered'
  readonly lines: readonly string[]
}

/** What the change makes of one entry: its objects, and the images that it runs instead of others. `cut`: lines that are not shown. */
export interface EntryDifference {
  readonly entry: string
  readonly objects: readonly DeployedObject[]
  readonly images: readonly { readonly before: string | null; readonly after: string | null }[]
  readonly cut: number
}

/** Requests made to each registry or API host. */
export interface RequestCount {
  readonly host: string
  readonly count: number
}

/** A file of the gate itself that the change edits: the policy, the workflow that runs the gate, CODEOWNERS. */
export interface GateFileChange {
  readonly file: string
  readonly what: 'policy' | 'workflow' | 'codeowners' | 'trust'
  readonly status: 'added' | 'modified' | 'removed'
  readonly problem?: string
  /** For a workflow: whether it runs the gate, before or after the change; left out when nobody looked. */
  readonly runsGate?: boolean
  /** For a policy: what the proposed one would change, in sentences about it; left out when nobody looked. */
  readonly consequences?: readonly string[]
}

/** Everything that a judgement needs, as plain JSON lists: judging the same facts by the same policy gives the same result, offline. */
export interface Facts {
  readonly schemaVersion: 1
  readonly now: string
  readonly change: ChangeInfo
  readonly references: readonly ReferenceFact[]
  readonly unread: readonly Unread[]
  readonly resolutions: readonly Resolution[]
  readonly evidence: readonly Evidence[]
  readonly inventories: readonly Inventory[]
  readonly objects: readonly ObjectChange[]
  readonly gateFiles: readonly GateFileChange[]
  /** What the change reaches of that which deployers apply; left out when nobody looked. */
  readonly entries?: readonly EntryFact[]
  /** What the change makes of that which deployers apply; only entries that come out differently. */
  readonly deploys?: readonly EntryDifference[]
  /** Credentials in files that hold no objects; left out when nobody looked. */
  readonly secrets?: readonly SecretFact[]
  /** The image policies of the cluster that the policy names, from the default branch; left out when they were not read. */
  readonly clusterPolicies?: readonly ClusterPolicy[]
  /** What changed and could decide an image although no ruling accounts for it; left out when nobody looked. */
  readonly unaccounted?: readonly Unaccounted[]
  /** What is known of the vulnerabilities of the new images; left out when the policy asks nothing about them. */
  readonly vulnerabilities?: VulnerabilityFacts
  /** How many scalars changed, and who answers for them; left out when nobody looked. */
  readonly accounted?: Accounted
  /** Questions about the run itself that stayed open (a listing cut short, a head that moved, time that ran out): never a pass. */
  readonly problems: readonly Problem[]
  readonly sources: readonly SourceIndex[]
  readonly coverage: Coverage
  /** Which part of the change this run looked at, 1-based; all of it where it is left out. */
  readonly shard?: { readonly index: number; readonly of: number }
  readonly requests: readonly RequestCount[]
}
