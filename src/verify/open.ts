import type { Digest } from '../model/image-name.ts'
import type { Candidate } from './candidate.ts'
import { type Checked, reject } from './crypto/checked.ts'
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

/** Parses a candidate with the scheme that reads its media type. */
export function openCandidate(candidate: Candidate, digest: Digest): Opened {
  const verifier = verifiers.find(({ reads }) => reads(candidate.mediaType))
  const material =
    verifier?.open(candidate) ??
    reject('unsupported', `nothing here reads ${candidate.mediaType.slice(0, 200)}`, { verdict: 'unsupported' })
  const stated = material.ok ? statedIn(material.value, { digest, candidate }) : material
  return { candidate, format: verifier?.format ?? candidate.mediaType.slice(0, 200), material, stated }
}

function statedIn(material: AnyMaterial, target: Target): Checked<Stated> {
  if (material.scheme === 'notation') return readTarget(material, target)
  return readStated(material.content, target.digest, material.bundle !== undefined)
}
