import { evaluate } from '../languages/hcl/hcl-evaluate.ts'
import { blockEntries } from '../languages/hcl/hcl-nodes.ts'
import { type Scope, withNames } from '../languages/hcl/hcl-scope.ts'
import type { Block } from '../languages/hcl/hcl-syntax.ts'
import type { Value } from '../languages/hcl/hcl-value.ts'
import { MAX_ALTERNATIVES } from '../model/limits.ts'
import type { MapEntry } from '../model/tree.ts'
import type { Around, TextFile } from './format.ts'
import { type HclFile, hclFile, moduleScope } from './hcl-module.ts'
import { type Located, rootOf } from './located.ts'

/** Files of Docker Bake, by their name. */
export const NAMED_BAKE = /(?:^|\/)(?:docker-)?bake(?:[._-][^/]*)?\.(?:hcl|json)$|\.bake\.(?:hcl|json)$/i

/** The tree of a bake file: variables at their default (or that of `docker-bake.override.*`), targets with a `matrix` written out. */
export function bakeTree(file: TextFile, side: Around): { readonly at: Located } & Pick<HclFile, 'problem'> {
  const parsed = hclFile(file)
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const overrides = /(?:^|\/)docker-bake\.(?:hcl|json)$/i.test(file.path)
    ? ['hcl', 'json'].flatMap((end) => side.file(`${directory}docker-bake.override.${end}`) ?? [])
    : []
  const scope = moduleScope({ directory, files: [parsed, ...overrides.map(hclFile)], bare: true }, file)
  // Attributes of the file are variables too, as Bake has it.
  const own = Object.fromEntries(parsed.body.attributes.map((one) => [one.name, evaluate(one.value, scope)]))
  const inner = withNames(scope, own)
  const entries = parsed.body.blocks.flatMap((block) => (block.type.text === 'variable' ? [] : targets(block, inner, file.text)))
  const at = rootOf({ kind: 'map', span: parsed.body.span, entries })
  return parsed.problem === undefined ? { at } : { at, problem: parsed.problem }
}

function targets(block: Block, scope: Scope, source: string): readonly MapEntry[] {
  const matrix = block.body.attributes.find(({ name }) => name === 'matrix')
  const value = matrix === undefined ? undefined : evaluate(matrix.value, scope)
  if (value?.kind !== 'map') return blockEntries(block, scope, source)
  const rounds = [...value.entries].reduce<readonly Readonly<Record<string, Value>>[]>(
    (found, [name, list]) => {
      const items = list.value.kind === 'list' ? list.value.items.map((item) => item.value) : [list.value]
      return found.length * items.length > MAX_ALTERNATIVES
        ? found
        : found.flatMap((one) => items.map((item) => ({ ...one, [name]: item })))
    },
    [{}],
  )
  return rounds.flatMap((names) => blockEntries(block, withNames(scope, names), source))
}
