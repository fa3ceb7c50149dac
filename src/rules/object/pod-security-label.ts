import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { entryFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'

const PREFIX = 'pod-security.kubernetes.io/'
const KNOWN = /^(?:enforce|audit|warn)(?:-version)?$/

export const podSecurityLabel: Rule = objectRule({
  id: 'object/pod-security-label',
  level: 'warning',
  summary: 'A Pod Security label of a namespace says nothing that the API server knows.',
  why: 'The API server refuses a level or version that it does not know, and passes over a label that is misspelt: the namespace is not held to what was meant.',
  fix: 'Write enforce, audit or warn with privileged, baseline or restricted, and enforce-version and its like with latest or v1.x.',
  faults: (_, object) => {
    if (typeOf(object) !== '/Namespace') return []
    const labels = entryFields(under(rootField(object.origin.file, object.tree), 'metadata', 'labels'))
    return labels
      .filter(({ step }) => String(step).startsWith(PREFIX))
      .flatMap((at) => {
        const [name, value] = [String(at.step).slice(PREFIX.length), textAt(at) ?? '']
        if (isTemplate(value)) return []
        if (!KNOWN.test(name)) return [{ at, says: `has a Pod Security label that does not exist: ${name}`, text: name }]
        const right = name.endsWith('-version') ? /^(?:latest|v1\.(?:0|[1-9]\d*))$/ : /^(?:privileged|baseline|restricted)$/
        return right.test(value)
          ? []
          : [{ at, says: `has the Pod Security label ${name} with a value that does not exist`, text: value }]
      })
  },
})

function isTemplate(value: string): boolean {
  return value.includes('{{') || value.includes('${')
}
