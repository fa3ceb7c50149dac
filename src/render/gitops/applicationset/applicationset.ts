import { TemplateError } from '../../../languages/gotemplate/error.ts'
import { LimitReached, NotKnown } from '../../../languages/govalue/callable.ts'
import { text } from '../../../languages/govalue/text.ts'
import type { MapValue, Value } from '../../../languages/govalue/value.ts'
import { readYaml } from '../../../languages/goyaml/read.ts'
import { fileSource, valueOfYaml } from '../../../languages/goyaml/values.ts'
import { MAX_APPLICATIONSET_APPLICATIONS, MAX_APPLICATIONSET_FILES } from '../../../model/limits.ts'
import type { Place } from '../../../model/span.ts'
import { child, type MapEntry, type MapNode, type Node, nodeAt, textOf } from '../../../model/tree.ts'
import { YAML_LIMITS } from '../../helm/metadata.ts'
import { isPinnedRevision } from '../argo-source.ts'
import { isHere } from '../here.ts'
import type { GitopsObject } from '../objects.ts'
import { type GitopsScene, placeIn } from '../scene.ts'
import { type Fill, filler } from './fill.ts'
import { filesRead, type Generating, generated } from './generators.ts'
import type { ParamSet } from './params.ts'
import { SetProblem } from './problem.ts'
import { itemsIn, textIn, valueAt } from './read.ts'
import { madeNode, overTemplate, patched, readFilled } from './template.ts'

/** What an ApplicationSet comes to: its Applications, or why they are not known. */
export type SetResult =
  | { readonly kind: 'applications'; readonly applications: readonly GitopsObject[] }
  | { readonly kind: 'unknown'; readonly why: string; readonly at: Place; readonly files: readonly string[] }

/** The Applications that Argo CD 3.6 makes of an ApplicationSet, where files of this repository decide them. */
export function applicationsOf(scene: GitopsScene, set: GitopsObject): SetResult {
  const at = placeIn(set, nodeAt(set.tree, ['metadata', 'name']) ?? set.tree)
  try {
    return { kind: 'applications', applications: distinct(make(scene, set, at)) }
  } catch (error) {
    const problem = problemOf(error)
    return { kind: 'unknown', why: problem.why, at: problem.at ?? at, files: filesOf(scene, set) }
  }
}

function problemOf(error: unknown): { readonly why: string; readonly at?: Place | undefined } {
  if (error instanceof SetProblem) return { why: error.message, at: error.at }
  if (error instanceof TemplateError) return { why: `Argo CD refuses a template of it: ${error.message}`, at: error.place }
  if (error instanceof NotKnown) return { why: error.unknown.why, at: error.unknown.at }
  if (error instanceof LimitReached) return { why: error.message }
  throw error
}

/** The files that parameters of a set that is not known come from. */
function filesOf(scene: GitopsScene, set: GitopsObject): readonly string[] {
  try {
    const all = filesRead(itemsIn(valueAt(documentOf(scene, set), 'spec', 'generators')), {
      tree: scene.tree,
      isHere: here(scene),
    })
    return [...new Set(all)].slice(0, MAX_APPLICATIONSET_FILES)
  } catch (error) {
    if (error instanceof SetProblem) return []
    throw error
  }
}

function here({ repository }: GitopsScene): Generating['isHere'] {
  return (url, revision) => !isPinnedRevision(revision) && isHere(url, repository)
}

function make(scene: GitopsScene, set: GitopsObject, at: Place): readonly GitopsObject[] {
  const spec = valueAt(documentOf(scene, set), 'spec')
  const options = itemsIn(valueAt(spec, 'goTemplateOptions')).map(textIn)
  const templating = { go: textIn(valueAt(spec, 'goTemplate')) === 'true', strict: options.at(-1) === 'missingkey=error' }
  const generating: Generating = {
    ...{ tree: scene.tree, templating, fill: filler(templating), fillStrictly: filler({ ...templating, strict: true }) },
    isHere: here(scene),
  }
  const all = itemsIn(valueAt(spec, 'generators')).flatMap((generator) =>
    generated(generator, generating).flatMap(({ sets, template }) => {
      const base = overTemplate(template, valueAt(spec, 'template'))
      return sets.map((params) => application({ set, spec, base, params, fill: generating.fill, at }))
    }),
  )
  if (all.length > MAX_APPLICATIONSET_APPLICATIONS)
    throw new SetProblem(`it makes ${all.length} Applications, more than ${MAX_APPLICATIONSET_APPLICATIONS}`, at)
  return all
}

/** The document as a value whose texts know their characters; found again by its name. */
function documentOf({ tree }: GitopsScene, set: GitopsObject): Value {
  const content = tree.text(set.file) ?? ''
  const read = readYaml(content, { reader: 'sigs', limits: YAML_LIMITS })
  if ('problem' in read) throw new SetProblem(`${set.file} cannot be read: ${read.problem}`)
  const source = fileSource(set.file, content)
  const values = read.documents.flatMap(({ root }) => (root?.kind === 'map' ? [{ at: root.start, root }] : []))
  const nearest = values.toSorted((a, b) => Math.abs(a.at - set.tree.span.start) - Math.abs(b.at - set.tree.span.start))[0]
  if (nearest === undefined) throw new SetProblem(`${set.file} holds no document`)
  return valueOfYaml(nearest.root, source)
}

interface Made {
  readonly set: GitopsObject
  readonly spec: Value
  readonly base: Value
  readonly params: ParamSet
  readonly fill: Fill
  readonly at: Place
}

function application({ set, spec, base, params, fill, at }: Made): GitopsObject {
  const making = { fill: filling(fill, params.values), at }
  const made = madeNode(base, making)
  const patch = valueAt(spec, 'templatePatch')
  const said = patch.kind === 'text' ? readFilled(making.fill(patch), 'templatePatch', at, patch) : undefined
  const node = said === undefined ? made : patched(made, said)
  if (node.kind !== 'map') throw new SetProblem('it has no template', at)
  const name = textOf(nodeAt(node, ['metadata', 'name'])) ?? ''
  return {
    ...{ group: set.group, kind: 'Application', name, namespace: set.namespace, file: set.file },
    tree: withValues(node, base, making.fill, at),
    made: { by: set.name, files: params.files },
  }
}

/** Without any parameter the template is taken as it is. */
function filling(fill: Fill, params: MapValue): Parameters<typeof madeNode>[1]['fill'] {
  return params.entries.size === 0 ? (one) => one : (one) => fill(one, params)
}

/** The values of a chart that are a text of their own, read as what they are, so that they keep their places. */
function withValues(node: MapNode, base: Value, fill: ReturnType<typeof filling>, at: Place): MapNode {
  const spec = child(node, 'spec')
  if (spec?.kind !== 'map') return node
  const single = source(child(spec, 'source'), valueAt(base, 'spec', 'source'), fill, at)
  const several = child(spec, 'sources')
  const bases = itemsIn(valueAt(base, 'spec', 'sources'))
  const many: Node | undefined =
    several?.kind === 'list'
      ? { ...several, items: several.items.map((one, index) => source(one, bases[index], fill, at) ?? one) }
      : several
  return put(node, 'spec', put(put(spec, 'source', single), 'sources', many))
}

function source(node: Node | undefined, base: Value | undefined, fill: ReturnType<typeof filling>, at: Place): Node | undefined {
  const helm = child(node, 'helm')
  const values = child(helm, 'values')
  if (node?.kind !== 'map' || helm?.kind !== 'map' || values?.kind !== 'scalar' || isThereNode(child(helm, 'valuesObject')))
    return node
  const written = valueAt(base, 'helm', 'values')
  const filled = written.kind === 'text' ? fill(written) : undefined
  const place = placeIn(at, values)
  // What a patch put in its place has lost the places of its characters, not the text.
  const read =
    written.kind === 'text' && filled?.text === values.text
      ? readFilled(filled, 'values', place, written)
      : readFilled(text(values.text, place), 'values', place)
  if (read === undefined) return node
  return put(
    node,
    'helm',
    put({ ...helm, entries: helm.entries.filter(({ key }) => key.text !== 'values') }, 'valuesObject', read),
  )
}

function isThereNode(node: Node | undefined): boolean {
  return node?.kind === 'map'
}

function put(node: MapNode, key: string, value: Node | undefined): MapNode {
  if (value === undefined) return node
  const entry: MapEntry = { key: { kind: 'scalar', text: key, plain: true, span: value.span }, value }
  return { ...node, entries: [...node.entries.filter((one) => one.key.text !== key), entry] }
}

/** Argo CD refuses a set that makes two Applications of one name. */
function distinct(applications: readonly GitopsObject[]): readonly GitopsObject[] {
  const names = new Set<string>()
  for (const { name } of applications) {
    if (names.has(name)) throw new SetProblem(`it makes more than one Application of the name "${name}"`)
    names.add(name)
  }
  return applications
}
