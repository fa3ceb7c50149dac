import { operandsOf } from '../languages/github-expressions/expression.ts'
import type { Value } from '../languages/interpolation/interpolate.ts'
import { githubText } from '../languages/yaml/scalar-texts.ts'
import { MAX_ALTERNATIVES } from '../model/limits.ts'
import { child, entriesOf, itemsOf, type Node, type ScalarNode, textOf } from '../model/tree.ts'
import type { TextFile } from './format.ts'
import { normalized } from './hcl-module.ts'
import { type Located, select } from './located.ts'

/** The build arguments of one build: a value with its places, or undefined where the caller leaves it open. */
export type BuildArguments = ReadonlyMap<string, Value | undefined>

/** One build: which Dockerfile, and what it is given. */
export interface Build {
  readonly dockerfile: string
  readonly given: BuildArguments
}

/** `docker/build-push-action` and those that take the same inputs: paths are those of the repository. */
export function workflowBuilds(file: TextFile, top: Located): readonly Build[] {
  const jobs = [...select(top, 'jobs', '*'), ...select(top, 'runs')]
  return jobs.flatMap((job) =>
    select(job, 'steps', '*').flatMap((step) => {
      const input = select(step, 'with')[0]
      const args = child(input?.node, 'build-args')
      if (input === undefined || args?.kind !== 'scalar') return []
      const context = textOf(child(input.node, 'context')) ?? '.'
      const dockerfile = textOf(child(input.node, 'file')) ?? `${context}/Dockerfile`
      const matrix = select(job, 'strategy', 'matrix')[0]?.node
      return linesOf(file, args, matrix).map((given) => ({ dockerfile: normalized(dockerfile), given }))
    }),
  )
}

/** The lines `K=V` of an input, once for each row of the matrix that takes part. */
function linesOf(file: TextFile, node: ScalarNode, matrix: Node | undefined): readonly BuildArguments[] {
  const rows = matrixRows(matrix)
  return rows.map((row) => {
    const pairs = node.text.split('\n').flatMap((line): readonly (readonly [string, Value | undefined])[] => {
      const match = /^\s*([\w.-]+)=(.*?)\s*$/.exec(line)
      if (match === null) return []
      const text = filled(match[2] ?? '', row)
      return [[match[1] ?? '', text === undefined ? undefined : { text, places: [{ file: file.path, span: node.span }] }]]
    })
    return new Map(pairs)
  })
}

function filled(text: string, row: ReadonlyMap<string, string>): string | undefined {
  let known = true
  const result = text.replace(/\$\{\{(.*?)\}\}/g, (_, source: string) => {
    const [operand, ...more] = operandsOf(source)
    const value =
      more.length > 0 || operand === undefined
        ? undefined
        : operand.kind === 'literal'
          ? operand.text
          : operand.kind === 'name'
            ? row.get(operand.name.replace(/^matrix\./, ''))
            : undefined
    if (value === undefined) known = false
    return value ?? ''
  })
  return known ? result : undefined
}

/** The rows of a matrix by its lists and `include`; one empty row where there is none. */
function matrixRows(matrix: Node | undefined): readonly ReadonlyMap<string, string>[] {
  const lists = entriesOf(matrix).filter(
    ({ key, value }) => value.kind === 'list' && key.text !== 'include' && key.text !== 'exclude',
  )
  const rows = lists.reduce<readonly ReadonlyMap<string, string>[]>(
    (found, { key, value }) => {
      const texts = itemsOf(value).flatMap((one) => (one.kind === 'scalar' ? [githubText(one)] : []))
      return found.length * texts.length > MAX_ALTERNATIVES || texts.length === 0
        ? found
        : found.flatMap((row) => texts.map((text) => new Map([...row, [key.text, text]])))
    },
    [new Map()],
  )
  const included = itemsOf(child(matrix, 'include')).map(
    (one) =>
      new Map(
        entriesOf(one).flatMap(({ key, value }) => {
          const text = value.kind === 'scalar' ? githubText(value) : undefined
          return text === undefined ? [] : [[key.text, text] as const]
        }),
      ),
  )
  return included.length === 0 ? rows : [...(lists.length === 0 ? [] : rows), ...included]
}
