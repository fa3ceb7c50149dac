import { type Cel, partsOf } from '../languages/cel/syntax.ts'
import type { ClusterDemand } from '../model/cluster-policy.ts'
import { MAX_IMAGE_EXPRESSION_SIZE } from '../model/limits.ts'

/** The lists of a pod that hold images, by their names in Kyverno's CEL. */
export const IMAGE_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const

/** One recognised part of a validation: for every image of these lists, a demand. `lists` is undefined when any image may be meant. */
export interface ImagesDemand {
  readonly lists: readonly (typeof IMAGE_LISTS)[number][] | undefined
  readonly demand: ClusterDemand
}

/** What the functions of the CEL environment stand for. */
export interface CelMeans {
  /** The demand that an attestor signed the image, or a statement of a named attestation; undefined for a name that is none. */
  readonly vouched: (attestor: string, attestation?: string) => ClusterDemand | undefined
  readonly variables: ReadonlyMap<string, Cel>
}

/**
 * The demands that a validation comes down to. Recognised: `images.<list>.all(i, …)` and `images.<list>.map(i, …).all(e, …)`
 * joined by `&&`, over counts of verified signatures and attestations. Everything else stays open, by `text`.
 */
export function demandsIn(cel: Cel, text: string, means: CelMeans): readonly ImagesDemand[] {
  const open: ClusterDemand = { kind: 'open', why: `the expression is not evaluated here: ${shortened(text)}` }
  const inlined = inline(cel, means.variables)
  if (inlined === undefined) return [{ lists: undefined, demand: open }]
  return conjuncts(inlined).map((part) => quantified(part, means, open) ?? { lists: undefined, demand: open })
}

function conjuncts(cel: Cel): readonly Cel[] {
  return cel.kind === 'operator' && cel.operator === '&&' ? cel.args.flatMap(conjuncts) : [cel]
}

function quantified(cel: Cel, means: CelMeans, open: ClusterDemand): ImagesDemand | undefined {
  const truth = constantOf(cel)
  if (truth !== undefined)
    return { lists: undefined, demand: { kind: 'fixed', holds: truth, says: `the validation is ${truth}` } }
  const all = macroOf(cel, 'all')
  if (all === undefined) return undefined
  const mapped = macroOf(all.of, 'map')
  const lists = listsOf(mapped?.of ?? all.of)
  if (lists === undefined) return undefined
  if (mapped === undefined) return { lists, demand: perImage(all.body, all.name, means, open) }
  return { lists, demand: perImage(substitute(all.body, all.name, mapped.body), mapped.name, means, open) }
}

function constantOf(cel: Cel): boolean | undefined {
  return cel.kind === 'literal' && cel.value.kind === 'bool' ? cel.value.value : undefined
}

/** A macro over one name with one body. */
function macroOf(cel: Cel, macro: string): { readonly of: Cel; readonly name: string; readonly body: Cel } | undefined {
  if (cel.kind !== 'macro' || cel.macro !== macro) return undefined
  const [name, ...names] = cel.names
  const [body, ...bodies] = cel.bodies
  if (name === undefined || body === undefined || names.length + bodies.length > 0) return undefined
  return { of: cel.of, name, body }
}

function listsOf(cel: Cel): ImagesDemand['lists'] {
  if (cel.kind === 'operator' && cel.operator === '+') {
    const parts = cel.args.map(listsOf)
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined
  }
  const field = cel.kind === 'select' && cel.of.kind === 'name' && cel.of.name === 'images' ? cel.field : undefined
  const list = IMAGE_LISTS.find((name) => name === field)
  return list === undefined ? undefined : [list]
}

function perImage(cel: Cel, image: string, means: CelMeans, open: ClusterDemand): ClusterDemand {
  const truth = constantOf(cel)
  if (truth !== undefined) return { kind: 'fixed', holds: truth, says: `the validation is ${truth}` }
  if (cel.kind !== 'operator') return open
  const of = (): readonly ClusterDemand[] => cel.args.map((arg) => perImage(arg, image, means, open))
  if (cel.operator === '&&') return { kind: 'all', of: of() }
  if (cel.operator === '||') return { kind: 'atLeast', count: 1, of: of() }
  return counted(cel.operator, cel.args, image, means) ?? open
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' }

/** A comparison of a count of verified attestors with a number, as how many of them must have signed. */
function counted(operator: string, args: readonly Cel[], image: string, means: CelMeans): ClusterDemand | undefined {
  const [left, right] = args
  if (left?.kind === 'literal' && right !== undefined) return counted(MIRRORED[operator] ?? '', [right, left], image, means)
  const of = left === undefined ? undefined : verified(left, image, means)
  if (of === undefined || right?.kind !== 'literal' || (right.value.kind !== 'int' && right.value.kind !== 'uint'))
    return undefined
  const number = Number(right.value.value)
  const count = {
    '>': number + 1,
    '>=': number,
    '==': number === of.length ? number : undefined,
    '!=': number === 0 ? 1 : undefined,
  }[operator]
  if (count === undefined) return undefined
  if (count <= 0) return { kind: 'fixed', holds: true, says: 'the validation counts from nothing on' }
  return { kind: 'atLeast', count, of }
}

function verified(cel: Cel, image: string, means: CelMeans): readonly ClusterDemand[] | undefined {
  if (cel.kind !== 'call' || cel.target !== undefined) return undefined
  const signatures = cel.name === 'verifyImageSignatures' && cel.args.length === 2
  const attested = cel.name === 'verifyAttestationSignatures' && cel.args.length === 3
  const [subject, ...rest] = cel.args
  if ((!signatures && !attested) || subject?.kind !== 'name' || subject.name !== image) return undefined
  const attestation = attested ? fieldOf(rest[0], 'attestations') : undefined
  const list = rest.at(-1)
  if (list?.kind !== 'list' || (attested && attestation === undefined)) return undefined
  const demands = list.items.map((item) => {
    const attestor = item.optional ? undefined : fieldOf(item.cel, 'attestors')
    return attestor === undefined ? undefined : means.vouched(attestor, attestation)
  })
  return demands.every((demand) => demand !== undefined) ? demands : undefined
}

function fieldOf(cel: Cel | undefined, of: string): string | undefined {
  if (cel?.kind === 'select' && !cel.optional && cel.of.kind === 'name' && cel.of.name === of) return cel.field
  if (cel?.kind !== 'index' || cel.optional || cel.of.kind !== 'name' || cel.of.name !== of) return undefined
  return cel.at.kind === 'literal' && cel.at.value.kind === 'string' ? cel.at.value.value : undefined
}

/** The expression with `variables.x` put in; undefined when that would grow too large or never end. */
function inline(cel: Cel, variables: ReadonlyMap<string, Cel>): Cel | undefined {
  let current = cel
  for (let round = 0; round <= variables.size; round++) {
    let replaced = false
    current = rebuilt(current, (node) => {
      const name = fieldOf(node, 'variables')
      const variable = name === undefined ? undefined : variables.get(name)
      replaced ||= variable !== undefined
      return variable
    })
    if (sizeOf(current) > MAX_IMAGE_EXPRESSION_SIZE) return undefined
    if (!replaced) return current
  }
  return undefined
}

function substitute(cel: Cel, name: string, by: Cel): Cel {
  return rebuilt(cel, (node) => (node.kind === 'name' && node.name === name ? by : undefined))
}

function rebuilt(cel: Cel, replacement: (node: Cel) => Cel | undefined): Cel {
  const other = replacement(cel)
  if (other !== undefined) return other
  const again = (part: Cel): Cel => rebuilt(part, replacement)
  if (cel.kind === 'select' || cel.kind === 'has') return { ...cel, of: again(cel.of) }
  if (cel.kind === 'index') return { ...cel, of: again(cel.of), at: again(cel.at) }
  if (cel.kind === 'list') return { ...cel, items: cel.items.map((item) => ({ ...item, cel: again(item.cel) })) }
  if (cel.kind === 'operator') return { ...cel, args: cel.args.map(again) }
  if (cel.kind === 'macro') return { ...cel, of: again(cel.of), bodies: cel.bodies.map(again) }
  if (cel.kind !== 'call') return cel
  const target = cel.target === undefined ? {} : { target: again(cel.target) }
  return { ...cel, ...target, args: cel.args.map(again) }
}

function sizeOf(cel: Cel): number {
  return partsOf(cel).reduce((sum, part) => sum + sizeOf(part), 1)
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 120)}…` : line
}
