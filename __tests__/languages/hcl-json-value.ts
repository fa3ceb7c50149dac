import { parseHcl } from '../../src/languages/hcl/hcl.ts'
import { evaluate } from '../../src/languages/hcl/hcl-evaluate.ts'
import { hclBudget, type Scope } from '../../src/languages/hcl/hcl-scope.ts'
import { stringOf, type Value } from '../../src/languages/hcl/hcl-value.ts'

/** A scope in which no name stands for anything. */
export function emptyScope(): Scope {
  return { file: 'a.hcl', budget: hclBudget(), resolve: () => undefined }
}

/** The value of an expression that is written in a file by itself. */
export function evaluated(source: string, scope: Scope = emptyScope()): Value | undefined {
  const { body, problem } = parseHcl(`v = ${source}\n`)
  const [attribute] = body.attributes
  return attribute === undefined || problem !== undefined ? undefined : evaluate(attribute.value, scope)
}

/** A value as JSON has it; `?` with its reason for what is unknown. */
export function jsonOf(value: Value | undefined): unknown {
  if (value === undefined) return null
  if (value.kind === 'list') return value.items.map((one) => jsonOf(one.value))
  if (value.kind === 'map') return Object.fromEntries([...value.entries].map(([key, one]) => [key, jsonOf(one.value)]))
  if (value.kind === 'choice') return { choice: value.of.map(jsonOf) }
  if (value.kind === 'unknown') return `? ${value.why}`
  if (value.kind === 'null') return null
  if (value.kind === 'bool') return value.text === 'true'
  return value.kind === 'number' ? Number(value.text) : (stringOf(value) ?? '? partly')
}
