import type { Answer } from '../model/answer.ts'
import type { PinnedPlace } from '../model/pinned-place.ts'

/**
 * Reads a file of another repository at a commit of it. Absent where the commit has no such file; unknown where the repository or the
 * commit cannot be read.
 */
export type ReadPinned = (place: PinnedPlace) => Promise<Answer<Uint8Array>>
