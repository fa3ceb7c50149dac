import type { Advisory } from '../model/advisory.ts'

/** Ids that mean one flaw, under the name that people know it by. */
export interface Flaw {
  readonly id: string
  /** The other ids, sorted. */
  readonly aliases: readonly string[]
}

const CVE = /(?:^|-)(CVE-\d{4}-\d{4,})$/

/**
 * Puts advisories of one flaw together: by their own ids and aliases, and by the flaw that a distribution's advisory is about where it is
 * about exactly one. What is only related is not joined. Gives the flaw of an advisory's id.
 */
export function flawsOf(ids: readonly string[], record: (id: string) => Advisory | undefined): (id: string) => Flaw {
  const parents = new Map<string, string>()
  const root = (id: string): string => {
    let at = id
    for (let up = parents.get(at); up !== undefined && up !== at; up = parents.get(at)) at = up
    return at
  }
  const names = new Map(ids.map((id) => [id, namesOf(id, record(id))]))
  for (const [id, others] of names)
    for (const other of others) {
      const [a, b] = [root(id), root(other)]
      if (a !== b) parents.set(b, a)
    }
  const groups = Map.groupBy(new Set([...names].flatMap(([id, others]) => [id, ...others])), root)
  const flaws = new Map([...groups].map(([key, members]) => [key, named(members)]))
  return (id) => flaws.get(root(id)) ?? { id, aliases: [] }
}

function namesOf(id: string, advisory: Advisory | undefined): readonly string[] {
  const inside = CVE.exec(id)?.[1]
  const own = inside === undefined || inside === id ? [] : [inside]
  if (advisory === undefined) return own
  return [...own, ...advisory.aliases, ...(advisory.upstream.length === 1 ? advisory.upstream : [])]
}

/** A CVE before all others, then GitHub's id. */
function named(members: readonly string[]): Flaw {
  const sorted = members.toSorted()
  const id = sorted.find((one) => /^CVE-/.test(one)) ?? sorted.find((one) => /^GHSA-/.test(one)) ?? sorted[0] ?? ''
  return { id, aliases: sorted.filter((one) => one !== id) }
}
