import { type Cel, CelProblem } from './syntax.ts'

/** The macros with a target, by name: how many names they bind, and how many bodies may follow. */
const MACROS: Readonly<Record<string, readonly (readonly [names: number, bodies: number])[]>> = {
  all: [
    [1, 1],
    [2, 1],
  ],
  exists: [
    [1, 1],
    [2, 1],
  ],
  exists_one: [
    [1, 1],
    [2, 1],
  ],
  existsOne: [
    [1, 1],
    [2, 1],
  ],
  map: [
    [1, 1],
    [1, 2],
  ],
  filter: [[1, 1]],
  transformList: [
    [2, 1],
    [2, 2],
  ],
  transformMap: [
    [2, 1],
    [2, 2],
  ],
  transformMapEntry: [
    [2, 1],
    [2, 2],
  ],
  sortBy: [[1, 1]],
  optMap: [[1, 1]],
  optFlatMap: [[1, 1]],
}

/** What a call on a target is: a macro where it has the shape of one, else a call. Throws for a macro of another shape. */
export function callOn(target: Cel, name: string, args: readonly Cel[]): Cel {
  if (name === 'bind' && target.kind === 'name' && target.name === 'cel' && args.length === 3) return bind(args)
  const shapes = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined
  const shape = shapes?.find(([names, bodies]) => names + bodies === args.length && namesAre(args, names))
  if (shape !== undefined) {
    const names = args.slice(0, shape[0]).flatMap((arg) => (arg.kind === 'name' ? [arg.name] : []))
    return { kind: 'macro', macro: name, of: target, names, bodies: args.slice(shape[0]) }
  }
  if (shapes !== undefined && name !== 'sortBy') throw new CelProblem(`${name}() takes a name and an expression`)
  return { kind: 'call', target, name, args }
}

function namesAre(args: readonly Cel[], count: number): boolean {
  const names = args.slice(0, count).map((arg) => (arg.kind === 'name' && !arg.name.startsWith('.') ? arg.name : undefined))
  return names.every((name) => name !== undefined) && new Set(names).size === count
}

function bind([name, value, body]: readonly Cel[]): Cel {
  if (name?.kind !== 'name' || value === undefined || body === undefined) throw new CelProblem('cel.bind() takes a name first')
  return { kind: 'macro', macro: 'bind', of: value, names: [name.name], bodies: [body] }
}

/** The dotted name that a node spells; undefined for anything else. */
export function dotted(cel: Cel): string | undefined {
  if (cel.kind === 'name') return cel.name
  if (cel.kind !== 'select' || cel.optional) return undefined
  const of = dotted(cel.of)
  return of === undefined ? undefined : `${of}.${cel.field}`
}
