import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { type Field, itemFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'

const CONFIGURATIONS = new Set([
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
])

export const catchAllWebhook: Rule = objectRule({
  id: 'object/catch-all-webhook',
  level: 'warning',
  summary: 'A webhook is asked about every object of the cluster.',
  why: 'Every request waits for one server, which sees all Secrets: while it is down the cluster stands still, or, with failurePolicy Ignore, lets everything pass.',
  fix: 'List the groups and resources that it judges, and leave out kube-system and its own namespace by namespaceSelector.',
  faults: (_, object) => {
    if (!CONFIGURATIONS.has(typeOf(object))) return []
    return itemFields(under(rootField(object.origin.file, object.tree), 'webhooks')).flatMap((hook) =>
      itemFields(under(hook, 'rules'), '')
        .filter(isEverything)
        .map((rule) => ({
          at: under(rule, 'resources'),
          says: `asks ${textAt(under(hook, 'name')) ?? 'a webhook'} about everything`,
        })),
    )
  },
})

function isEverything(rule: Field): boolean {
  const has = (list: string, all: readonly string[]): boolean =>
    itemFields(under(rule, list), '').some((item) => all.includes(textAt(item) ?? ''))
  return has('apiGroups', ['*']) && has('resources', ['*', '*/*'])
}
