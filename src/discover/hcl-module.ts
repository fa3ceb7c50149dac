import { parseHcl } from '../languages/hcl/hcl.ts'
import { evaluate } from '../languages/hcl/hcl-evaluate.ts'
import { attributesOf, jsonBody, type LabelCounts } from '../languages/hcl/hcl-json.ts'
import { blockEntries, bodyNode, labelled, roundsOf } from '../languages/hcl/hcl-nodes.ts'
import { type HclBudget, hclBudget, type ReadFile, type Resolved, type Scope, withNames } from '../languages/hcl/hcl-scope.ts'
import type { Block, Body, Expression } from '../languages/hcl/hcl-syntax.ts'
import { choiceOf, type Mapping, missing, text, unknown, type Value } from '../languages/hcl/hcl-value.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import type { Span } from '../model/span.ts'
import type { MapEntry, MapNode } from '../model/tree.ts'
import type { Side, TextFile } from './format.ts'

/** A file of HCL in either syntax. */
export interface HclFile {
  readonly file: TextFile
  readonly body: Body
  readonly problem?: { readonly why: string; readonly span: Span }
}

const LABELS: LabelCounts = {
  ...{ resource: 2, data: 2, ephemeral: 2, variable: 1, module: 1, output: 1, provider: 1, check: 1 },
  ...{ target: 1, group: 1, function: 1, source: 2, job: 1 },
}
const parsed = new WeakMap<TextFile, HclFile>()

/** An HCL file, parsed once however many others ask for it. */
export function hclFile(file: TextFile): HclFile {
  const known = parsed.get(file)
  if (known !== undefined) return known
  const fresh = { file, ...(/\.json$/i.test(file.path) ? jsonFile(file) : parseHcl(file.text)) }
  parsed.set(file, fresh)
  return fresh
}

function jsonFile({ path, text: source }: TextFile): Omit<HclFile, 'file'> {
  const { documents, problem } = parseYaml(source)
  const [root] = documents
  const span = { start: 0, end: 0 }
  if (root === undefined) return { body: { span, attributes: [], blocks: [] }, ...(problem === undefined ? {} : { problem }) }
  const body = /\.(?:tf|pkr)vars\.json$/i.test(path) ? attributesOf(root, source) : jsonBody(root, source, LABELS)
  return problem === undefined ? { body } : { body, problem }
}

/** An expression with the file that it stands in. */
interface Definition {
  readonly value: Expression
  readonly in: HclFile
}

/** What gives the variables of a module their values besides their defaults: an argument of each caller, in the scope of its module. */
export interface Caller {
  readonly block: Block
  readonly scope: Scope
}

/** What belongs together: files that share variables and locals. Files of values only give variables theirs, the last ones win. */
export interface ModuleFiles {
  readonly directory: string
  readonly files: readonly HclFile[]
  readonly values?: readonly HclFile[]
  readonly callers?: (budget: HclBudget) => readonly Caller[]
  readonly read?: (path: string) => ReadFile | undefined
  /** Whether variables are called by their bare name, as in Bake, or `var.x`. */
  readonly bare?: boolean
}

/** What a module's names stand for, each evaluated once. */
interface Names {
  readonly resolve: Scope['resolve']
  readonly functions: Definitions['functions']
}

const named = new WeakMap<HclBudget, Map<ModuleFiles, Names>>()

/** The scope of one file of a module: `var.x`, `local.x`, `path.module`, attributes that a resource is given, and files beside it. */
export function moduleScope(module: ModuleFiles, file: TextFile, budget: HclBudget = hclBudget()): Scope {
  const modules = named.get(budget) ?? new Map<ModuleFiles, Names>()
  named.set(budget, modules)
  const names = modules.get(module) ?? namesOf(module, budget)
  modules.set(module, names)
  return scopeIn(module, names, file.path, budget)
}

function scopeIn(module: ModuleFiles, { resolve, functions }: Names, file: string, budget: HclBudget): Scope {
  const { read } = module
  return { file, budget, resolve, defined: (name) => functions.get(name), ...(read === undefined ? {} : { read }) }
}

function namesOf(module: ModuleFiles, budget: HclBudget): Names {
  const definitions = definitionsOf(module)
  const once = remembering()
  const of = ({ value, in: one }: Definition): Value => evaluate(value, scopeIn(module, names, one.file.path, budget))
  let callers: readonly Caller[] | undefined
  const variable = (name: string): Value =>
    once(`var.${name}`, () => {
      const set = definitions.values.get(name)
      if (set !== undefined) return of(set)
      callers ??= module.callers?.(budget) ?? []
      const fallback = definitions.variables.get(name)
      const given = callersValues(callers, name, fallback === undefined ? undefined : () => of(fallback))
      if (given !== undefined) return given
      return fallback === undefined ? missing(module.bare === true ? name : `var.${name}`) : of(fallback)
    })
  const resolve = (root: string, attributes: readonly string[]): Resolved | undefined => {
    const [first, second] = attributes
    if (module.bare === true && definitions.declared.has(root)) return { value: variable(root), used: 0 }
    if (first === undefined) return undefined
    if (root === 'path') return { value: text(module.directory.replace(/\/$/, '') || '.'), used: 1 }
    if (root === 'var') return { value: variable(first), used: 1 }
    const id = root === 'local' ? `local.${first}` : [root, first, second].join('.')
    const found = root === 'local' ? definitions.locals.get(first) : definitions.attributes.get(id)
    return found === undefined ? undefined : { value: once(id, () => of(found)), used: root === 'local' ? 1 : 2 }
  }
  const names: Names = { resolve, functions: definitions.functions }
  return names
}

/** Makes each value once; one that needs itself is unknown. */
function remembering(): (id: string, make: () => Value) => Value {
  const known = new Map<string, Value>()
  const under = new Set<string>()
  return (id, make) => {
    const found = known.get(id)
    if (found !== undefined) return found
    if (under.has(id)) return unknown(`${id} refers to itself`)
    under.add(id)
    const value = make()
    under.delete(id)
    known.set(id, value)
    return value
  }
}

/** What the callers of a module give a variable: every value that one of them gives, and the default where one gives none. */
function callersValues(callers: readonly Caller[], name: string, fallback: (() => Value) | undefined): Value | undefined {
  if (callers.length === 0) return undefined
  const values = callers.map(({ block, scope }) => {
    const argument = block.body.attributes.find((one) => one.name === name)
    if (argument !== undefined) return evaluate(argument.value, scope)
    return fallback === undefined ? missing(`var.${name}`) : fallback()
  })
  // Collections of several callers are not mixed: what they hold is seen where each of them writes it.
  if (values.length > 1 && values.some(({ kind }) => kind === 'list' || kind === 'map'))
    return unknown('its callers give it several values')
  return choiceOf(values)
}

interface Definitions {
  readonly declared: ReadonlySet<string>
  readonly variables: ReadonlyMap<string, Definition>
  readonly values: ReadonlyMap<string, Definition>
  readonly locals: ReadonlyMap<string, Definition>
  readonly attributes: ReadonlyMap<string, Definition>
  readonly functions: ReadonlyMap<string, { readonly parameters: readonly string[]; readonly result: Expression }>
}

const collected = new WeakMap<ModuleFiles, Definitions>()

function definitionsOf(module: ModuleFiles): Definitions {
  const known = collected.get(module)
  if (known !== undefined) return known
  const fresh = collect(module)
  collected.set(module, fresh)
  return fresh
}

function collect({ files, values = [] }: ModuleFiles): Definitions {
  const declared = new Set<string>()
  const variables = new Map<string, Definition>()
  const locals = new Map<string, Definition>()
  const attributes = new Map<string, Definition>()
  const functions = new Map<string, { readonly parameters: readonly string[]; readonly result: Expression }>()
  for (const one of files) {
    for (const { type, labels, body } of one.body.blocks) {
      const [name, second] = labels.map((label) => label.text)
      if (type.text === 'variable' && name !== undefined) {
        declared.add(name)
        const fallback = body.attributes.find((attribute) => attribute.name === 'default')
        if (fallback !== undefined) variables.set(name, { value: fallback.value, in: one })
      }
      const single = type.text === 'local' ? body.attributes.find((attribute) => attribute.name === 'expression') : undefined
      if (single !== undefined && name !== undefined) locals.set(name, { value: single.value, in: one })
      if (type.text === 'locals') for (const local of body.attributes) locals.set(local.name, { value: local.value, in: one })
      if (type.text === 'resource' && !/^docker_/.test(name ?? '')) {
        for (const attribute of body.attributes)
          attributes.set(`${name}.${second}.${attribute.name}`, { value: attribute.value, in: one })
      }
      const result =
        type.text === 'function' ? body.attributes.find((attribute) => attribute.name === 'result')?.value : undefined
      if (result !== undefined && name !== undefined) functions.set(name, { parameters: parametersOf(body), result })
    }
  }
  const given = values.flatMap((one) =>
    one.body.attributes.map((attribute) => [attribute.name, { value: attribute.value, in: one }] as const),
  )
  return { declared, variables, values: new Map(given), locals, attributes, functions }
}

function parametersOf({ attributes }: Body): readonly string[] {
  const list = attributes.find(({ name }) => name === 'params')?.value
  return list?.kind === 'list' ? list.items.flatMap((one) => (one.kind === 'traversal' ? [one.root] : [])) : []
}

/**
 * The tree of a file, evaluated. A block with `for_each` is written out for each of its entries, `each.key` and `each.value` known;
 * `count.index` may be any.
 */
export function hclTree({ file, body }: HclFile, scope: Scope): MapNode {
  const rest = bodyNode({ ...body, blocks: [] }, scope, file.text)
  const blocks = body.blocks.flatMap((block) => blockTrees(block, scope, file.text))
  return { ...rest, entries: [...rest.entries, ...blocks] }
}

function blockTrees(block: Block, scope: Scope, source: string): readonly MapEntry[] {
  const each = /^(?:resource|data|module|ephemeral)$/.test(block.type.text)
    ? block.body.attributes.find(({ name }) => name === 'for_each')
    : undefined
  const index: Mapping = { kind: 'map', entries: new Map(), open: unknown('which one of several it is is not known') }
  const counted = withNames(scope, { count: index })
  if (each === undefined) return blockEntries(block, counted, source)
  const rounds = roundsOf(evaluate(each.value, scope), { file: scope.file, span: each.span })
  const key = { kind: 'scalar', span: block.type.span, text: block.type.text, plain: true } as const
  return rounds.map((round) => ({
    key,
    value: labelled(block, bodyNode(block.body, withNames(counted, { each: round }), source)),
  }))
}

/** Reads files from the folder of a module, by a path relative to it or to the repository. */
export function readBeside(side: Side, directory: string): (path: string) => ReadFile | undefined {
  return (path) => side.file(normalized(path)) ?? side.file(normalized(directory + path))
}

/** A path without `.` and `..`; what leads out of the repository is left as it is. */
export function normalized(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
