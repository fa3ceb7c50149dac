import type { Answer } from './answer.ts'
import type { Digest, ImageName } from './image-name.ts'

/** One platform of an index: `linux/amd64`, `linux/arm/v7`. */
export interface PlatformImage {
  readonly platform: string
  readonly digest: Digest
  readonly mediaType: string
  readonly size: number
}

/**
 * What a name stands for, from bytes that were hashed. `platforms` is empty for an image manifest that is not an index (its
 * own platform is then in the config, if that was read). `tagDigest` is what the tag names now, asked only when the
 * reference carries tag and digest.
 */
export interface Subject {
  readonly name: ImageName
  readonly digest: Digest
  readonly mediaType: string
  readonly size: number
  readonly isIndex: boolean
  readonly platforms: readonly PlatformImage[]
  readonly tagDigest?: Answer<Digest>
  readonly config?: ImageConfig
}

/**
 * A credential in an image config, told by its shape, as the password of a URL, or by the name of a variable. The value is no part
 * of it. `name` is the variable, the label or the instruction; `detector` says what it is.
 */
export interface ImageSecret {
  readonly place: 'env' | 'label' | 'history'
  readonly name: string
  readonly kind: 'shape' | 'url' | 'name'
  readonly detector: string
}

/** The facts of an image config that rules compare. Absent fields were not set in the config. */
export interface ImageConfig {
  readonly platform: string
  readonly created?: string
  readonly user?: string
  /** Labels whose value or key holds a credential have it hidden. */
  readonly labels: readonly (readonly [string, string])[]
  /** Credentials that the config holds; left out when nobody looked. */
  readonly secrets?: readonly ImageSecret[]
}

/** The answer for one distinct name. Failures of one name never touch another. */
export interface Resolution {
  readonly name: ImageName
  readonly answer: Answer<Subject>
}
