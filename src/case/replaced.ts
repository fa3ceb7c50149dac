import type { Subject } from '../model/subject.ts'
import type { ReferenceCase } from './case.ts'
import type { Lookup } from './lookup.ts'

/** The image that stood where a reference stands now; undefined when none did, or its registry did not say what it was. */
export function replacedBy({ fact }: ReferenceCase, lookup: Lookup): Subject | undefined {
  if (fact.replaces?.kind !== 'static') return undefined
  const then = lookup.subject(fact.replaces.name)
  return then.kind === 'found' ? then.value : undefined
}
