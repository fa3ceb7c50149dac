import { PREDICATE_FAMILIES } from '../model/predicate.ts'
import { child, entriesOf, type MapEntry, type Node } from '../model/tree.ts'
import type { Hint } from './mistakes.ts'
import { nearest, suggestion } from './nearest.ts'
import type { Scene } from './shape.ts'
import { identityProblem } from './values.ts'

/** Bounds for the worst severity of a scan. */
const SEVERITY_BOUNDS = ['below-critical', 'below-high', 'below-medium', 'below-low', 'none']

/** Bounds for the worst status that an OpenVEX document gives to a vulnerability. */
const STATUS_BOUNDS = ['none-affected', 'none-open']

const BOUNDS: Readonly<Record<string, readonly string[]>> = { severity: SEVERITY_BOUNDS, status: STATUS_BOUNDS }

/** Takes down what is wrong with the `where` of an attestation: facts that its type does not carry, values that cannot hold. */
export function whereProblem(type: string, attestation: Node, { notes }: Scene): void {
  const facts = factsOf(type)
  for (const { key, value } of entriesOf(child(attestation, 'where'))) {
    if (!facts.includes(key.text) && !isParameter(key.text, facts))
      notes.add(key, `a "${type}" attestation has no fact "${key.text}"`, () => hintFor(type, key.text, facts))
    else {
      const problem = valueProblem({ key, value })
      if (problem !== undefined) notes.add(value, problem[0], problem[1])
    }
  }
}

/** Each parameter of a build can be asked for by its own name: `parameters.inputs.channel`. */
function isParameter(key: string, facts: readonly string[]): boolean {
  return facts.includes('parameters') && /^parameters(?:\.[^.=]+)+$/.test(key)
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

function valueProblem({ key, value }: MapEntry): readonly [message: string, hint: Hint] | undefined {
  if (value.kind !== 'scalar') return undefined
  const bounds = Object.hasOwn(BOUNDS, key.text) ? BOUNDS[key.text] : undefined
  if (bounds !== undefined)
    return bounds.includes(value.text)
      ? undefined
      : [`"${value.text}" is not a bound for ${key.text}`, () => suggestion(value.text, bounds)]
  if (key.text === 'parameters' && !/^[^=*]+=./.test(value.text))
    return [`"${value.text}" names no parameter`, 'write name=value, such as inputs.channel=stable']
  if (/^[*/]+$/.test(value.text)) return [`"${value.text}" accepts anything`, 'write the value, or remove the fact']
  return value.text.includes('://') ? identityProblem(value.text) : undefined
}
