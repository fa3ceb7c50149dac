import { PREDICATE_FAMILIES } from '../../model/predicate.ts'
import { child, entriesOf, type MapEntry, type Node } from '../../model/tree.ts'
import { nearest, suggestion } from './nearest.ts'
import type { Scene } from './shape.ts'
import { identityProblem } from './values.ts'

/** Bounds for the worst severity of a scan. */
const SEVERITY_BOUNDS = ['below-critical', 'below-high', 'below-medium', 'below-low', 'none']

/** Takes down what is wrong with the `where` of an attestation: facts that its type does not carry, values that cannot hold. */
export function whereProblem(type: string, attestation: Node, { notes }: Scene): void {
  const facts = factsOf(type)
  for (const { key, value } of entriesOf(child(attestation, 'where'))) {
    if (!facts.includes(key.text))
      notes.add(key, `a "${type}" attestation has no fact "${key.text}"`, hintFor(type, key.text, facts))
    else {
      const problem = valueProblem({ key, value })
      if (problem !== undefined) notes.add(value, problem[0], problem[1])
    }
  }
}

function factsOf(type: string): readonly string[] {
  const family = PREDICATE_FAMILIES.find(
    ({ alias, types, prefixes }) => alias === type || types.includes(type) || prefixes.some((prefix) => type.startsWith(prefix)),
  )
  return family?.where ?? []
}

function hintFor(type: string, key: string, facts: readonly string[]): string {
  if (facts.length > 0) return suggestion(key, facts)
  const other = PREDICATE_FAMILIES.find(({ where }) => where.length > 0 && nearest(key, where) === key)
  return other === undefined ? `remove "where": nothing of ${type} can be compared` : `that is a fact of "${other.alias}"`
}

function valueProblem({ key, value }: MapEntry): readonly [message: string, hint: string] | undefined {
  if (value.kind !== 'scalar') return undefined
  if (key.text === 'severity') {
    return SEVERITY_BOUNDS.includes(value.text)
      ? undefined
      : [`"${value.text}" is not a bound for severity`, suggestion(value.text, SEVERITY_BOUNDS)]
  }
  if (key.text === 'parameters' && !/^[^=*]+=./.test(value.text))
    return [`"${value.text}" names no parameter`, 'write name=value, such as inputs.channel=stable']
  if (/^[*/]+$/.test(value.text)) return [`"${value.text}" accepts anything`, 'write the value, or remove the fact']
  return value.text.includes('://') ? identityProblem(value.text) : undefined
}
