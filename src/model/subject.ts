import type { Answer, Problem } from './answer.ts'
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
  /** What the tag names now, where that is an index that offers this image as one of its platforms. */
  readonly tagIndex?: { readonly digest: Digest; readonly platforms: readonly PlatformImage[] }
  /** Of an index, the config of one of its platforms; left out when nobody asked, or it has none. */
  readonly config?: ImageConfig
  /** Why the config of an image that is only compared could not be read. */
  readonly configProblem?: Problem
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

/**
 * The facts of an image config, and of the manifest that names it, that rules compare. Absent fields were not set; a list that is
 * absent was not looked at. Wherever a credential stood, it is hidden.
 */
export interface ImageConfig {
  readonly platform: string
  readonly created?: string
  readonly user?: string
  readonly labels: readonly (readonly [string, string])[]
  /** Credentials that the config holds. */
  readonly secrets?: readonly ImageSecret[]
  /** The words that a container starts with unless its pod says otherwise. */
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  /** The ports that it declares, as `8080/tcp`. */
  readonly ports?: readonly string[]
  /** The variables that weaken something, each with the part of its value that does (see `weakeningPart`). No others are kept. */
  readonly weakening?: readonly (readonly [string, string])[]
  /** The image that it says it was built on, by an annotation or a label. */
  readonly baseName?: string
  /** Bytes of its layers as they are pulled, each once, as the manifest states them. */
  readonly compressedSize?: number
}

/** The answer for one distinct name. Failures of one name never touch another. */
export interface Resolution {
  readonly name: ImageName
  readonly answer: Answer<Subject>
}
