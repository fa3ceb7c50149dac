import { scoreV2 } from './v2.ts'
import { scoreV3 } from './v3.ts'
import { scoreV4 } from './v4.ts'

/**
 * The score from 0 to 10 of a CVSS vector of version 2.0, 3.0, 3.1 or 4.0: the base score, for 4.0 with the maturity of exploits where
 * it is given. Temporal and environmental metrics of other versions do not count. Undefined for a text that is no such vector.
 */
export function cvssScore(vector: string): number | undefined {
  if (vector.startsWith('CVSS:4.0/')) return scoreV4(vector)
  return vector.startsWith('CVSS:3.') ? scoreV3(vector) : scoreV2(vector)
}
