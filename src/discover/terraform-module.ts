import type { HclBudget, Scope } from '../languages/hcl/hcl-scope.ts'
import type { Block } from '../languages/hcl/hcl-syntax.ts'
import type { Side, TextFile } from './format.ts'
import { type Caller, type HclFile, hclFile, type ModuleFiles, moduleScope, normalized, readBeside } from './hcl-module.ts'

/** Files that make a module of Terraform or OpenTofu. */
export const MODULE_FILE = /\.(?:tf|tofu)(?:\.json)?$/i
/** Files of values that Terraform loads by itself, in the order in which it does: the later ones win. */
const VALUES = [/^terraform\.tfvars$/, /^terraform\.tfvars\.json$/, /\.auto\.tfvars(?:\.json)?$/]

/** The scope of a file of a Terraform module: what its folder and, for a module of this repository, its callers say. */
export function terraformScope(file: TextFile, side: Side, manner: 'with callers' | 'alone' = 'with callers'): Scope {
  const module = moduleOf(side, directoryOf(file.path))
  return moduleScope(manner === 'alone' ? { ...module, callers: () => [] } : module, file)
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

const modules = new WeakMap<Side, Map<string, ModuleFiles>>()

function moduleOf(side: Side, directory: string): ModuleFiles {
  const known = modules.get(side) ?? new Map<string, ModuleFiles>()
  modules.set(side, known)
  const module = known.get(directory) ?? readModule(side, directory)
  known.set(directory, module)
  return module
}

function readModule(side: Side, directory: string): ModuleFiles {
  const paths = side.folder(directory)
  const read = (path: string): readonly HclFile[] => {
    const file = side.file(path)
    return file === undefined ? [] : [hclFile(file)]
  }
  const named = (pattern: RegExp): readonly string[] =>
    paths.filter((path) => pattern.test(path.slice(directory.length))).toSorted()
  return {
    directory,
    files: paths.filter((path) => MODULE_FILE.test(path)).flatMap(read),
    values: VALUES.flatMap(named).flatMap(read),
    callers: (budget) => callersOf(side, directory, budget),
    read: readBeside(side, directory),
  }
}

/** A call of a module of this repository: the folder that it names, and where it stands. */
interface Call {
  readonly directory: string
  readonly from: TextFile
  readonly block: Block
}

const calls = new WeakMap<Side, readonly Call[]>()

function callersOf(side: Side, directory: string, budget: HclBudget): readonly Caller[] {
  const found = calls.get(side) ?? callsIn(side)
  calls.set(side, found)
  return found
    .filter((call) => call.directory === directory)
    .map(({ from, block }) => ({ block, scope: moduleScope(moduleOf(side, directoryOf(from.path)), from, budget) }))
}

function callsIn(side: Side): readonly Call[] {
  return side.paths
    .filter((path) => MODULE_FILE.test(path))
    .flatMap((path) => {
      const file = side.file(path)
      if (file === undefined || !/\bmodule\b/.test(file.text) || !/["']\.{1,2}\//.test(file.text)) return []
      return hclFile(file).body.blocks.flatMap((block) => {
        const source = block.type.text === 'module' ? sourceOf(block) : undefined
        return source === undefined
          ? []
          : [{ directory: `${normalized(directoryOf(path) + source)}/`.replace(/^\/$/, ''), from: file, block }]
      })
    })
}

/** The folder that a module names, where it is one of this repository. */
function sourceOf({ body }: Block): string | undefined {
  const source = body.attributes.find(({ name }) => name === 'source')?.value
  const [part] = source?.kind === 'template' ? source.parts : []
  return part?.kind === 'literal' && /^\.{1,2}\//.test(part.text) ? part.text : undefined
}
