import { inside, type Located } from './located.ts'

/** Every node below and including `at`, parents first; where `enter` says no, a node is given and its inside is not. */
export function* everyNode(at: Located, enter: (one: Located) => boolean = () => true): Generator<Located> {
  const open: Located[] = [at]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    yield one
    if (one.node.kind !== 'scalar' && enter(one)) open.push(...inside(one).toReversed())
  }
}
