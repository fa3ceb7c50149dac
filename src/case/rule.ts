import type { Facts, ReferenceFact } from '../model/facts.ts'
import type { Fix } from '../model/finding.ts'
import type { Digest } from '../model/image-name.ts'
import type { Level, Policy } from '../model/policy.ts'
import type { Place } from '../model/span.ts'
import type { ReferenceCase } from './case.ts'

/**
 * One sentence that can be said about a change. Rules explain; they never clear. `id` is `group/name` and has a page
 * `docs/rules/<group>/<name>.md`. `level` is the default; `off` speaks only where a policy gives it a level.
 */
export interface Rule {
  readonly id: string
  readonly level: Level
  /** What the rule says, in one sentence, for the list of rules, `explain` and the schema. */
  readonly summary: string
  /** True when no hit is louder than the rule: a level in the policy that is no lower than its own then lowers nothing. */
  readonly steady?: true
  /** True when the rule speaks of more than what the change introduced or altered. */
  readonly wholeChange?: boolean
  /** Options that the policy may give to this rule or to its whole group. */
  readonly options?: readonly RuleOption[]
  /** Everything that this rule has to say; order does not matter. Pure: facts in, hits out. */
  check(context: RuleContext): readonly RuleHit[]
}

/** An option of a rule in the policy: `values` lists what it may be, or `pattern` is what it must match whole. */
export interface RuleOption {
  readonly name: string
  readonly summary: string
  readonly values?: readonly string[]
  readonly pattern?: RegExp
  /** What to write, for the message about a wrong value. */
  readonly example: string
}

/** What a rule may look at. */
export interface RuleContext {
  readonly policy: Policy
  readonly facts: Facts
  /** One case per reference that the change touched, in the order of the facts: its resolution and its demands, joined. */
  readonly cases: readonly ReferenceCase[]
  /** What the rules of the other groups said, for the rules of group `policy`; empty for all others. */
  readonly said: readonly SaidHit[]
  /** The options that the policy gives to a rule: those of its group, overridden by its own. */
  readonly optionsOf: (rule: Pick<Rule, 'id'>) => Readonly<Record<string, string>>
}

/** One thing that a rule found. `message`: what is wrong with what; `why`: why it matters; `fix`: the exact text to write. */
export interface RuleHit {
  readonly place: Place
  /** Tells apart hits of one rule in one file without line numbers: path in the document and text (see `keyOf`). */
  readonly key: string
  readonly message: string
  readonly why: string
  readonly fix?: Fix
  /** The reference that this is about: a hit of level error blocks its ruling. */
  readonly about?: ReferenceFact
  readonly image?: string
  /** The one vulnerability that this is about, by all of its ids: exceptions may name it. */
  readonly vulnerability?: readonly string[]
  /** How severe it is by CVSS, 0 to 10, where somebody says. */
  readonly score?: number
  readonly digest?: Digest
  readonly object?: string
  readonly evidence?: readonly string[]
  /** The level of this hit where it differs from the rule's default; a level in the policy overrides both. */
  readonly level?: 'error' | 'warning' | 'notice'
  /** A demand of the policy was refuted: the hit is an error whatever level the rule has, unless the rule is off. */
  readonly demanded?: boolean
  /** It is about a demand on trial: a warning at most, whatever level the rule has. */
  readonly trial?: true
  /** A question about an object that stayed open: without an exception, the run is unverified at best. */
  readonly open?: true
}

/** A hit together with the rule that said it. */
export interface SaidHit {
  readonly rule: Rule
  readonly hit: RuleHit
}

/** The key of a hit at a place in a document: stable when lines move. */
export function keyOf(path: readonly (string | number)[], text = ''): string {
  return text === '' ? path.join('/') : `${path.join('/')} ${text}`
}
