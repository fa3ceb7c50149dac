import type { Repository } from '../model/image-name.ts'
import type { ImageEntry, Policy } from '../model/policy.ts'
import { matchesRepository } from './pattern.ts'

/** Every entry of `images` that applies to a repository. All of them bind; none outranks another. */
export function entriesFor(policy: Policy, name: Repository): readonly ImageEntry[] {
  return policy.images.filter(
    (entry) =>
      entry.match.some((pattern) => matchesRepository(pattern, name)) &&
      !entry.except.some((pattern) => matchesRepository(pattern, name)),
  )
}

/** Whether judging an image needs its config: only that says when an image says that it was made, and for which platform it is. */
export function needsConfig(policy: Policy, name: Repository): boolean {
  return entriesFor(policy, name).some(
    ({ minAgeBy, maxAgeBy, platforms }) => minAgeBy !== undefined || maxAgeBy !== undefined || platforms.length > 0,
  )
}

/** Whether judging an image needs a proven time: everything that was signed about it may prove one. */
export function needsProvenTime(policy: Policy, name: Repository): boolean {
  return entriesFor(policy, name).some(
    ({ minAgeSeconds, minAgeBy, maxAgeSeconds, maxAgeBy }) =>
      (minAgeSeconds !== undefined && minAgeBy === undefined) || (maxAgeSeconds !== undefined && maxAgeBy === undefined),
  )
}

/** The platforms that the policy demands of an image, in the order of its entries. */
export function demandedPlatforms(policy: Policy, name: Repository): readonly string[] {
  return entriesFor(policy, name).flatMap(({ platforms }) => platforms)
}
