import type { Rule } from '../../case/rule.ts'
import { type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { askedLess, isOneOf, webhookTypes } from '../../posture/weakening/controls.ts'
import { removed, type Weakness, weakeningRule } from '../../posture/weakening/weakening-rule.ts'

export const weakenedWebhook: Rule = weakeningRule({
  name: 'webhook',
  level: 'error',
  summary: 'An admission webhook is removed, ignored when it fails, or asked about less than before.',
  why: 'What a webhook is not asked about enters the cluster unseen; with failurePolicy Ignore it is enough to keep it busy.',
  fix: 'Keep failurePolicy: Fail and the scope; exempt single namespaces by a label that only administrators can set.',
  concerns: isOneOf(webhookTypes),
  weaker: (base, head) => {
    if (base === undefined) return []
    if (head === undefined) return removed('error')
    const after = Map.groupBy(itemFields(under(head, 'webhooks')), (hook) => textAt(under(hook, 'name')) ?? '')
    return itemFields(under(base, 'webhooks')).flatMap((old) => {
      const name = textAt(under(old, 'name')) ?? ''
      return weakerHook(old, after.get(name)?.[0], { name, list: under(head, 'webhooks') })
    })
  },
})

function weakerHook(
  old: Field,
  now: Field | undefined,
  gone: { readonly name: string; readonly list: Field },
): readonly Weakness[] {
  if (now === undefined) return [{ says: `no longer has the webhook ${gone.name}`, level: 'error', at: gone.list }]
  return [...askedLess(old, now, { path: [], rules: 'rules' }), ...otherServer(old, now)]
}

function otherServer(old: Field, now: Field): readonly Weakness[] {
  const parts = [['url'], ['service', 'name'], ['service', 'namespace'], ['service', 'path']]
  const [before, after] = [old, now].map((hook) => parts.map((part) => textAt(under(hook, 'clientConfig', ...part))))
  if (JSON.stringify(before) === JSON.stringify(after) || !isSet(under(old, 'clientConfig'))) return []
  return [{ says: 'is answered by another server', level: 'warning', at: under(now, 'clientConfig') }]
}
