import type { Rule } from '../../case/rule.ts'
import { isSet, placeOf, under } from '../../kubernetes/field.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import { podPairs } from '../../posture/pod-security/rule.ts'

export const notJudged: Rule = {
  id: 'pod-security/not-judged',
  level: 'notice',
  summary: 'A patch brings a new container: what the patch does not write is set elsewhere, and is not judged.',
  check: ({ facts }) =>
    podPairs(facts).flatMap(({ head, base }) => {
      const before = new Set(base?.containers.map(({ field }) => field.name))
      const object = labelOf(head.object)
      const fresh = head.containers.filter(
        ({ field }) => head.partial && head.engine === undefined && isSet(under(field, 'image')) && !before.has(field.name),
      )
      return fresh.map(({ field, label }) => ({
        place: placeOf(field),
        key: `${object} ${field.name}`,
        message: `${object} is a patch: what it does not write for ${label} is not judged`,
        why: 'Overlays are not rendered, so the security context that this container ends up with is not known here.',
        fix: { description: 'Write the security context of the container into the patch: then it is judged.', edits: [] },
        object,
        evidence: [`field: ${field.name}`],
      }))
    }),
}
