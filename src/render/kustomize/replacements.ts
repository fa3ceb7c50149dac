import type { Build } from './build.ts'
import type { Decoder } from './decode.ts'
import { isEmpty } from './fields.ts'
import { headOf, isSelected, kindOf } from './kinds.ts'
import type { FieldOptions, ReplacementArgs, ReplacementTarget } from './kustomization.ts'
import { oneOrMany } from './kustomization-parts.ts'
import { type Loader, loadText, locate, placeAt } from './loader.ts'
import { lookup, searchAll, splitFieldPath } from './paths.ts'
import { asNode, readDocument } from './read.ts'
import { Refusal } from './refusal.ts'
import { replacements as readReplacement } from './replacement-parts.ts'
import { effectiveNamespace, type Id, metaMap, metaOf, previousIds } from './resource.ts'
import type { Resources } from './resources.ts'
import { setText } from './scalars.ts'
import { compileSelector, type Selector } from './selector.ts'
import { setInside } from './structured.ts'
import { become, copyTree, joined, placed, type Scalar, type Source, scalar, type Tree } from './tree.ts'

/** Reads `replacements`, those in files too, and gives what applies them. */
export function prepareReplacements(build: Build, loader: Loader, entries: readonly ReplacementArgs[]): (to: Resources) => void {
  const all = entries.flatMap((entry) => expand(build, loader, entry))
  return (to) => {
    for (const one of all) replaceAll(build, to, one)
  }
}

function expand(build: Build, loader: Loader, entry: ReplacementArgs): readonly ReplacementArgs[] {
  const { path } = entry
  if (path === undefined || path.text === '') return [entry]
  if (entry.source !== undefined || (entry.targets ?? []).length > 0) {
    throw new Refusal('other', 'cannot specify both path and inline replacement', placeAt({ span: entry.at }))
  }
  const file = locate(build, loader, path)
  const tree = readDocument({ text: loadText(build, loader, path), file, budget: build.budget })
  if (tree === undefined || tree.kind === 'scalar') {
    throw new Refusal('other', 'unsupported replacement type encountered within replacement path', placeAt(path))
  }
  const decoder: Decoder = { file, strict: false }
  return oneOrMany(decoder, asNode(tree), (item) => readReplacement(decoder, item))
}

function replaceAll(build: Build, to: Resources, args: ReplacementArgs): void {
  const { source, sourceValue, targets } = args
  const at = placeAt({ span: args.at })
  if ((source === undefined && sourceValue === undefined) || targets === undefined) {
    throw new Refusal('other', 'replacements must specify a source and at least one target', at)
  }
  if (source !== undefined && sourceValue !== undefined) {
    throw new Refusal('other', 'value and resource selectors are mutually exclusive', at)
  }
  const value = sourceValue !== undefined ? scalar(sourceValue.text, sourceValue) : sourceOf(to, args)
  for (const target of targets) setTargets(build, to, target, value, { span: args.at })
}

function sourceOf(to: Resources, { source, at }: ReplacementArgs): Tree {
  if (source === undefined) return scalar('', { span: at })
  const place = placeAt({ span: source.at })
  const found = to.list.flatMap(({ node }) => (node !== undefined && idsOf(node).some((id) => isNamed(id, source)) ? [node] : []))
  const [only, ...others] = found
  if (only === undefined) throw new Refusal('no-match', `nothing selected by ${source.kind}/${source.name}`, place)
  if (others.length > 0) throw new Refusal('other', `multiple matches for selector ${source.kind}/${source.name}`, place)
  const path = source.fieldPath?.text || 'metadata.name'
  const value = lookup(only, splitFieldPath(path), { span: source.at })
  if (value === undefined || isEmpty(value))
    throw new Refusal('other', `fieldPath \`${path}\` is missing for replacement source`, place)
  return refined(value, source.options, place)
}

function refined(value: Tree, options: FieldOptions | undefined, at: ReturnType<typeof placeAt>): Tree {
  if (options === undefined || options.delimiter === '') return value
  if (value.kind !== 'scalar') throw new Refusal('other', 'delimiter option can only be used with scalar nodes', at)
  const part = value.text.split(options.delimiter)[options.index]
  if (part === undefined)
    throw new Refusal('other', `options.index ${options.index} is out of bounds for value ${value.text}`, at)
  const copy = { ...value }
  setText(copy, part)
  return copy
}

/** Present and former ids as replacements see them: namespaces as they are written. */
function idsOf(node: Tree): readonly Id[] {
  const kind = kindOf(headOf(node, 'apiVersion'), headOf(node, 'kind'))
  return [{ ...kind, name: metaOf(node, 'name'), namespace: metaOf(node, 'namespace'), cluster: false }, ...previousIds(node)]
}

function isNamed(id: Id, wanted: Selector): boolean {
  const space = wanted.namespace === '' || effectiveNamespace({ ...id, namespace: wanted.namespace }) === effectiveNamespace(id)
  return (wanted.name === '' || wanted.name === id.name) && space && isSelected(id, wanted)
}

function setTargets(build: Build, to: Resources, target: ReplacementTarget, value: Tree, at: Source): void {
  const { select } = target
  if (select === undefined) throw new Refusal('other', 'target must specify resources to select', placeAt(at))
  const pattern = compileSelector(select)
  const rejects = target.reject.map((one) => ({ one, pattern: compileSelector(one) }))
  for (const { node } of to.list) {
    if (node === undefined) continue
    const [labels, annotations] = [metaMap(node, 'labels'), metaMap(node, 'annotations')]
    if (!pattern.labels(labels) || !pattern.annotations(annotations)) continue
    const ids = idsOf(node)
    const rejected = rejects.some(({ one, pattern: not }) => {
      if ((one.labels !== '' || one.annotations !== '') && not.labels(labels) && not.annotations(annotations)) return true
      if (one.group + one.version + one.kind + one.name + one.namespace === '') return false
      return ids.some((id) => not.kind(id) && not.name(id.name) && not.namespace(id.namespace))
    })
    const chosen = !rejected && ids.some((id) => pattern.kind(id) && pattern.name(id.name) && pattern.namespace(id.namespace))
    if (chosen) setPaths(build, node, target, value, at)
  }
}

function setPaths(build: Build, node: Tree, target: ReplacementTarget, value: Tree, at: Source): void {
  const paths = target.fieldPaths.length === 0 ? [scalar('metadata.name', at)] : target.fieldPaths
  const make = target.options?.create === true ? value.kind : undefined
  const search = { at: value.kind === 'scalar' ? placed(value) : at, make }
  for (const written of paths) {
    const path = splitFieldPath(written.text)
    const set = (field: Tree) => setValue(target.options, field, value, at)
    if (setInside(build, search, node, path, set)) continue
    const fields = searchAll(search, node, path)
    if (fields.length === 0) {
      throw new Refusal('no-match', `unable to find field "${written.text}" in replacement target`, placeAt(written))
    }
    for (const field of fields) set(field)
  }
}

function setValue(options: FieldOptions | undefined, field: Tree, source: Tree, at: Source): void {
  const value = copyTree(source)
  let from: Source = value.kind === 'scalar' ? placed(value) : at
  if (options !== undefined && options.delimiter !== '') {
    if (field.kind !== 'scalar') throw new Refusal('other', 'delimiter option can only be used with scalar nodes', placeAt(at))
    const parts = field.text.split(options.delimiter)
    const text = value.kind === 'scalar' ? value.text : ''
    if (options.index < 0) parts.unshift(text)
    else if (options.index >= parts.length) parts.push(text)
    else parts[options.index] = text
    from = joined(from, field)
    if (value.kind === 'scalar') setText(value, parts.join(options.delimiter))
  }
  if (field.kind === 'scalar') writeText(field, value.kind === 'scalar' ? value.text : '', from)
  else become(field, value)
}

function writeText(field: Scalar, text: string, from: Source): void {
  setText(field, text)
  field.sources = undefined
  field.unknown = undefined
  Object.assign(field, placed(from))
}
