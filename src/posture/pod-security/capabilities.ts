import { itemFields, textAt, under } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Violation } from './check.ts'
import { eachContainer } from './visit.ts'

/** A violation for every added capability that is not in the list. Names are compared exactly, as upstream does. */
export function forbiddenAdds(pod: Pod, allowed: ReadonlySet<string>): readonly Violation[] {
  return eachContainer(pod, ({ field: container, label }) =>
    itemFields(under(container, 'securityContext', 'capabilities', 'add')).flatMap((field) => {
      const name = textAt(field) ?? ''
      if (allowed.has(name)) return []
      const says = `${label} adds the capability ${JSON.stringify(name)}`
      return [{ field, says, text: name, remedy: { description: `Remove ${name} from capabilities.add.` } }]
    }),
  )
}
