import type { Facts } from '../model/facts.ts'
import { formatName, formatRepository, type ImageName } from '../model/image-name.ts'
import type { Subject } from '../model/subject.ts'

/** An index that offers an image as one of its platforms. */
export type Parent = Pick<Subject, 'digest' | 'platforms'>

/**
 * Finds the indexes that offer the digest of a name as one of their platforms: what its own tag names first, then those among the facts,
 * in their order.
 */
export function parentsIn(facts: Facts): (name: ImageName) => readonly Parent[] {
  const found = facts.resolutions.flatMap(({ name, answer }) =>
    answer.kind === 'found' ? [{ name, subject: answer.value }] : [],
  )
  const offers = found.flatMap(({ name, subject }) =>
    subject.isIndex ? subject.platforms.map(({ digest }) => ({ key: `${formatRepository(name)}@${digest}`, subject })) : [],
  )
  const parents = Map.groupBy(offers, ({ key }) => key)
  const own = new Map(found.map(({ name, subject }) => [formatName(name), subject.tagIndex]))
  return (name) => {
    const others = (parents.get(`${formatRepository(name)}@${name.digest ?? ''}`) ?? []).map(({ subject }): Parent => subject)
    const index = own.get(formatName(name))
    return index === undefined ? others : [index, ...others]
  }
}
