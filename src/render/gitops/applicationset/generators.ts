import { type Text, text } from '../../../languages/govalue/text.ts'
import { type MapValue, map, type Value } from '../../../languages/govalue/value.ts'
import { readFirstYaml } from '../../../languages/goyaml/read.ts'
import { textSource, valueOfYaml } from '../../../languages/goyaml/values.ts'
import { YAML_LIMITS } from '../../helm/metadata.ts'
import type { SourceTree } from '../../source-tree.ts'
import { merged, multiplied } from './combine.ts'
import { type Fill, isMissingKey, type Templating } from './fill.ts'
import { fromDirectories, fromFiles, matchedFiles, type PathItem } from './git.ts'
import type { ParamSet } from './params.ts'
import { SetProblem } from './problem.ts'
import { isThere, itemsIn, mapIn, placeOfValue, textIn, valueAt } from './read.ts'
import { isSelected } from './select.ts'

/** What the generators of one ApplicationSet are worked out with. */
export interface Generating {
  readonly tree: SourceTree
  readonly templating: Templating
  readonly fill: Fill
  /** As `fill`, but what is no parameter is refused. */
  readonly fillStrictly: Fill
  readonly isHere: (url: string, revision: string) => boolean
}

const DECIDED_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['clusters', 'the clusters that Argo CD knows'],
  ['clusterDecisionResource', 'an object of the cluster'],
  ['scmProvider', 'a code host'],
  ['pullRequest', 'open pull requests'],
  ['plugin', 'a plugin'],
])
const KINDS = ['list', 'git', 'matrix', 'merge', ...DECIDED_ELSEWHERE.keys()]

/** One generator with what it comes to; `template` is what it says of the Applications itself. */
export interface Generated {
  readonly sets: readonly ParamSet[]
  readonly template: Value
}

/**
 * The parameters of one generator, as Argo CD 3.6 works them out, filled with those of the generator before it. Throws `SetProblem` for what no file decides and
 * for what Argo CD refuses.
 */
export function generated(generator: Value, generating: Generating, before?: MapValue): readonly Generated[] {
  return KINDS.filter((kind) => isThere(valueAt(generator, kind))).map((kind) => {
    const said = valueAt(generator, kind)
    const elsewhere = DECIDED_ELSEWHERE.get(kind)
    if (elsewhere !== undefined) {
      throw new SetProblem(`its generator "${kind}" takes its parameters from ${elsewhere}`, placeOfValue(said))
    }
    const filled = before === undefined || before.entries.size === 0 ? said : interpolated(kind, said, generating, before)
    const sets = paramsOf(kind, filled, generating)
    const selector = valueAt(generator, 'selector')
    return {
      sets: isThere(selector) ? sets.filter(({ values }) => isSelected(selector, values)) : sets,
      template: valueAt(said, 'template'),
    }
  })
}

function paramsOf(kind: string, said: Value, generating: Generating): readonly ParamSet[] {
  if (kind === 'list') return fromList(said, generating.templating.go)
  if (kind === 'git') return fromGit(said, generating)
  const children = itemsIn(valueAt(said, 'generators'))
  const inner = (child: Value, before?: MapValue): readonly ParamSet[] => {
    const [only, second] = generated(child, generating, before)
    if (only === undefined || second !== undefined)
      throw new SetProblem('a generator inside of another must be exactly one', placeOfValue(child))
    return only.sets
  }
  if (kind === 'matrix') return multiplied(children, inner, generating.templating.go)
  const keys = itemsIn(valueAt(said, 'mergeKeys')).map(textIn)
  return merged(children, keys, inner, generating.templating.go)
}

/** The texts of a generator with the parameters of the one before; a value that names others stays until those are there. */
function interpolated(kind: string, said: Value, generating: Generating, params: MapValue): Value {
  const walk = (value: Value, isValues: boolean): Value => {
    if (value.kind === 'text') return isValues ? leniently(value, generating, params) : generating.fill(value, params)
    if (value.kind === 'list') return { ...value, items: value.items.map((item) => walk(item, isValues)) }
    if (value.kind !== 'map') return value
    const entries = [...value.entries].map(([key, one]): [string, Value] => [
      key.includes('{{') ? generating.fill(text(key), params).text : key,
      walk(one, isValues),
    ])
    return { ...value, entries: new Map(entries) }
  }
  return mapEntries(mapIn(said), (key, value) => walk(value, kind !== 'list' && key === 'values'))
}

function mapEntries(of: MapValue, change: (key: string, value: Value) => Value): MapValue {
  return { ...of, entries: new Map([...of.entries].map(([key, value]) => [key, change(key, value)])) }
}

function leniently(value: Text, { fillStrictly }: Generating, params: MapValue): Text {
  try {
    return fillStrictly(value, params)
  } catch (error) {
    if (isMissingKey(error)) return value
    throw error
  }
}

function fromList(said: Value, go: boolean): readonly ParamSet[] {
  const elements = itemsIn(valueAt(said, 'elements')).map((element) => {
    if (element.kind !== 'map') throw new SetProblem('an element of its list is no mapping', placeOfValue(element))
    return go ? element : plainElement(element)
  })
  const written = valueAt(said, 'elementsYaml')
  const more = written.kind === 'text' && written.text !== '' ? elementsIn(written) : []
  return [...elements, ...more].map((values) => ({ values, files: [] }))
}

function elementsIn(written: Text): readonly MapValue[] {
  const read = readFirstYaml(written.text, { reader: 'sigs', limits: YAML_LIMITS })
  if ('problem' in read) throw new SetProblem(`elementsYaml cannot be read: ${read.problem}`, placeOfValue(written))
  const value = read.root === undefined ? undefined : valueOfYaml(read.root, textSource(written))
  return itemsIn(value).map((item) => {
    if (item.kind !== 'map') throw new SetProblem('an element of elementsYaml is no mapping', placeOfValue(written))
    return item
  })
}

/** Without Go templates everything must be a text; those under `values` are named with a dot. */
function plainElement(element: MapValue): MapValue {
  const entries = [...element.entries].flatMap(([key, value]): [string, Value][] => {
    const inside: [string, Value][] = key === 'values' && value.kind === 'map' ? [...value.entries] : [['', value]]
    return inside.map(([name, one]) => {
      if (one.kind !== 'text') throw new SetProblem(`"${key}" in an element of its list is no text`, placeOfValue(one))
      return [name === '' ? key : `values.${name}`, one]
    })
  })
  return map(new Map(entries))
}

function fromGit(said: Value, generating: Generating): readonly ParamSet[] {
  const { tree, templating, isHere } = generating
  if (!isHere(textIn(valueAt(said, 'repoURL')), textIn(valueAt(said, 'revision')) || 'HEAD'))
    throw new SetProblem('its Git generator reads another repository than this one', placeOfValue(said))
  const [folders, files] = [itemsOf(said, 'directories'), itemsOf(said, 'files')]
  const naming = { go: templating.go, prefix: textIn(valueAt(said, 'pathParamPrefix')) }
  const found = folders.length > 0 ? fromDirectories(folders, tree, naming) : fromFiles(files, tree, naming)
  return found.map((one) => ({ ...one, values: withValues(one.values, mapIn(valueAt(said, 'values')), generating) }))
}

function itemsOf(said: Value, key: string): readonly PathItem[] {
  return itemsIn(valueAt(said, key)).map((item) => ({
    path: textIn(valueAt(item, 'path')),
    exclude: textIn(valueAt(item, 'exclude')) === 'true',
  }))
}

/** The files of this repository that generators take parameters from, at any depth, where that can be told without working them out. */
export function filesRead(generators: readonly Value[], generating: Pick<Generating, 'tree' | 'isHere'>): readonly string[] {
  return generators.flatMap((generator) => {
    const git = valueAt(generator, 'git')
    const here = isThere(git) && generating.isHere(textIn(valueAt(git, 'repoURL')), textIn(valueAt(git, 'revision')) || 'HEAD')
    const inner = ['matrix', 'merge'].flatMap((kind) => itemsIn(valueAt(generator, kind, 'generators')))
    return [...(here ? matchedFiles(itemsOf(git, 'files'), generating.tree) : []), ...filesRead(inner, generating)]
  })
}

/** The `values` of a generator, filled with its own parameters. */
function withValues(params: MapValue, values: MapValue, { fill, templating }: Generating): MapValue {
  if (values.entries.size === 0) return params
  const filled = [...values.entries].map(([key, value]): [string, Value] => [
    key,
    value.kind === 'text' ? fill(value, params) : value,
  ])
  const own: [string, Value][] = templating.go
    ? [['values', map(new Map(filled), 'map[string]string')]]
    : filled.map(([key, value]) => [`values.${key}`, value])
  return map(new Map([...params.entries, ...own]))
}
