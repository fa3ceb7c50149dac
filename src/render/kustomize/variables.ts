import type { Build } from './build.ts'
import type { Config } from './config.ts'
import { applyField } from './field-spec.ts'
import type { VarArgs } from './kustomization.ts'
import { placeAt } from './loader.ts'
import { lookup, splitFieldPath } from './paths.ts'
import { Refusal } from './refusal.ts'
import { type Id, idKey } from './resource.ts'
import { matchingAnyId, type Resources } from './resources.ts'
import { isMissing, isTextual, tagOf } from './scalars.ts'
import { joined, placed, type Scalar, type Source, type Tree } from './tree.ts'
import { goFloatText, scalarValue } from './values.ts'

/** Variables by name. */
export type Variables = Map<string, VarArgs>

/** Notes which object each variable reads from, and keeps the variables; a name that is there twice is refused. */
export function mergeVariables(build: Build, to: Resources, known: Variables, more: readonly VarArgs[]): void {
  for (const one of more) {
    const target: Id = {
      group: one.group,
      version: one.version,
      kind: one.kind,
      name: one.objectName,
      namespace: one.namespace,
      cluster: false,
    }
    const matches = (id: Id): boolean => {
      if (one.namespace !== '') return idKey(id) === idKey(target)
      return id.name === target.name && id.kind === target.kind && id.group === target.group && id.version === target.version
    }
    const found = matchingAnyId(build, to, matches)
    if (found.length > 1) {
      throw new Refusal(
        'other',
        `found ${found.length} resId matches for var ${one.name} (unable to disambiguate)`,
        placeAt({ span: one.at }),
      )
    }
    found[0]?.variables.push(one.name)
  }
  for (const one of more) addVariable(known, one)
}

/** Adds one variable to those known. */
export function addVariable(known: Variables, one: VarArgs): void {
  if (known.has(one.name)) throw new Refusal('other', `var '${one.name}' already encountered`, placeAt({ span: one.at }))
  known.set(one.name, one)
}

interface Found {
  readonly text: string
  readonly tag: Scalar['tag']
  readonly from: Source
}

/** Replaces `$(NAME)` in the fields that the configuration names. */
export function resolveVariables(build: Build, { list }: Resources, variables: Variables, config: Config): void {
  const values = new Map<string, Found | undefined>()
  for (const [name, one] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1))) values.set(name, valueOfVariable(list, one))
  if (values.size === 0) return
  for (const { node } of list) {
    if (node === undefined) continue
    for (const spec of config.varReference) applyField(build.budget, node, spec, (field) => replaceIn(field, values))
  }
}

function valueOfVariable(list: Resources['list'], one: VarArgs): Found | undefined {
  const at = placeAt({ span: one.at })
  const resource = list.find(({ variables }) => variables.includes(one.name))
  if (resource?.node === undefined) {
    throw new Refusal('no-match', `var '${one.name}' cannot be mapped to a field in the set of known resources`, at)
  }
  const steps = splitFieldPath(one.fieldPath).flatMap((step) => {
    const match = /^(.*)\[(\d+)\]$/.exec(step)
    return match === null ? [step] : [match[1] ?? '', match[2] ?? ''].filter((part) => part !== '')
  })
  const found = lookup(resource.node, steps, { span: one.at })
  if (found === undefined)
    throw new Refusal('other', `field specified in var '${one.name}' not found in corresponding resource`, at)
  // A map or a list is no text: kustomize leaves the reference as it stands.
  return found.kind === 'scalar' ? foundValue(found, one) : undefined
}

function foundValue(found: Scalar, one: VarArgs): Found {
  const from = joined(placed(found), { span: one.at })
  const tag = tagOf(found)
  if (tag === 'int' || tag === 'bool') {
    const value = scalarValue({ ...found, quoted: false })
    return { text: String(value), tag, from }
  }
  if (tag === 'float') return { text: goFloatText(Number(found.text)), tag, from }
  return { text: found.text, tag: 'str', from }
}

function replaceIn(field: Tree, values: ReadonlyMap<string, Found | undefined>): void {
  if (isMissing(field)) return
  if (field.kind === 'scalar') {
    replaceText(field, values)
  } else if (field.kind === 'map') {
    for (const { key, value } of field.entries) {
      demandText(key)
      replaceText(value, values)
    }
  } else {
    for (const item of field.items) {
      if (!isTextual(item)) throw new Refusal('other', 'invalid value type expect a string')
      replaceScalar(item, values)
    }
  }
}

function demandText(key: Scalar): void {
  if (!isTextual(key)) throw new Refusal('other', 'invalid map key: not a text')
}

function replaceText(node: Tree, values: ReadonlyMap<string, Found | undefined>): void {
  if (isTextual(node)) replaceScalar(node, values)
}

function replaceScalar(field: Scalar, values: ReadonlyMap<string, Found | undefined>): void {
  const used: Source[] = []
  const whole = /^\$\(([^)]*)\)$/.exec(field.text)
  const alone = whole === null ? undefined : values.get(whole[1] ?? '')
  if (alone !== undefined) used.push(alone.from)
  const text = alone?.text ?? expand(field.text, values, used)
  const [first, ...others] = used
  field.text = text
  field.tag = alone?.tag ?? 'str'
  field.tagged = false
  field.folded = false
  field.quoted = text.includes('\n')
  if (first !== undefined) Object.assign(field, joined(field, first, ...others))
}

function expand(text: string, values: ReadonlyMap<string, Found | undefined>, used: Source[]): string {
  return text.replaceAll(/\$(\$|\(([^)]*)\))/g, (written, _, name: string | undefined) => {
    if (name === undefined) return '$'
    const value = values.get(name)
    if (value === undefined) return written
    used.push(value.from)
    return value.text
  })
}
