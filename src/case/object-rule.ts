import { type Field, placeOf, rootField } from '../kubernetes/field.ts'
import { introduced, standingBase } from '../kubernetes/introduced.ts'
import { labelOf } from '../kubernetes/pods.ts'
import type { Facts } from '../model/facts.ts'
import type { ManifestObject, ObjectChange } from '../model/manifest-object.ts'
import type { Rule, RuleHit } from './rule.ts'

/** One fault of an object: where it is written, the rest of a sentence that starts with the object, and what tells it from another. */
export interface Fault {
  readonly at: Field
  readonly says: string
  readonly text?: string
  readonly level?: 'error' | 'warning' | 'notice'
}

/** What a rule says about single objects. */
export interface ObjectRule {
  readonly id: string
  readonly level: 'error' | 'warning' | 'notice'
  readonly summary: string
  readonly why: string
  readonly fix: string
  /** Everything that is wrong with an object among the others of its side. */
  readonly faults: (root: Field, object: ManifestObject, side: readonly ManifestObject[]) => readonly Fault[]
}

/** The rule that has one hit for each fault of an object which the object did not have before. */
export function objectRule(rule: ObjectRule): Rule {
  return {
    id: rule.id,
    level: rule.level,
    summary: rule.summary,
    check: ({ facts }) => {
      const sides = sidesOf(facts)
      return facts.objects.flatMap((change) => hitsOf(rule, change, sides))
    },
  }
}

interface Sides {
  readonly base: readonly ManifestObject[]
  readonly head: readonly ManifestObject[]
}

const kept = new WeakMap<Facts['objects'], Sides>()

// Kept per facts, because every rule asks for them.
function sidesOf({ objects }: Pick<Facts, 'objects'>): Sides {
  const known = kept.get(objects)
  if (known !== undefined) return known
  const sides = { base: objects.flatMap(({ base }) => base ?? []), head: objects.flatMap(({ head }) => head ?? []) }
  kept.set(objects, sides)
  return sides
}

function hitsOf(rule: ObjectRule, change: ObjectChange, sides: Sides): readonly RuleHit[] {
  const { head } = change
  if (head === undefined) return []
  const faults = rule.faults(rootField(head.origin.file, head.tree), head, sides.head)
  const base = faults.length === 0 ? undefined : standingBase(change)
  const old = base === undefined ? [] : rule.faults(rootField(base.origin.file, base.tree), base, sides.base)
  return introduced(old, faults, identityOf).map((fault) => hitOf(rule, labelOf(head), fault))
}

function hitOf({ why, fix }: ObjectRule, object: string, fault: Fault): RuleHit {
  return {
    place: placeOf(fault.at),
    key: `${object} ${identityOf(fault)}`,
    message: `${object} ${fault.says}`,
    why,
    fix: { description: fix, edits: [] },
    object,
    evidence: [`field: ${fault.at.name}`],
    ...(fault.level === undefined ? {} : { level: fault.level }),
  }
}

function identityOf({ at, text }: Fault): string {
  return text === undefined ? at.name : `${at.name} ${text}`
}
