import type { Rule } from '../../case/rule.ts'
import { entryFields, type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { groupOf } from '../../kubernetes/pods.ts'
import { removed, type Weakness, weakeningRule } from '../../posture/weakening/weakening-rule.ts'

const CONTROLS: Readonly<Record<string, string>> = {
  PeerAuthentication: 'security.istio.io',
  AuthorizationPolicy: 'security.istio.io',
  RequestAuthentication: 'security.istio.io',
  DestinationRule: 'networking.istio.io',
}
const RANK: Readonly<Record<string, number>> = { STRICT: 2, PERMISSIVE: 1, DISABLE: 0 }

export const weakenedMtls: Rule = weakeningRule({
  name: 'mtls',
  level: 'warning',
  summary: 'Mutual TLS or an authorisation policy of the service mesh is loosened or removed.',
  why: 'Without it any pod in the network may speak to the service, under any name.',
  fix: 'Keep STRICT, and exempt single ports with portLevelMtls where an old client needs it.',
  concerns: (object) => CONTROLS[object.kind] === groupOf(object),
  weaker: (base, head, object) => {
    if (base === undefined) return []
    if (head === undefined) return object.kind === 'DestinationRule' ? [] : removed('warning')
    const [old, now] = [under(base, 'spec'), under(head, 'spec')]
    if (object.kind === 'PeerAuthentication')
      return [...lowerMode(under(old, 'mtls'), under(now, 'mtls')), ...lowerPorts(old, now)]
    if (object.kind === 'AuthorizationPolicy') return looserAuthorization(old, now)
    return object.kind === 'DestinationRule' ? plainText(old, now) : []
  },
})

function lowerMode(old: Field, now: Field): readonly Weakness[] {
  const [before, at] = [under(old, 'mode'), under(now, 'mode')]
  if (rank(at) >= rank(before)) return []
  return [
    { says: `lowers mutual TLS from ${textAt(before) ?? 'none'} to ${textAt(at) ?? 'none'} (${at.name})`, level: 'warning', at },
  ]
}

function lowerPorts(old: Field, now: Field): readonly Weakness[] {
  return entryFields(under(now, 'portLevelMtls')).flatMap((port) => {
    const own = under(old, 'portLevelMtls', String(port.step))
    return lowerMode(isSet(own) ? own : under(old, 'mtls'), port)
  })
}

function looserAuthorization(old: Field, now: Field): readonly Weakness[] {
  const action = under(now, 'action')
  const denied = textAt(under(old, 'action')) === 'DENY' && textAt(action) !== 'DENY'
  const allows = (textAt(action) ?? 'ALLOW') === 'ALLOW'
  const everybody = (spec: Field): readonly Field[] =>
    itemFields(under(spec, 'rules'), '').filter((rule) => entryFields(rule).length === 0)
  const open = allows && everybody(old).length === 0 ? everybody(now).slice(0, 1) : []
  const fewer = !allows && itemFields(under(now, 'rules'), '').length < itemFields(under(old, 'rules'), '').length
  return [
    ...(denied ? [{ says: 'no longer denies', level: 'warning' as const, at: action }] : []),
    ...open.map((at) => ({ says: 'now allows everybody: one of its rules is empty', level: 'warning' as const, at })),
    ...(fewer && !denied ? [{ says: 'denies less than before', level: 'warning' as const, at: under(now, 'rules') }] : []),
  ]
}

function plainText(old: Field, now: Field): readonly Weakness[] {
  const [before, at] = [old, now].map((spec) => under(spec, 'trafficPolicy', 'tls', 'mode'))
  if (before === undefined || at === undefined) return []
  const off = textAt(at) === 'DISABLE' && textAt(before) !== 'DISABLE'
  return off ? [{ says: 'speaks to the service without TLS', level: 'warning', at }] : []
}

/** What is not set is inherited and cannot be known: it counts as permissive. */
function rank(mode: Field): number {
  const text = textAt(mode) ?? ''
  return (Object.hasOwn(RANK, text) ? RANK[text] : undefined) ?? 1
}
