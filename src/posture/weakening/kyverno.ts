import { type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { askedLess, lostTexts } from './controls.ts'
import { removed, type Weakness } from './weakening-rule.ts'

const CEL = ['ValidatingPolicy', 'NamespacedValidatingPolicy', 'MutatingPolicy'].map((kind) => `policies.kyverno.io/${kind}`)

/** Whether an object is a Kyverno policy that is held against manifests; its image policies are compared elsewhere. */
export function isKyvernoPolicy(object: ManifestObject): boolean {
  return [...CEL, 'kyverno.io/ClusterPolicy', 'kyverno.io/Policy'].includes(typeOf(object))
}

/** Whether an object exempts others from Kyverno policies. */
export function isException(object: ManifestObject): boolean {
  return typeOf(object) === 'kyverno.io/PolicyException' || typeOf(object) === 'policies.kyverno.io/PolicyException'
}

/** What got weaker in a Kyverno policy. */
export function weakerKyverno(base: Field, head: Field | undefined): readonly Weakness[] {
  if (head === undefined) return removed('warning')
  const [old, now] = [under(base, 'spec'), under(head, 'spec')]
  const asked = askedLess(old, now, { path: ['matchConstraints'], rules: 'resourceRules' })
  return [...audits(old, now), ...lostRules(old, now), ...asked.map((one) => ({ ...one, level: 'warning' as const }))]
}

/** What a new or changed exception exempts: a wildcard exempts what nobody listed. */
export function widerException(base: Field | undefined, head: Field | undefined): readonly Weakness[] {
  if (head === undefined) return []
  const spec = under(head, 'spec')
  if (base !== undefined && plain(under(base, 'spec')) === plain(spec)) return []
  const wild = plain(spec).includes('"*"')
  const says = wild ? 'exempts from policies with a wildcard' : 'exempts from policies'
  return [{ says, level: wild ? 'warning' : 'notice', at: spec }]
}

function audits(old: Field, now: Field): readonly Weakness[] {
  const actions = under(now, 'validationActions')
  const denied = lostTexts(under(old, 'validationActions'), actions).includes('Deny')
  const global = (spec: Field): boolean => /^enforce$/i.test(textAt(under(spec, 'validationFailureAction')) ?? '')
  const perRule = (spec: Field): readonly string[] =>
    itemFields(under(spec, 'rules'))
      .filter((rule) => enforces(rule, global(spec)))
      .map(nameOf)
  const kept = perRule(now)
  const names = itemFields(under(now, 'rules')).map(nameOf)
  const lost = perRule(old).filter((name) => names.includes(name) && !kept.includes(name))
  const overrides = under(now, 'validationFailureActionOverrides')
  const added = plain(overrides) !== plain(under(old, 'validationFailureActionOverrides')) && /"audit"/i.test(plain(overrides))
  return [
    ...(denied ? [{ says: 'no longer denies (validationActions)', level: 'warning' as const, at: actions }] : []),
    ...lost.map((name) => ({
      says: `goes from Enforce to Audit in rule ${name}`,
      level: 'warning' as const,
      at: actionField(now, name),
    })),
    ...(added ? [{ says: 'only audits in some namespaces', level: 'warning' as const, at: overrides }] : []),
  ]
}

function lostRules(old: Field, now: Field): readonly Weakness[] {
  const after = itemFields(under(now, 'rules'))
  return itemFields(under(old, 'rules')).flatMap((rule) => {
    const same = after.find((one) => nameOf(one) === nameOf(rule))
    if (same === undefined)
      return [{ says: `no longer has the rule ${nameOf(rule)}`, level: 'warning' as const, at: under(now, 'rules') }]
    const [before, exclude] = [under(rule, 'exclude'), under(same, 'exclude')]
    const excludes = isSet(exclude) && plain(exclude) !== plain(before)
    return excludes
      ? [{ says: `excludes other objects than before in rule ${nameOf(rule)}`, level: 'warning' as const, at: exclude }]
      : []
  })
}

function enforces(rule: Field, global: boolean): boolean {
  const own = textAt(under(rule, 'validate', 'failureAction'))
  return isSet(under(rule, 'validate')) && (own === undefined ? global : /^enforce$/i.test(own))
}

function actionField(spec: Field, name: string): Field {
  const rule = itemFields(under(spec, 'rules')).find((one) => nameOf(one) === name)
  const own = rule === undefined ? undefined : under(rule, 'validate', 'failureAction')
  return own !== undefined && isSet(own) ? own : under(spec, 'validationFailureAction')
}

function nameOf(rule: Field): string {
  return textAt(under(rule, 'name')) ?? ''
}

/** The content of a field without its place. */
function plain(field: Field): string {
  return JSON.stringify(field.node, (key, value: unknown) => (key === 'span' || key === 'plain' ? undefined : value)) ?? ''
}
