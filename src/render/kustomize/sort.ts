import type { Build } from './build.ts'
import { kindText, ORDER_FIRST, ORDER_LAST } from './config.ts'
import type { SortArgs } from './kustomization.ts'
import { placeAt } from './loader.ts'
import { Refusal } from './refusal.ts'
import { currentId, type Id } from './resource.ts'
import type { Resources } from './resources.ts'

/** Sorts the objects as `sortOptions` says, else as the deployer does. */
export function sortAll(build: Build, to: Resources, options: SortArgs | undefined): void {
  if (options === undefined) {
    if (build.options.order !== 'fifo') sortLegacy(build, to, ORDER_FIRST, ORDER_LAST)
    return
  }
  const at = placeAt({ span: options.at })
  if (options.order !== 'fifo' && options.order !== 'legacy') {
    throw new Refusal('invalid-kustomization', "the field 'sortOptions.order' must be one of [fifo, legacy]", at)
  }
  if (options.order === 'fifo') {
    if (options.legacy !== undefined)
      throw new Refusal('invalid-kustomization', 'legacySortOptions are set but the order is fifo', at)
    return
  }
  sortLegacy(build, to, options.legacy?.first ?? ORDER_FIRST, options.legacy?.last ?? ORDER_LAST)
}

function sortLegacy(build: Build, to: Resources, first: readonly string[], last: readonly string[]): void {
  const ranks = new Map([
    ...first.map((name, at) => [name, at - first.length] as const),
    ...last.map((name, at) => [name, at + 1] as const),
  ])
  const keyed = to.list.map((resource) => ({ resource, id: currentId(build, resource.node) }))
  keyed.sort((a, b) => compare(a.id, b.id, ranks))
  to.list = keyed.map(({ resource }) => resource)
}

function compare(a: Id, b: Id, ranks: ReadonlyMap<string, number>): number {
  const rank = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0)
  const [left, right] = [kindText(a), kindText(b)]
  if (left === right) return order(idSortText(a), idSortText(b))
  if (rank !== 0) return rank
  const reversed = a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '')
  return reversed ? order(right, left) : order(left, right)
}

function idSortText({ namespace, name }: Id): string {
  return `${namespace || '~X'}|${name || '~N'}`
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
