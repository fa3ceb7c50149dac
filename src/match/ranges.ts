import type { VersionOrder } from '../languages/versions/order.ts'
import type { AdvisoryRange, RangeEvent } from '../model/advisory.ts'

/** Whether a version lies in a range; `unclear` where a border or the version itself has no place in the order. */
export type Within = 'inside' | 'outside' | 'unclear'

/** At one version: what begins there comes before what ends there. */
const RANKS: Readonly<Record<RangeEvent['kind'], number>> = { introduced: 0, last_affected: 1, fixed: 2, limit: 3 }

/**
 * Evaluates a range as OSV's schema says: events in the order of their versions, whatever their order in the record; `0` is before
 * everything, `last_affected` is inside, `fixed` and `limit` are outside. Ranges of commits are never clear.
 */
export function within(version: string, range: AdvisoryRange, order: VersionOrder | undefined): Within {
  if (range.type === 'GIT' || range.events.length === 0) return 'unclear'
  const open = range.events.every(({ kind, version: at }) => kind === 'introduced' && at === '0')
  if (open) return 'inside'
  if (order === undefined || order(version, version) === undefined) return 'unclear'
  if (range.events.some((event) => !isStart(event) && order(event.version, event.version) === undefined)) return 'unclear'
  const sorted = range.events.toSorted((a, b) => compareEvents(a, b, order))
  let inside = false
  for (const event of sorted) {
    const place = isStart(event) ? 1 : order(version, event.version)
    if (place === undefined) return 'unclear'
    if (place < 0) break
    inside = event.kind === 'introduced' || (event.kind === 'last_affected' && place === 0)
  }
  return inside ? 'inside' : 'outside'
}

/** The first fixed version of a range that is newer than a version, which is what to upgrade to. */
export function fixAfter(version: string, range: AdvisoryRange, order: VersionOrder | undefined): string | undefined {
  const fixes = range.events.filter((event) => event.kind === 'fixed' && order?.(event.version, version) === 1)
  return fixes.toSorted((a, b) => order?.(a.version, b.version) ?? 0)[0]?.version
}

function isStart({ kind, version }: RangeEvent): boolean {
  return kind === 'introduced' && version === '0'
}

function compareEvents(a: RangeEvent, b: RangeEvent, order: VersionOrder): number {
  if (isStart(a) || isStart(b)) return Number(isStart(b)) - Number(isStart(a))
  return order(a.version, b.version) || RANKS[a.kind] - RANKS[b.kind]
}
