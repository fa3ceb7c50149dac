import type { Digest } from './image-name.ts'
import type { Place } from './span.ts'

/** An edit that a reader may click: replaces exactly the span with the text. */
export interface Edit {
  readonly span: Place
  readonly text: string
}

/** How to fix a finding. Without edits, the description says what to write. */
export interface Fix {
  readonly description: string
  readonly edits: readonly Edit[]
}

/**
 * One sentence of a rule about one place. `message` says what is wrong with what, `why` why it matters. `key` tells apart
 * findings of one rule in one file without line numbers (path in the document and text), so that a comment survives moved lines.
 */
export interface Finding {
  readonly rule: string
  readonly level: 'error' | 'warning' | 'notice'
  readonly place: Place
  readonly key: string
  readonly message: string
  readonly why: string
  readonly fix?: Fix
  readonly image?: string
  readonly digest?: Digest
  readonly object?: string
  readonly evidence: readonly string[]
  /** How severe it is by CVSS, 0 to 10, where somebody says. */
  readonly score?: number
  readonly exceptedBy?: ExceptionUse
  /** It is a question that stayed open: the run is not passed unless an exception covers it. */
  readonly open?: true
}

/** An exception that covers a finding. `daysLeft` counts whole days until its last day. */
export interface ExceptionUse {
  readonly line: number
  readonly reason: string
  readonly owner: string
  readonly expires: string
  readonly daysLeft: number
}
