import { type Fault, objectRule } from '../../case/object-rule.ts'
import type { Rule, RuleContext, RuleHit } from '../../case/rule.ts'
import { placeOf } from '../../kubernetes/field.ts'
import { standingBase } from '../../kubernetes/introduced.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'
import { foundBy, hasNear, type Search, searchesOf } from '../../posture/object/selected.ts'

const WHY =
  'It does nothing: traffic goes nowhere, a policy isolates nobody, a budget or a scaler watches nothing. Mostly a name or a label is misspelt.'
const FIX = 'Write the labels or the name of what is meant.'

/**
 * What stands in other files may be out of sight, so a new object is only said to select nothing where its own file has
 * something that it could select; a changed one where what it selected before still stands.
 */
const alone: Rule = objectRule({
  id: 'object/selects-nothing',
  level: 'notice',
  summary: 'A Service, a network policy, a disruption budget, an autoscaler or an Ingress selects nothing.',
  why: WHY,
  fix: FIX,
  faults: (_, object, side) => searchesOf(object).flatMap((search) => nothing(search, object, side)),
})

export const selectsNothing: Rule = {
  ...alone,
  check: (context) => {
    const first = alone.check(context)
    const said = new Set(first.map(({ key }) => key))
    return [...first, ...lost(context).filter(({ key }) => !said.has(key))]
  },
}

function nothing(search: Search, object: ManifestObject, side: readonly ManifestObject[]): readonly Fault[] {
  // A Service is often in a file of its own, or made by something else.
  if (search.among === 'services' || !hasNear(search, object, side) || foundBy(search, object, side).length > 0) return []
  return [{ at: search.at, says: `selects no ${search.what} of its file` }]
}

function lost({ facts }: RuleContext): readonly RuleHit[] {
  const base = facts.objects.flatMap((change) => change.base ?? [])
  const head = facts.objects.flatMap((change) => change.head ?? [])
  const standing = new Set(head.map(labelOf))
  return facts.objects.flatMap((change) => lostBy(change, { base, head, standing }))
}

interface Sides {
  readonly base: readonly ManifestObject[]
  readonly head: readonly ManifestObject[]
  readonly standing: ReadonlySet<string>
}

function lostBy(change: ObjectChange, { base, head, standing }: Sides): readonly RuleHit[] {
  const { head: object } = change
  const old = standingBase(change)
  if (object === undefined || old === undefined) return []
  const vain = searchesOf(object).filter((search) => foundBy(search, object, head).length === 0)
  if (vain.length === 0) return []
  const before = searchesOf(old).flatMap((search) => foundBy(search, old, base))
  const left = before.filter((one) => standing.has(labelOf(one)))
  if (left.length === 0) return []
  return vain.map(({ at, what }) => ({
    place: placeOf(at),
    key: `${labelOf(object)} ${at.name}`,
    message: `${labelOf(object)} no longer selects ${labelOf(left[0] ?? object)}: it selects no ${what}`,
    why: WHY,
    fix: { description: FIX, edits: [] },
    object: labelOf(object),
    evidence: [`field: ${at.name}`, ...left.map((one) => `selected before: ${labelOf(one)}`)],
  }))
}
