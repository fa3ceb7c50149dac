import { matchesGlob } from '../model/glob.ts'
import type { Repository } from '../model/image-name.ts'
import type { ImageEntry, Policy } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import { matchesRepository } from './pattern.ts'

/**
 * Every entry of `images` that applies to a repository that a file names. All of them bind; none outranks another. Without a file every
 * entry for the repository does, wherever it holds.
 */
export function entriesFor(policy: Policy, name: Repository, file?: string): readonly ImageEntry[] {
  return policy.images.filter(
    (entry) =>
      (file === undefined || holdsIn(entry, file)) &&
      entry.match.some((pattern) => matchesRepository(pattern, name)) &&
      !entry.except.some((pattern) => matchesRepository(pattern, name)),
  )
}

/** The file that decides which entries apply to a reference; none for a name given on the command line, to which all of them apply. */
export function fileOf({ origin }: ImageReference): string | undefined {
  return origin.format === 'argument' ? undefined : origin.file
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

function holdsIn({ paths, exceptPaths }: ImageEntry, file: string): boolean {
  const among = (patterns: readonly string[]): boolean => patterns.some((pattern) => matchesGlob(pattern, file))
  return (paths === undefined || among(paths)) && (exceptPaths === undefined || !among(exceptPaths))
}
