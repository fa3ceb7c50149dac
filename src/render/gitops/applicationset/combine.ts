import { type MapValue, map, NIL, type Value } from '../../../languages/govalue/value.ts'
import { combined, overriding, type ParamSet } from './params.ts'
import { SetProblem } from './problem.ts'

type Inner = (child: Value, before?: MapValue) => readonly ParamSet[]

/** Every set of the first generator with every set that the second comes to with it; where both say something, the first counts. */
export function multiplied(children: readonly Value[], inner: Inner, go: boolean): readonly ParamSet[] {
  const [first, second, third] = children
  if (first === undefined || second === undefined || third !== undefined)
    throw new SetProblem('a matrix generator takes exactly two generators')
  return inner(first).flatMap((a) =>
    inner(second, a.values).map((b) => ({
      values: go ? overriding(b.values, a.values) : combined(a.values, b.values),
      files: [...a.files, ...b.files],
    })),
  )
}

/** The sets of the first generator, each with what the others say of the same keys. */
export function merged(children: readonly Value[], keys: readonly string[], inner: Inner, go: boolean): readonly ParamSet[] {
  const [base, ...others] = children.map((child) => byKeys(inner(child), keys))
  if (base === undefined || others.length === 0) throw new SetProblem('a merge generator takes two generators or more')
  if (keys.length === 0) throw new SetProblem('a merge generator has no mergeKeys')
  return [...base].map(([key, set]) =>
    others.reduce((one, other) => {
      const over = other.get(key)
      if (over === undefined) return one
      const values = go ? overriding(one.values, over.values) : map(new Map([...one.values.entries, ...over.values.entries]))
      return { values, files: [...one.files, ...over.files] }
    }, set),
  )
}

function byKeys(sets: readonly ParamSet[], keys: readonly string[]): ReadonlyMap<string, ParamSet> {
  const found = new Map<string, ParamSet>()
  for (const set of sets) {
    const key = JSON.stringify(keys.map((name) => plain(set.values.entries.get(name) ?? NIL)))
    if (found.has(key)) throw new SetProblem(`the parameters of one generator are not told apart by mergeKeys: ${key}`)
    found.set(key, set)
  }
  return found
}

function plain(value: Value): unknown {
  switch (value.kind) {
    case 'text':
      return value.text
    case 'bool':
    case 'float':
      return value.value
    case 'list':
      return value.items.map(plain)
    case 'map':
      return [...value.entries].map(([key, one]) => [key, plain(one)]).toSorted()
    default:
      return undefined
  }
}
