import { type Cel, partsOf } from '../cel/syntax.ts'

/** A chain of fields below a name, such as `object.spec.replicas`: the fields, without the name. */
export type Mention = readonly string[]

/**
 * The parts of `object` that an expression may look at, those of the variables that it uses included, in the order in which they are
 * written. The empty mention is the whole object.
 */
export function mentionsOf(cel: Cel, variables: ReadonlyMap<string, Cel>): readonly Mention[] {
  const mentions = new Map<string, Mention>()
  const seen = new Set<string>()
  const pending: Cel[] = [cel]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const chain = chainOf(next)
    if (chain?.root === 'object') mentions.set(JSON.stringify(chain.fields), chain.fields)
    // Which variables are meant is not said: they may be about any part.
    if (chain?.root === 'variables' && chain.fields.length === 0) mentions.set('[]', [])
    const variable = chain?.root === 'variables' ? chain.fields[0] : undefined
    if (variable !== undefined && !seen.has(variable)) {
      seen.add(variable)
      const body = variables.get(variable)
      if (body !== undefined) pending.push(body)
    }
    // Behind a chain that was taken whole there are only keys, which may look at other parts.
    const deeper = chain === undefined ? partsOf(next) : chain.keys
    pending.push(...deeper.toReversed())
  }
  return [...mentions.values()]
}

/** The part of `object` that an expression is, whole; undefined for anything else. */
export function partOf(cel: Cel): Mention | undefined {
  const chain = chainOf(cel)
  return chain?.root === 'object' && chain.whole ? chain.fields : undefined
}

interface Chain {
  readonly root: string
  readonly fields: readonly string[]
  readonly keys: readonly Cel[]
  /** Whether nothing stands behind the fields. */
  readonly whole: boolean
}

const ROOTS = new Set(['object', 'variables', 'request'])

/** The chain that a node is; what stands behind a position or a computed key belongs to the whole before it. */
function chainOf(cel: Cel): Chain | undefined {
  const steps: (string | undefined)[] = []
  const keys: Cel[] = []
  let at = cel
  for (;;) {
    if (at.kind === 'select' || at.kind === 'has') steps.push(at.field)
    else if (at.kind === 'index') {
      const text = at.at.kind === 'literal' && at.at.value.kind === 'string' ? at.at.value.value : undefined
      steps.push(text)
      if (text === undefined) keys.push(at.at)
    } else break
    at = at.of
  }
  if (at.kind !== 'name' || !ROOTS.has(at.name)) return undefined
  const all = steps.toReversed()
  const inRequest = at.name === 'request'
  // The request holds the object too; the request as a whole is the whole object.
  if (inRequest && all[0] !== 'object' && all.length > 0 && all[0] !== undefined) return undefined
  const fields = inRequest ? all.slice(1) : all
  const end = fields.indexOf(undefined)
  const known = fields.slice(0, end < 0 ? undefined : end).filter((step) => step !== undefined)
  return { root: inRequest ? 'object' : at.name, fields: known, keys, whole: end < 0 }
}
