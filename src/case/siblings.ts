import type { Facts } from '../model/facts.ts'
import { formatRepository, type ImageName } from '../model/image-name.ts'
import type { Subject } from '../model/subject.ts'

/** Finds the indexes among the facts that offer the digest of a name as one of their platforms, in the order of the facts. */
export function parentsIn(facts: Facts): (name: ImageName) => readonly Subject[] {
  const offers = facts.resolutions.flatMap(({ name, answer }) =>
    answer.kind === 'found' && answer.value.isIndex
      ? answer.value.platforms.map(({ digest }) => ({ key: `${formatRepository(name)}@${digest}`, subject: answer.value }))
      : [],
  )
  const parents = Map.groupBy(offers, ({ key }) => key)
  return (name) => (parents.get(`${formatRepository(name)}@${name.digest ?? ''}`) ?? []).map(({ subject }) => subject)
}
