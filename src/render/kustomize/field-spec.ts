import { MAX_KEPT_PATHS } from '../../model/limits.ts'
import { entryOf, fillNull, makeField } from './fields.ts'
import { headOf, isSelected, type Kind, kindOf } from './kinds.ts'
import { type Budget, Refusal, spend } from './refusal.ts'
import { isMissing } from './scalars.ts'
import type { Scalar, Source, Tree } from './tree.ts'

/** Fields of some kinds: a path in which lists are walked through, and whether it is made where it is absent. */
export interface FieldSpec extends Kind {
  readonly path: string
  readonly create: boolean
}

/** How a setter makes the last field of a path; without it nothing is made. */
export interface Making {
  readonly kind: Tree['kind']
  readonly tag: Scalar['tag']
  readonly from: Source
}

/** Calls the setter on every node that a field spec names in an object. */
export function applyField(budget: Budget, node: Tree, spec: FieldSpec, set: (node: Tree) => void, making?: Making): void {
  if (!isSelected(kindOf(headOf(node, 'apiVersion'), headOf(node, 'kind')), spec)) return
  walk({ budget, spec, set, making: spec.create ? making : undefined }, splitPath(spec.path, '/'), 0, node)
}

interface Walk {
  readonly budget: Budget
  readonly spec: FieldSpec
  readonly set: (node: Tree) => void
  readonly making: Making | undefined
}

function walk(context: Walk, path: readonly string[], at: number, node: Tree): void {
  spend(context.budget, 1)
  const step = path[at]
  if (step === undefined) {
    context.set(node)
    return
  }
  if (isMissing(node)) return
  if (node.kind === 'list') {
    for (const item of [...node.items]) walk(context, path, at, item)
  } else if (node.kind === 'map') {
    walkMap(context, path, at, node, step)
  } else {
    const place = node.span.file === undefined ? undefined : { file: node.span.file, span: node.span }
    throw new Refusal('other', `considering field '${context.spec.path}': expected sequence or mapping node`, place)
  }
}

function walkMap(context: Walk, path: readonly string[], at: number, node: Tree, step: string): void {
  const { making } = context
  const isList = step.endsWith('[]')
  const name = isList ? step.slice(0, -2) : step
  if (name === '')
    throw new Refusal('other', `considering field '${context.spec.path}': cannot set or create an empty field name`)
  const last = at === path.length - 1
  const make = making !== undefined && !isList
  const kind = last ? making?.kind : 'map'
  const field = make && kind !== undefined ? makeField(node, name, kind, making.from) : entryOf(node, name)?.value
  if (field === undefined) return
  if (isList) fillNull(field, 'list', undefined)
  else if (make && kind !== undefined) fillNull(field, kind, last ? making.tag : undefined)
  walk(context, path, at + 1, field)
}

const split = new Map<string, readonly string[]>()

/** A path cut at a delimiter that no backslash escapes. */
export function splitPath(path: string, delimiter: string): readonly string[] {
  const id = delimiter + path
  const known = split.get(id)
  if (known !== undefined) return known
  const parts = path.split(delimiter)
  if (parts.length > 1 && parts[0] === '') parts.shift()
  const steps: string[] = [parts[0] ?? '']
  for (const part of parts.slice(1)) {
    const last = steps.at(-1) ?? ''
    if (last.endsWith('\\')) steps[steps.length - 1] = last.slice(0, -1) + delimiter + part
    else steps.push(part)
  }
  if (split.size < MAX_KEPT_PATHS) split.set(id, steps)
  return steps
}
