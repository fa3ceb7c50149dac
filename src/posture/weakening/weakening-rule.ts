import type { Rule, RuleHit } from '../../case/rule.ts'
import { type Field, placeOf, rootField } from '../../kubernetes/field.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'

/** One way in which a control got weaker: the rest of a sentence that starts with the object, and where it is written. */
export interface Weakness {
  readonly says: string
  readonly level: 'error' | 'warning' | 'notice'
  /** Undefined where what was written is gone together with its object. */
  readonly at?: Field
}

/** What a rule compares. Without `head` the object is removed, without `base` it is new. */
export interface Comparison {
  readonly name: string
  readonly level: 'error' | 'warning'
  readonly summary: string
  readonly why: string
  readonly fix: string
  readonly concerns: (object: ManifestObject) => boolean
  readonly weaker: (base: Field | undefined, head: Field | undefined, object: ManifestObject) => readonly Weakness[]
}

/** The rule that compares both sides of every object that it concerns. */
export function weakeningRule(comparison: Comparison): Rule {
  return {
    id: `weakened/${comparison.name}`,
    level: comparison.level,
    summary: comparison.summary,
    check: ({ facts }) => facts.objects.flatMap((change) => hitsOf(comparison, change)),
  }
}

/** The weakness of being gone. */
export function removed(level: Weakness['level']): readonly Weakness[] {
  return [{ says: 'is removed', level }]
}

function hitsOf(comparison: Comparison, { base, head }: ObjectChange): readonly RuleHit[] {
  const object = head ?? base
  if (object === undefined || !comparison.concerns(base ?? object)) return []
  const [before, after] = [base, head].map((one) => (one === undefined ? undefined : rootField(one.origin.file, one.tree)))
  return comparison.weaker(before, after, object).map((weakness) => hitOf(comparison, object, weakness))
}

function hitOf({ why, fix }: Comparison, object: ManifestObject, { says, level, at }: Weakness): RuleHit {
  const label = labelOf(object)
  return {
    place: at === undefined ? { file: object.origin.file, span: { start: 0, end: 0 } } : placeOf(at),
    key: `${label} ${says}`,
    message: `${label} ${says}`,
    why,
    fix: { description: fix, edits: [] },
    object: label,
    evidence: at === undefined ? [] : [`field: ${at.name}`],
    level,
  }
}
