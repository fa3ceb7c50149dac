import type { Accounted } from './account.ts'
import type { EntryDifference } from './facts.ts'
import type { RulingKind, Verdict } from './judgement.ts'

/** A place as people read it: lines and columns are 1-based, columns count UTF-16 units, ends are exclusive. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** One edit of a fix, located: it may lie in another file than the finding. */
export type LocatedEdit = Location & { readonly text: string }

/** One ruling of the JSON report (contract, section 7). */
export interface ReportRuling {
  readonly reference: Location & {
    readonly text: string
    readonly name: string | null
    readonly format: string
    readonly path: string
  }
  readonly ruling: RulingKind
  readonly digest?: string
  readonly findings: readonly number[]
  readonly replaces?: ReportReplaced
}

/** What stood at a reference's place before the change. `notCompared`: why nobody could say what is different in the two images. */
export interface ReportReplaced {
  readonly text: string
  readonly name: string | null
  readonly digest: string | null
  readonly notCompared?: string
}

/** One finding of the JSON report (contract, section 7). */
export interface ReportFinding extends Location {
  readonly rule: string
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly why: string
  readonly fix?: { readonly description: string; readonly edits: readonly LocatedEdit[] }
  readonly image?: string
  readonly digest?: string
  readonly object?: string
  readonly evidence: readonly string[]
  /** How severe it is by CVSS, 0 to 10; only of vulnerabilities. */
  readonly score?: number
  readonly exceptedBy?: {
    readonly line: number
    readonly reason: string
    readonly owner: string
    readonly expires: string
    readonly daysLeft: number
  }
  /** Set where a question about an object stayed open, which leaves the run unverified. */
  readonly open?: true
  readonly docs: string
  readonly fingerprint: string
}

/** A signature or attestation of an image, as shown in the report. */
export interface ReportVouch {
  readonly format: string
  readonly status: string
  readonly reason?: string
  readonly signer?: string
  readonly issuer?: string
  readonly authority?: string
  readonly time?: string
  readonly log?: string
  readonly predicateType?: string
}

/** What an authority of the policy was asked about an image, and the answer; expected and got are the nearest miss. */
export interface ReportDemand {
  readonly kind: 'signature' | 'attestation'
  readonly authority: string
  readonly predicate?: string
  readonly digest: string
  readonly status: 'proved' | 'refuted' | 'absent' | 'unknown'
  readonly reason?: string
  readonly expected?: string
  readonly got?: string
  readonly where?: string
  readonly signer?: string
}

/** Where the packages of one side are known from, and what of them could not be asked about. */
export interface ReportInventory {
  readonly source: string
  readonly packages: number
  readonly unasked: number
  readonly gaps: readonly { readonly kind: string; readonly detail: string; readonly count: number }[]
}

/** One vulnerability of the JSON report. */
export interface ReportVulnerability {
  readonly id: string
  readonly aliases: readonly string[]
  readonly packages: readonly {
    readonly ecosystem: string
    readonly name: string
    readonly before?: readonly string[]
    readonly after: string
    readonly fixed?: string
  }[]
  readonly severity?: string
  readonly severityBy?: string
  readonly score?: number
  readonly exploited?: string
  readonly malicious?: true
  readonly vex?: { readonly authority: string; readonly status: string; readonly justification?: string }
}

/**
 * What is known of the vulnerabilities of an image against the one that it replaces. Where they could not be compared, `introduced` is
 * what is present. `staying` counts only those of packages that differ; packages that are the same were not asked about.
 */
export interface ReportVulnerabilities {
  readonly asked: string
  readonly compared: boolean
  readonly before?: ReportInventory
  readonly after?: ReportInventory
  readonly packages?: { readonly added: number; readonly removed: number; readonly changed: number; readonly same: number }
  readonly introduced: readonly ReportVulnerability[]
  readonly removed: readonly ReportVulnerability[]
  readonly staying: number
  readonly problems: readonly { readonly kind: string; readonly about: string; readonly detail: string }[]
}

/**
 * One distinct image of the JSON report: of the head side and of what it replaces. `size` counts the bytes of what its digest names,
 * `compressedSize` those of the layers of one platform.
 */
export interface ReportImage {
  readonly name: string
  readonly digest: string | null
  readonly mediaType: string | null
  readonly platforms: readonly string[]
  readonly problem?: string
  readonly size?: number
  readonly compressedSize?: number
  readonly created?: string
  readonly user?: string
  readonly source?: string
  readonly revision?: string
  readonly baseName?: string
  readonly demands: readonly ReportDemand[]
  readonly signatures: readonly ReportVouch[]
  readonly attestations: readonly ReportVouch[]
  readonly vulnerabilities?: ReportVulnerabilities
  readonly replaces?: { readonly name: string; readonly digest: string | null }
}

/** The JSON report: the one shape that every reporter renders. */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly verdict: Verdict
  readonly exitCode: number
  readonly mode: 'enforce' | 'warn'
  readonly onUnverified: 'block' | 'warn'
  readonly repository: string
  readonly base: string
  /** What the base is, in words. */
  readonly baseIs?: string
  readonly head: string
  /** The commit that was judged in place of the head, for what merging it would bring; `files` have another text there than in the head. */
  readonly merge?: { readonly commit: string; readonly files: readonly string[] }
  readonly event: string
  /** Which part of the change this run looked at, 1-based; all of it where it is left out. */
  readonly shard?: { readonly index: number; readonly of: number }
  /** Set where everything was looked at, and nothing compared. */
  readonly scope?: 'all'
  readonly pullRequest?: number
  readonly runUrl?: string
  /** Where files of the head side are shown: a URL to which `/path` is added. */
  readonly sourceUrl?: string
  readonly policy: {
    readonly source: string
    readonly sha: string | null
    readonly digest: string
    readonly url?: string
    /** The branch that the policy is read from. */
    readonly trusted?: { readonly name: string; readonly commit: string }
    /** The policies of other repositories that it extends, each at its commit. */
    readonly extends?: readonly string[]
  }
  readonly startedAt: string
  readonly durationMs: number
  readonly counts: Readonly<
    Record<
      RulingKind | 'errors' | 'warnings' | 'notices' | 'files' | 'ignored' | 'outsidePaths' | 'otherShards' | 'oldProblems',
      number
    >
  >
  readonly rulings: readonly ReportRuling[]
  readonly findings: readonly ReportFinding[]
  readonly images: readonly ReportImage[]
  readonly unread: readonly { readonly file: string; readonly why: string; readonly partly: boolean; readonly line?: number }[]
  /** Questions about the run itself that stayed open. */
  readonly problems: readonly { readonly kind: string; readonly about: string; readonly detail: string }[]
  readonly gateFiles: readonly {
    readonly file: string
    readonly what: string
    readonly status: string
    readonly problem?: string
  }[]
  /** How many scalars changed, and who answers for them. */
  /** What the change reaches of that which deployers apply: rendered, refused as the real tool refuses it, or not known. */
  readonly entries: readonly {
    readonly id: string
    readonly kind: string
    readonly state: 'rendered' | 'failed' | 'unknown'
    readonly file: string
    readonly line: number
    readonly why?: string
  }[]
  /** What the change makes of these entries. */
  readonly deploys: readonly EntryDifference[]
  readonly accounted: Accounted
  readonly requests: { readonly total: number; readonly byHost: readonly { readonly host: string; readonly count: number }[] }
  /** Lines of the head side that findings and rulings point at. `whole`: the text is the complete line. */
  readonly excerpts: readonly { readonly file: string; readonly line: number; readonly text: string; readonly whole: boolean }[]
}
