/** What goes wrong. `kill` ends the action's process the moment its request arrives. */
export type FaultKind =
  | '403'
  | '404'
  | '429'
  | 'secondary'
  | '500'
  | 'hang'
  | 'reset'
  | 'truncate'
  | 'kill'
  | 'wrong-sha'
  | 'not-json'

/**
 * One planned fault. `on` is a method and a part of the route (`PATCH /check-runs`), or nothing for every call; `nth` counts the calls
 * that match from 1, and without it all of them fail.
 */
export interface Fault {
  readonly on?: string
  readonly nth?: number
  readonly do: FaultKind
}

/** Decides for each call what goes wrong with it. */
export interface FaultPlan {
  next(method: string, route: string): FaultKind | undefined
}

/** Follows a list of faults, counting calls as they come. */
export function planFaults(faults: readonly Fault[]): FaultPlan {
  const counts = faults.map(() => 0)
  return {
    next: (method, route) => {
      let chosen: FaultKind | undefined
      faults.forEach((fault, index) => {
        if (!matches(fault.on, method, route)) return
        const count = (counts[index] ?? 0) + 1
        counts[index] = count
        if (fault.nth === undefined || fault.nth === count) chosen ??= fault.do
      })
      return chosen
    },
  }
}

function matches(on: string | undefined, method: string, route: string): boolean {
  if (on === undefined) return true
  const [wanted, part] = on.split(' ')
  return wanted === method && route.includes(part ?? '')
}
