import { text } from '../../../languages/govalue/text.ts'
import { list, type MapValue, map, type Value } from '../../../languages/govalue/value.ts'
import { readFirstYaml } from '../../../languages/goyaml/read.ts'
import { fileSource, valueOfYaml } from '../../../languages/goyaml/values.ts'
import { dnsName } from '../../../languages/sprig/argo.ts'
import { MAX_APPLICATIONSET_FILES } from '../../../model/limits.ts'
import { YAML_LIMITS } from '../../helm/metadata.ts'
import { pathMatcher } from '../../helm/path-match.ts'
import { folderOf } from '../../paths.ts'
import type { SourceTree } from '../../source-tree.ts'
import { flattened, type ParamSet } from './params.ts'
import { SetProblem } from './problem.ts'

/** One pattern of a Git generator. */
export interface PathItem {
  readonly path: string
  readonly exclude: boolean
}

/** How a Git generator names what it finds. */
export interface PathNaming {
  readonly go: boolean
  /** `pathParamPrefix`; empty where there is none. */
  readonly prefix: string
}

/** One set of parameters for each folder that a pattern matches and none excludes. Hidden folders are never found. */
export function fromDirectories(items: readonly PathItem[], tree: SourceTree, naming: PathNaming): readonly ParamSet[] {
  const tests = items.map(({ path, exclude }) => ({ exclude, matches: matcherOf(path) }))
  const matched = (folder: string, exclude: boolean): boolean =>
    tests.some((item) => item.exclude === exclude && item.matches(folder))
  return foldersOf(tree)
    .filter((folder) => matched(folder, false) && !matched(folder, true))
    .map((folder) => ({ values: withPath(map(new Map()), folder, undefined, naming), files: [] }))
}

const folders = new WeakMap<readonly string[], readonly string[]>()

function foldersOf({ paths }: SourceTree): readonly string[] {
  const known = folders.get(paths)
  if (known !== undefined) return known
  const found = new Set<string>()
  for (const path of paths) for (let one = folderOf(path); one !== '' && !found.has(one); one = folderOf(one)) found.add(one)
  const all = [...found].filter((one) => !/(?:^|\/)\./.test(one)).toSorted()
  folders.set(paths, all)
  return all
}

/** The files that a pattern matches and none excludes. */
export function matchedFiles(items: readonly PathItem[], tree: SourceTree): readonly string[] {
  const [included = [], excluded = []] = [false, true].map((exclude) =>
    items.filter((item) => item.exclude === exclude).map(({ path }) => filePattern(path)),
  )
  if (included.length === 0) return []
  return tree.paths.filter((path) => included.some((matches) => matches(path)) && !excluded.some((matches) => matches(path)))
}

/** One set of parameters for each file that a pattern matches and none excludes, or for each item of the list in it. */
export function fromFiles(items: readonly PathItem[], tree: SourceTree, naming: PathNaming): readonly ParamSet[] {
  const paths = matchedFiles(items, tree)
  if (paths.length > MAX_APPLICATIONSET_FILES)
    throw new SetProblem(`its Git generator finds ${paths.length} files, more than ${MAX_APPLICATIONSET_FILES}`)
  // All are asked for at once: the first that is not there yet ends the attempt.
  for (const path of paths) tree.bytes(path)
  return paths.flatMap((path) => fileParams(path, tree, naming))
}

/** A pattern as `git ls-files` takes it, as Argo CD does by default: a star also crosses slashes, and a folder stands for all below it. */
function filePattern(pattern: string): (path: string) => boolean {
  const clean = pattern.replace(/^(?:\.?\/)+/, '').replaceAll('[!', '[^')
  if (!/[*?[\\]/.test(clean)) return (path) => path === clean || path.startsWith(`${clean}/`)
  return matcherOf(clean, true)
}

/** A bad pattern matches nothing, as Argo CD and Git pass over one. */
function matcherOf(pattern: string, crossing = false): (path: string) => boolean {
  return pathMatcher(pattern, crossing) ?? (() => false)
}

function fileParams(path: string, tree: SourceTree, naming: PathNaming): readonly ParamSet[] {
  const content = tree.text(path)
  const at = { file: path, span: { start: 0, end: 0 } }
  if (content === undefined) throw new SetProblem(`the file ${path} of its Git generator cannot be read as text`, at)
  const read = readFirstYaml(content, { reader: 'sigs', limits: YAML_LIMITS })
  if ('problem' in read) throw new SetProblem(`unable to process file '${path}': ${read.problem}`, at)
  const value = read.root === undefined ? map(new Map<string, Value>()) : valueOfYaml(read.root, fileSource(path, content))
  const objects = value.kind === 'list' ? value.items : [value.kind === 'nil' ? map(new Map<string, Value>()) : value]
  return objects.map((object) => {
    if (object.kind !== 'map') throw new SetProblem(`unable to process file '${path}': it holds no mapping`, at)
    const own = naming.go ? object : map(new Map<string, Value>(flattened(object)))
    return { values: withPath(own, folderOf(path) || '.', path.slice(path.lastIndexOf('/') + 1), naming), files: [path] }
  })
}

/** Adds what is said of a path: a map with Go templates, names with dots without. */
function withPath(own: MapValue, path: string, file: string | undefined, { go, prefix }: PathNaming): MapValue {
  const segments = path.split('/')
  const base = segments.at(-1) ?? ''
  const facts: [string, Value][] = [
    ['basename', text(base)],
    ['basenameNormalized', text(dnsName(base))],
    ...(file === undefined
      ? []
      : ([
          ['filename', text(file)],
          ['filenameNormalized', text(dnsName(file))],
        ] as [string, Value][])),
  ]
  if (!go) {
    const name = prefix === '' ? 'path' : `${prefix}.path`
    const numbered = segments.map((one, index): [string, Value] => [`${name}[${index}]`, text(one)])
    const named = facts.map(([key, value]): [string, Value] => [`${name}.${key}`, value])
    return map(new Map([...own.entries, [name, text(path)], ...named, ...numbered]))
  }
  const all = map(
    new Map([
      ['path', text(path)],
      ...facts,
      [
        'segments',
        list(
          segments.map((one) => text(one)),
          '[]string',
        ),
      ],
    ]),
  )
  return map(new Map([...own.entries, prefix === '' ? ['path', all] : [prefix, map(new Map<string, Value>([['path', all]]))]]))
}
