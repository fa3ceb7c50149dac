import type { Answer, Problem } from '../model/answer.ts'
import type { ReferenceFact } from '../model/facts.ts'
import type { ImageName } from '../model/image-name.ts'
import type { ImageEntry } from '../model/policy.ts'
import type { Subject } from '../model/subject.ts'

/** What a policy can ask of an image. `known` is asked of every image: that it is one and that its registry says what it is. */
export type DemandKind =
  | 'known'
  | 'allowed'
  | 'not-denied'
  | 'pinned'
  | 'platforms'
  | 'age'
  | 'signature'
  | 'attestation'
  | 'comparison'
  | 'admission'
  | 'vulnerability'

/**
 * What became of one demand on one reference. `refuted` and `unknown` name the rule that explains them and whose exceptions
 * may cover them. A demand that is not listed as proved is not proved.
 */
export type DemandOutcome = { readonly demand: DemandKind; readonly entry?: ImageEntry } & (
  | { readonly status: 'proved' }
  | {
      readonly status: 'refuted'
      readonly rule: string
      /** The rest of a sentence that starts with the image: `is not signed by "release"`. */
      readonly says: string
      readonly evidence: readonly string[]
    }
  | {
      readonly status: 'unknown'
      readonly rule: string
      readonly says: string
      readonly problem: Problem
      /** The file or the policy leaves it open for as long as it is written so, and an exception may cover that; never an outage. */
      readonly lasting: boolean
      readonly evidence: readonly string[]
    }
)

/** One touched reference with all that is known about it: the answer for its name, the entries that match, their demands. */
export interface ReferenceCase {
  readonly fact: ReferenceFact
  /** The canonical name; undefined for references that are dynamic or malformed. */
  readonly name?: ImageName
  readonly answer: Answer<Subject>
  readonly entries: readonly ImageEntry[]
  readonly demands: readonly DemandOutcome[]
  /** What became of the demands of entries on trial. They decide nothing; what is not proved of them is said as a warning. */
  readonly trials?: readonly DemandOutcome[]
}
