import { type Cel, partsOf } from '../../languages/cel/syntax.ts'

/** A chain of fields below a name, such as `object.spec.replicas`: the fields, without the name. */
export type Mention = readonly string[]

/**
 * The parts of `object` that an expression may look at, those of the variables that it uses included, in the order in which they are
 * written. The empty mention is the whole object.
 */
export function mentionsOf(cel: Cel, variables: ReadonlyMap<string, Cel>): readonly Mention[] {
  const mentions = chainsIn(cel, variables).flatMap(({ root, fields }): readonly Mention[] => {
    if (root === 'object') return [fields]
    // What looks back is about the change itself. Which variables are meant is not always said: they may be about any part.
    return root === 'oldObject' || (root === 'variables' && fields.length === 0) ? [[]] : []
  })
  return [...new Map(mentions.map((mention) => [JSON.stringify(mention), mention])).values()]
}

/** Whether an expression looks at what stood there before, or at whether anything did: then it is about the change itself. */
export function looksBack(cel: Cel, variables: ReadonlyMap<string, Cel>): boolean {
  return chainsIn(cel, variables).some(({ root }) => root === 'oldObject')
}

/** Every chain of an expression, those of the variables that it uses included. */
function chainsIn(cel: Cel, variables: ReadonlyMap<string, Cel>): readonly Chain[] {
  const chains: Chain[] = []
  const seen = new Set<string>()
  const pending: Cel[] = [cel]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const chain = chainOf(next)
    if (chain !== undefined) chains.push(chain)
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
  return chains
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

const ROOTS = new Set(['object', 'oldObject', 'variables', 'request'])
const BACK = new Set<string | undefined>(['oldObject', 'operation'])

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
  if (inRequest && BACK.has(all[0])) return { root: 'oldObject', fields: [], keys, whole: false }
  // The request holds the object too; the request as a whole is the whole object.
  if (inRequest && all[0] !== 'object' && all.length > 0 && all[0] !== undefined) return undefined
  const fields = inRequest ? all.slice(1) : all
  const end = fields.indexOf(undefined)
  const known = fields.slice(0, end < 0 ? undefined : end).filter((step) => step !== undefined)
  return { root: inRequest ? 'object' : at.name, fields: known, keys, whole: end < 0 }
}
