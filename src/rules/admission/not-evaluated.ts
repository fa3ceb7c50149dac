import { titleOf } from '../../admission/demands.ts'
import { type UnheldObject, unheldObjects } from '../../admission/unheld.ts'
import { keyOf, type Rule, type RuleContext, type RuleHit } from '../../case/rule.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import { admissionHits } from './speak.ts'

const WHY = 'A policy that could not be evaluated proves nothing: whether the cluster takes the object is not known.'
const MOST_SHOWN = 10

export const notEvaluated: Rule = {
  id: 'admission/not-evaluated',
  level: 'warning',
  summary: 'A policy of the cluster is named under `clusterPolicies` and is of a kind that this version does not evaluate.',
  check: (context) => [...admissionHits(context, 'other-policy'), ...objectHits(context)],
}

/** Objects with an image of the change are spoken of by their image. */
function objectHits({ facts, cases }: RuleContext): readonly RuleHit[] {
  const inFile = Map.groupBy(cases, ({ fact }) => fact.reference.origin.file)
  const hasImage = ({ object: { origin, tree } }: UnheldObject): boolean =>
    (inFile.get(origin.file) ?? []).some(({ fact: { reference } }) => {
      const { start, end } = reference.origin.span
      return tree.span.start <= start && end <= tree.span.end
    })
  return unheldObjects(facts.clusterPolicies ?? [], facts.objects)
    .filter((one) => !hasImage(one))
    .map(hitOf)
}

function hitOf({ object, policies }: UnheldObject): RuleHit {
  const [first] = policies
  const named = policies.length === 1 && first !== undefined ? titleOf(first) : `${policies.length} policies of the cluster`
  const label = labelOf(object)
  return {
    place: { file: object.origin.file, span: object.origin.span },
    key: keyOf(object.origin.path, 'not held against policies that are only named'),
    message: `${label} could not be held against ${named}: this version does not evaluate policies of this kind`,
    why: WHY,
    object: label,
    evidence: policies.slice(0, MOST_SHOWN).map(titleOf),
    open: true,
  }
}
