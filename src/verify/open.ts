import type { Digest } from '../model/image-name.ts'
import type { Candidate } from './candidate.ts'
import { type Checked, pass, type Rejection, reject } from './crypto/checked.ts'
import { isUnsignedDocument } from './documents.ts'
import type { AnyMaterial } from './material.ts'
import { readTarget, type Target } from './notation/target.ts'
import { readStated, type Stated } from './statement.ts'
import { verifiers } from './verifiers/table.ts'

/** A candidate, parsed: what was signed with what, and what it says about the manifest. Nothing of it is proved yet. */
export interface Opened {
  readonly candidate: Candidate
  readonly format: string
  readonly material: Checked<AnyMaterial>
  readonly stated: Checked<Stated>
}

/** Parses a candidate with the scheme that reads its media type: one result per signature that it holds, usually one. */
export function openCandidate(candidate: Candidate, digest: Digest): readonly Opened[] {
  const opened = openFirst(candidate, digest)
  if (!opened.material.ok || opened.material.value.scheme === 'notation') return [opened]
  const { value } = opened.material
  const { content } = value
  if (content.kind !== 'dsse') return [opened]
  const others = (content.others ?? []).map((signature) => ({ ...value, content: { ...content, signature } }))
  return [opened, ...others.map((material) => ({ ...opened, material: pass(material) }))]
}

function openFirst(candidate: Candidate, digest: Digest): Opened {
  const verifier = verifiers.find(({ reads }) => reads(candidate.mediaType))
  const material = verifier?.open(candidate) ?? { ok: false, rejection: whyUnread(candidate.mediaType) }
  const stated = material.ok ? statedIn(material.value, { digest, candidate }) : material
  return { candidate, format: verifier?.format ?? candidate.mediaType.slice(0, 200), material, stated }
}

function statedIn(material: AnyMaterial, target: Target): Checked<Stated> {
  if (material.scheme === 'notation') return readTarget(material, target)
  return readStated(material.content, target.digest, material.bundle !== undefined)
}

/** Nothing is fetched of what no scheme reads: what its type says is all that is known. */
function whyUnread(mediaType: string): Rejection {
  const type = mediaType.slice(0, 200)
  return isUnsignedDocument(mediaType)
    ? reject('unsigned', `a document of type ${type} that nobody signed`, { verdict: 'unsigned' }).rejection
    : reject('unsupported', `nothing here reads ${type}`, { verdict: 'unsupported' }).rejection
}
