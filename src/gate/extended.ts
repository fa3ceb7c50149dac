import { createHash } from 'node:crypto'
import { type Answer, found } from '../model/answer.ts'
import { MAX_EXTENDED_POLICIES } from '../model/limits.ts'
import { type PinnedPlace, shownPlace } from '../model/pinned-place.ts'
import type { Node } from '../model/tree.ts'
import { UsageError } from '../model/usage-error.ts'
import type { ExtendedPolicy, PolicyInput } from '../policy/input.ts'
import { positionOf } from '../policy/mistakes.ts'
import { placesExtendedBy, readPolicy } from '../policy/read.ts'
import type { ReadPinned } from '../ports/pinned.ts'
import { decode, parsePolicyText, readNamed } from './policy-text.ts'

type Extending = Pick<PolicyInput, 'file' | 'text' | 'documents' | 'now'>

const HOW = 'correct the place; for a repository that the token of the run may not read, give one that may (`policy-token`)'

/**
 * The policies that a policy extends, each read by itself with the files that it names, from its commit. Unknown where one could not be
 * asked for. Throws `UsageError` for one that is not there or may not be read, and for every mistake in one.
 */
export async function readExtended(
  policy: Extending,
  pinned: ReadPinned | undefined,
): Promise<Answer<readonly ExtendedPolicy[]>> {
  const places = policy.documents.flatMap((document) => placesExtendedBy(document))
  const surplus = places[MAX_EXTENDED_POLICIES]
  if (surplus !== undefined)
    throw mistakeAt(policy, surplus.node, `a policy extends at most ${MAX_EXTENDED_POLICIES} others`, 'join some of them')
  const read: ExtendedPolicy[] = []
  for (const { place, node } of places) {
    if (pinned === undefined)
      throw mistakeAt(
        policy,
        node,
        `the policy extends ${shownPlace(place)}, and nothing here reads other repositories`,
        '--policies FOLDER',
      )
    const bytes = await pinned(place)
    if (bytes.kind === 'absent')
      throw mistakeAt(policy, node, `${place.repository} has no file ${place.path} at ${place.commit}`, HOW)
    if (bytes.kind === 'unknown') {
      const { kind, detail } = bytes.problem
      if (kind === 'unresolved' || kind === 'denied')
        throw mistakeAt(policy, node, `${shownPlace(place)} cannot be read: ${detail}`, HOW)
      return bytes
    }
    const one = await readOne(place, bytes.value, { pinned, now: policy.now })
    if (one.kind !== 'found') return one
    read.push(one.value)
  }
  return found(read)
}

async function readOne(
  place: PinnedPlace,
  bytes: Uint8Array,
  { pinned, now }: { readonly pinned: ReadPinned; readonly now: Date },
): Promise<Answer<ExtendedPolicy>> {
  const file = shownPlace(place)
  const text = decode(file, bytes)
  const { documents } = parsePolicyText(file, text)
  const named = await readNamed(documents, (path) => pinned({ ...place, path }))
  if (named.kind !== 'found') return named
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const source = { kind: 'file', path: place.path, repository: place.repository, commit: place.commit, digest } as const
  return found({ place, policy: readPolicy({ file, text, documents, ...named.value, source, now, isExtended: true }) })
}

function mistakeAt({ file, text }: Extending, node: Node, message: string, hint: string): UsageError {
  return new UsageError(message, hint, positionOf(file, text, node.span.start))
}
