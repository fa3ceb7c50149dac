import { optionsOf } from '../../src/case/levels.ts'
import type { Rule, RuleContext, RuleHit } from '../../src/case/rule.ts'
import { compareObjects } from '../../src/compare/objects.ts'
import type { Facts, GateFileChange } from '../../src/model/facts.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'
import type { Policy } from '../../src/model/policy.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { objectsIn } from './objects.ts'

/** One file on both sides, as YAML; a side that is left out does not have the file. */
export interface Sides {
  readonly base?: string
  readonly head?: string
}

/** What a change is made of, besides one file. */
export interface Around {
  readonly options?: Readonly<Record<string, string>>
  readonly gateFiles?: readonly GateFileChange[]
}

/** What a rule says about a change of one YAML file, `app.yaml`. */
export function hitsOf(rule: Rule, { base = '', head = '' }: Sides, around: Around = {}): readonly RuleHit[] {
  const source = { file: 'app.yaml', lineStarts: lineStartsOf(head), excerpts: [] }
  return hitsOfFacts(
    rule,
    { ...factsOf(objectsIn(base), objectsIn(head)), gateFiles: around.gateFiles ?? [], sources: [source] },
    around,
  )
}

/** What a rule says about facts. */
export function hitsOfFacts(rule: Rule, facts: Facts, { options = {} }: Around = {}): readonly RuleHit[] {
  const group = rule.id.slice(0, rule.id.indexOf('/'))
  return rule.check(contextOf(facts, [{ rule: group, options }]))
}

/** What rules may look at, for facts without references. */
export function contextOf(facts: Facts, rules: Policy['rules'] = []): RuleContext {
  const policy = { ...builtInPolicy, rules }
  return { policy, facts, cases: [], said: [], optionsOf: (one) => optionsOf(policy, one) }
}

/** Facts that hold nothing but objects. */
export function factsOf(base: readonly ManifestObject[], head: readonly ManifestObject[]): Facts {
  return {
    schemaVersion: 1,
    now: '2026-01-01T00:00:00Z',
    change: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'a'.repeat(40), scope: 'changed' },
    references: [],
    unread: [],
    resolutions: [],
    evidence: [],
    inventories: [],
    objects: compareObjects(base, head),
    gateFiles: [],
    problems: [],
    sources: [],
    coverage: { files: 1, ignored: 0, outsidePaths: 0, otherShards: 0 },
    requests: [],
  }
}

/** The text after the edits of a hit's fix. */
export function fixed(text: string, hit: RuleHit | undefined): string {
  const edits = (hit?.fix?.edits ?? []).toSorted((a, b) => b.span.span.start - a.span.span.start)
  return edits.reduce(
    (left, { span: { span }, text: written }) => left.slice(0, span.start) + written + left.slice(span.end),
    text,
  )
}

/** The text that a hit points at. */
export function pointedAt(text: string, hit: RuleHit | undefined): string {
  return hit === undefined ? '' : text.slice(hit.place.span.start, hit.place.span.end)
}

function lineStartsOf(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)]
}
