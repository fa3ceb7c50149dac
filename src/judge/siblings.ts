import type { Facts } from '../model/facts.ts'
import { formatRepository, type ImageName } from '../model/image-name.ts'
import type { Subject } from '../model/subject.ts'

/** The indexes among the facts that offer the digest of a name as one of their platforms. */
export function parentsOf(facts: Facts, name: ImageName): readonly Subject[] {
  return facts.resolutions.flatMap(({ name: other, answer }) => {
    if (answer.kind !== 'found' || formatRepository(other) !== formatRepository(name)) return []
    return answer.value.isIndex && answer.value.platforms.some(({ digest }) => digest === name.digest) ? [answer.value] : []
  })
}
