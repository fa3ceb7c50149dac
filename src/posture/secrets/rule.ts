import { createHash } from 'node:crypto'
import type { RuleHit } from '../../case/rule.ts'
import { type Field, placeOf } from '../../kubernetes/field.ts'
import { introduced, standingBase } from '../../kubernetes/introduced.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'

/** A credential in an object, as far as it may be told: the field, what it is, and the value that only tells it from another. */
export interface Credential {
  readonly field: Field
  readonly value: string
}

/** Words of a hit about a credential. None of them may hold any part of it. */
export interface CredentialWords {
  readonly says: string
  readonly why: string
  readonly fix: string
  readonly level: 'error' | 'warning'
  readonly evidence: readonly string[]
}

/** The credentials of the head side that the change brought. */
export function newCredentials<T extends Credential>(
  change: ObjectChange,
  read: (object: ManifestObject) => readonly T[],
): readonly T[] {
  const base = standingBase(change)
  const old = base === undefined ? [] : read(base)
  return introduced(old, change.head === undefined ? [] : read(change.head), ({ field, value }) => `${field.name} ${value}`)
}

/** A hit about a credential: it says where, and what kind, and nothing of the value. */
export function credentialHit(object: ManifestObject, { field }: Credential, words: CredentialWords): RuleHit {
  const label = labelOf(object)
  return {
    place: placeOf(field),
    key: createHash('sha256').update(`${label} ${field.name}`).digest('hex'),
    message: `${label} ${words.says}`,
    why: words.why,
    fix: { description: words.fix, edits: [] },
    object: label,
    evidence: words.evidence,
    level: words.level,
  }
}
