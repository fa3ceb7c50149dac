import { compileExpression, findsExpression } from '../../languages/regular/expression.ts'
import { MAX_KEPT_MATCHES } from '../../model/limits.ts'
import type { Kind } from './kinds.ts'
import { Refusal, Undecided } from './refusal.ts'
import { demandKnown } from './scalars.ts'
import type { Scalar } from './tree.ts'

/** What a patch or a replacement selects; empty texts select anything. */
export interface Selector extends Kind {
  readonly name: string
  readonly namespace: string
  readonly labels: string
  readonly annotations: string
  readonly at: Scalar['span']
}

/** A selector whose texts are expressions, ready to ask. */
export interface SelectorPattern {
  readonly kind: (id: Kind) => boolean
  readonly name: (name: string) => boolean
  readonly namespace: (namespace: string) => boolean
  readonly labels: (labels: ReadonlyMap<string, Scalar>) => boolean
  readonly annotations: (annotations: ReadonlyMap<string, Scalar>) => boolean
}

/** Compiles a selector: each text is a whole expression of RE2. */
export function compileSelector(selector: Selector): SelectorPattern {
  const [group, version, kind] = [selector.group, selector.version, selector.kind].map((one) => matcher(one, selector.at))
  return {
    kind: (id) => group?.(id.group) === true && version?.(id.version) === true && kind?.(id.kind) === true,
    name: matcher(selector.name, selector.at),
    namespace: matcher(selector.namespace, selector.at),
    labels: compileRequirements(selector.labels, selector.at),
    annotations: compileRequirements(selector.annotations, selector.at),
  }
}

function matcher(pattern: string, at: Scalar['span']): (text: string) => boolean {
  if (pattern === '') return () => true
  if (/^[\w/-]+$/.test(pattern)) return (text) => text === pattern
  return expression(`^(?:${pattern})$`, at)
}

/** Asks whether an expression of RE2 matches somewhere in a text. */
export function expression(pattern: string, at: Scalar['span']): (text: string) => boolean {
  const compiled = compileExpression(pattern)
  const place = { file: at.file ?? '', span: at }
  if (compiled.ok) {
    const known = new Map<string, boolean>()
    return (text) => {
      const before = known.get(text)
      if (before !== undefined) return before
      const found = findsExpression(compiled.expression, text)
      if (known.size < MAX_KEPT_MATCHES) known.set(text, found)
      return found
    }
  }
  if (compiled.invalid) throw new Refusal('other', `error parsing regexp: ${compiled.why}`, place)
  throw new Undecided(`the expression ${pattern} is not understood: ${compiled.why}`, place)
}

interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | 'absent' | 'above' | 'below'
  readonly values: readonly string[]
}

/** Compiles a selector of labels as the Kubernetes API writes it: `a=b,c!=d,e in (f,g),!h`. */
export function compileRequirements(text: string, at: Scalar['span']): (labels: ReadonlyMap<string, Scalar>) => boolean {
  const requirements = splitRequirements(text).map((part) => requirement(part, at))
  return (labels) =>
    requirements.every((one) => {
      const value = labels.get(one.key)
      demandKnown(value)
      return holds(one, value?.text)
    })
}

function splitRequirements(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')') depth--
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  const all = [...parts, text.slice(start)].map((part) => part.trim())
  return all.length === 1 && all[0] === '' ? [] : all
}

const KEY = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?'
const FORMS = {
  set: new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`),
  equal: new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`),
  order: new RegExp(`^(${KEY})\\s*([<>])\\s*([0-9]+)$`),
  exists: new RegExp(`^(!?)\\s*(${KEY})$`),
}

function requirement(part: string, at: Scalar['span']): Requirement {
  const set = FORMS.set.exec(part)
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim())
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'in' : 'notin', values }
  }
  const equal = FORMS.equal.exec(part)
  if (equal !== null) return { key: equal[1] ?? '', operator: equal[2] === '!=' ? 'notin' : 'in', values: [equal[3] ?? ''] }
  const order = FORMS.order.exec(part)
  if (order !== null) return { key: order[1] ?? '', operator: order[2] === '>' ? 'above' : 'below', values: [order[3] ?? ''] }
  const exists = FORMS.exists.exec(part)
  if (exists !== null) return { key: exists[2] ?? '', operator: exists[1] === '!' ? 'absent' : 'exists', values: [] }
  throw new Refusal('other', `unable to parse requirement: ${part}`, { file: at.file ?? '', span: at })
}

function holds({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value)
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case 'absent':
      return value === undefined
    default: {
      if (value === undefined || !/^-?\d+$/.test(value)) return false
      const [a, b] = [BigInt(value), BigInt(values[0] ?? '0')]
      return operator === 'above' ? a > b : a < b
    }
  }
}
