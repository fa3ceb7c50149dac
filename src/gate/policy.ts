import { createHash } from 'node:crypto'
import { type Answer, absent, found } from '../model/answer.ts'
import { shownPlace } from '../model/pinned-place.ts'
import type { Policy, PolicySource } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { UsageError } from '../model/usage-error.ts'
import { builtInPolicy } from '../policy/built-in.ts'
import { placesExtendedBy, readPolicy } from '../policy/read.ts'
import type { Change } from '../ports/change.ts'
import type { ReadPinned } from '../ports/pinned.ts'
import { readExtended } from './extended.ts'
import { decode, parsePolicyText, readNamed } from './policy-text.ts'

/** A policy with the text that it was read from and the repository files that it names. The built-in policy has no text. */
export interface LoadedPolicy {
  readonly policy: Policy
  readonly text: string
  readonly trustFiles: readonly string[]
}

/** The default place of the policy. */
export const DEFAULT_POLICY_PATH = '.github/preadmit.yml'

/** Where the policy is read from, and the instant of the run. */
export interface PolicyOrigin {
  readonly path: string
  readonly repository: string
  /** Whether it lives in another repository: then it must be there. */
  readonly remote: boolean
  readonly now: Date
  /** Reads what the policy extends; without it a policy that extends others cannot be used. */
  readonly pinned?: ReadPinned
}

/**
 * Reads the policy from the trusted side of the change, never from the change. Without a file at the default place the built-in
 * policy applies; a file that was named and is missing is a `UsageError`, and so is every mistake in it.
 */
export async function loadPolicy(change: Pick<Change, 'trusted'>, origin: PolicyOrigin): Promise<Answer<LoadedPolicy>> {
  const file = await change.trusted(origin.path)
  if (file.kind === 'unknown') return file
  if (file.kind === 'absent') {
    if (origin.path === DEFAULT_POLICY_PATH && !origin.remote) return found({ policy: builtInPolicy, text: '', trustFiles: [] })
    throw new UsageError(
      `the policy ${origin.path} does not exist ${placeOf(origin)}`,
      'name a file that is there, or leave the input out',
    )
  }
  const text = decode(origin.path, file.value.bytes)
  const source = {
    kind: 'file' as const,
    path: origin.path,
    repository: origin.repository,
    commit: file.value.commit,
    digest: `sha256:${createHash('sha256').update(file.value.bytes).digest('hex')}`,
  }
  const { documents } = parsePolicyText(origin.path, text)
  const named = await readNamed(documents, async (path) => {
    const answer = await change.trusted(path)
    return answer.kind === 'found' ? found(answer.value.bytes) : answer
  })
  if (named.kind !== 'found') return named
  const { files, included } = named.value
  const given = { file: origin.path, text, documents, now: origin.now }
  const extended = await readExtended(given, origin.pinned)
  if (extended.kind !== 'found') return extended
  const policy = readPolicy({ ...given, files, included, source, extended: extended.value })
  return found({ policy, text, trustFiles: [...files.keys()] })
}

function placeOf({ remote, repository }: PolicyOrigin): string {
  if (!remote) return 'on the default branch'
  return repository === '' ? 'on this disk' : `in ${repository}`
}

/**
 * A policy that a change proposes: never applied, only held against the grammar and the policy that applies. `unread`: what it extends
 * and what is not read for whoever proposes it.
 */
export type ProposedPolicy = { readonly policy: Policy } | { readonly problem: string } | { readonly unread: readonly string[] }

/** What a proposed policy is read with: files of its own side, and those policies of other repositories that the present one extends. */
export interface ProposalContext {
  readonly read: (path: string) => Promise<Uint8Array | undefined>
  readonly now: Date
  readonly present: PolicySource
  readonly pinned?: ReadPinned
}

/**
 * Reads a policy text that a change proposes. Files that it names are read from the change's own side by `read`; one that cannot be
 * read is a mistake of the policy, like one that is missing.
 */
export async function readProposed(path: string, bytes: Uint8Array, context: ProposalContext): Promise<ProposedPolicy> {
  try {
    const text = decode(path, bytes)
    const { documents } = parsePolicyText(path, text)
    const named = await readNamed(documents, async (name) => {
      const content = await context.read(name)
      return content === undefined ? absent : found(content)
    })
    if (named.kind !== 'found') return { problem: 'the files that it names could not be read' }
    const source = { kind: 'file', path, digest: '' } as const
    const unread = documents.flatMap((document) => notExtendedYet(document, context.present))
    if (unread.length > 0) return { unread }
    const given = { file: path, text, documents, now: context.now }
    const extended = await readExtended(given, context.pinned)
    if (extended.kind !== 'found') return { problem: 'the policies that it extends could not be read' }
    return { policy: readPolicy({ ...given, ...named.value, source, extended: extended.value }) }
  } catch (error) {
    if (error instanceof UsageError) return { problem: inWords(error) }
    throw error
  }
}

/** Whoever proposes a policy does not decide what is read with the token for policies: files that are extended already, at any commit. */
function notExtendedYet(document: Node, { extends: known = [] }: PolicySource): readonly string[] {
  return placesExtendedBy(document).flatMap(({ place }) =>
    known.some(({ repository, path }) => repository === place.repository && path === place.path) ? [] : [shownPlace(place)],
  )
}

function inWords({ message, hint, position }: UsageError): string {
  const line = position === undefined ? '' : `line ${position.line}: `
  return `${line}${message}${hint === undefined ? '' : `; ${hint}`}`
}
