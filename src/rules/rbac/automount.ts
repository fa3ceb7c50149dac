import type { Rule, RuleHit } from '../../case/rule.ts'
import { type Field, placeOf, rootField, under } from '../../kubernetes/field.ts'
import { standingBase } from '../../kubernetes/introduced.ts'
import { labelOf, podsOf, typeOf } from '../../kubernetes/pods.ts'
import { truthOf } from '../../kubernetes/scalar.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'

const NAME = 'automountServiceAccountToken'

export const automount: Rule = {
  id: 'rbac/automount',
  level: 'notice',
  summary: 'A pod or service account starts to mount the token of its service account.',
  check: ({ facts }) => facts.objects.flatMap(hitsOf),
}

function hitsOf(change: ObjectChange): readonly RuleHit[] {
  const { head } = change
  if (head === undefined) return []
  const base = standingBase(change)
  const before = new Map((base === undefined ? [] : fieldsOf(base)).map((field) => [field.name, truthOf(field)]))
  return fieldsOf(head).flatMap((field) => {
    const [now, old] = [truthOf(field), before.get(field.name)]
    const mounts = now === 'true' || now === 'other' ? old !== now : now === 'unset' && old === 'false'
    return mounts ? [hitOf(head, field)] : []
  })
}

function fieldsOf(object: ManifestObject): readonly Field[] {
  if (typeOf(object) === '/ServiceAccount') return [under(rootField(object.origin.file, object.tree), NAME)]
  return podsOf(object).map((pod) => under(pod.spec, NAME))
}

function hitOf(head: ManifestObject, field: Field): RuleHit {
  const object = labelOf(head)
  return {
    place: placeOf(field),
    key: `${object} ${field.name}`,
    message: `${object} mounts the token of its service account`,
    why: 'The token speaks to the API server with the powers of the service account: whoever breaks into the container has it.',
    fix: { description: `Write ${NAME}: false unless the program speaks to the API server.`, edits: [] },
    object,
    evidence: [`field: ${field.name}`],
  }
}
