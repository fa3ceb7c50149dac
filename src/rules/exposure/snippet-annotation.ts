import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { entryFields, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'

const SNIPPET =
  /(?:^|\.)(?:ingress\.kubernetes\.io\/[\w-]*snippet|nginx\.(?:org|com)\/[\w-]*snippets|haproxy\.org\/[\w-]*snippet|ingress\.kubernetes\.io\/config-(?:backend|frontend|defaults|global)[\w-]*)$/

export const snippetAnnotation: Rule = objectRule({
  id: 'exposure/snippet-annotation',
  level: 'warning',
  summary: 'An Ingress puts configuration of its own into the proxy.',
  why: 'The proxy serves every namespace: whoever writes its configuration can read the tokens and certificates that it holds (CVE-2021-25742).',
  fix: 'Use the annotation that the controller has for the purpose, or have the administrator set it in the controller.',
  faults: (root, object) => {
    if (!/^(?:networking\.k8s\.io|extensions)\/Ingress$/.test(typeOf(object))) return []
    return entryFields(under(root, 'metadata', 'annotations'))
      .filter(({ step }) => SNIPPET.test(String(step)))
      .map((at) => ({ at: { ...at, node: undefined }, says: `puts its own configuration into the proxy: ${String(at.step)}` }))
  },
})
