/**
 * A half-open range of UTF-16 offsets into one file's text. Lines and columns are made only in reporters. Nodes of a rendering,
 * whose parts stand in several files, name theirs in `file`: it then counts instead of the file of the object that holds the node.
 */
export interface Span {
  readonly start: number
  readonly end: number
  readonly file?: string
}

/** A span together with the file that it lies in. */
export interface Place {
  readonly file: string
  readonly span: Span
}

/** One step into a document: a mapping key or a list position. */
export type PathStep = string | number

/**
 * Where something was found: `span` is what a reader should look at, `related` are other places that take part
 * (an ARG default, a separate tag key, a chart's appVersion), possibly in other files.
 */
export interface Origin extends Place {
  readonly related: readonly Place[]
  readonly format: string
  /** Set where what the format names never reaches the admission of a cluster by itself: it is built from, or runs elsewhere. */
  readonly applied?: 'elsewhere'
  readonly path: readonly PathStep[]
  /** What a deployer applies that holds it, where it was found in a rendering and not in the text of its file. */
  readonly entry?: string
  /** The cluster that this entry is applied to, where files tell, and the namespace that what names none is put into. */
  readonly root?: string
  readonly namespace?: string
}
