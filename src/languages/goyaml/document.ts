import type { ScalarValue } from './resolve.ts'
import type { ScalarStyle } from './scanner-state.ts'

/**
 * A node as its reader means it: aliases put in, merge keys applied, of equal keys the last one, in order of first mention.
 * Offsets are UTF-16 units of the text, half-open; what came through an alias has those of the anchored text.
 */
export type YamlNode = YamlScalar | YamlMap | YamlList

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly start: number
  readonly end: number
  readonly value: ScalarValue
  /** The text as decoded, before it was resolved. */
  readonly text: string
  readonly style: ScalarStyle
  /** The tag as it resolves, if one was written: `tag:yaml.org,2002:str`, `!Ref`. */
  readonly tag: string
  /** Of a block scalar, where its lines stand: offset in `text`, offset in the source, in turns. */
  readonly lines: readonly number[]
}

export interface YamlMap {
  readonly kind: 'map'
  readonly start: number
  readonly end: number
  readonly entries: readonly YamlEntry[]
}

/** One entry; `key` is the key as text: integers, floats and booleans are converted. */
export interface YamlEntry {
  readonly key: string
  readonly at: YamlScalar
  readonly value: YamlNode
}

export interface YamlList {
  readonly kind: 'list'
  readonly start: number
  readonly end: number
  readonly items: readonly YamlNode[]
}
