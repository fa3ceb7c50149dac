import type { Place, Span } from './span.ts'

/**
 * A scalar of a deployment file. `path` are the keys that lead to it; an item of a list is `[name]` where it has a name and `*` where not, so
 * that moving an item changes nothing. A line of a text that has no documents is a scalar too.
 */
export interface Scalar {
  readonly path: readonly string[]
  readonly text: string
  readonly span: Span
}

/** The last keys of values that the templates of a chart name images with, and the lines (`line:…`) that take part in it; `any` where that is not known. */
export type ImageKeys = ReadonlySet<string> | 'any'

/** A document with its scalars: what it is, for those who know which programs read what. `format` is empty where no format claims it. */
export interface ScalarDocument {
  readonly file: string
  readonly format: string
  readonly apiVersion?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  readonly scalars: readonly Scalar[]
  /** In a chart: what takes part in naming its images. */
  readonly imageKeys?: ImageKeys
}

/**
 * A scalar that one side has and the other has not. `document` is the one that holds it: of the head side, or of the base for what was
 * removed. `gone` says how much went with it: only the scalar (`head` is then what its document became), its document, or its file.
 */
export interface ScalarChange {
  readonly kind: 'added' | 'altered' | 'removed'
  readonly document: ScalarDocument
  readonly scalar: Scalar
  readonly before?: Scalar
  readonly gone?: 'scalar' | 'document' | 'file'
  readonly head?: ScalarDocument
}

/** Who answers for a changed scalar; `open` where nobody who was asked does. */
export type Account = 'ruled' | 'judged' | 'inert' | 'open'

/** One of those who may answer for a changed scalar: discovery for its references, a schema for what means nothing, a rendering. */
export type Accountant = (change: ScalarChange) => Account

/** How many scalars a change has, and who answers for them. */
export interface Accounted {
  readonly changed: number
  readonly ruled: number
  readonly judged: number
  readonly inert: number
  readonly unaccounted: number
}

/**
 * Something that changed, could decide an image, and has no ruling. `deciding`: `program` is known to read it for an image; `looks-like`: it
 * only looks like a part of a reference. `keys` are all the places of the document that this stands for; `before` and `after` are what
 * stood and stands at the first, where that is no secret.
 */
export interface Unaccounted {
  readonly kind: 'deciding' | 'looks-like'
  readonly place: Place
  readonly name: string
  readonly program: string
  readonly change: 'added' | 'altered' | 'removed'
  /** What would answer the question. */
  readonly answer: string
  readonly keys: readonly string[]
  readonly before?: string
  readonly after?: string
}

/** Who reads a changed value that nobody could follow any further, and what would answer for it. */
export interface OpenValue {
  readonly program: string
  readonly answer: string
}
