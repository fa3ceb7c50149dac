import type { ScalarStyle } from './scanner-state.ts'

/** A node as it is written: aliases and merge keys still stand. Offsets are UTF-16 units, half-open. */
export type WrittenNode = WrittenScalar | WrittenMap | WrittenList | WrittenAlias

export interface WrittenScalar {
  readonly kind: 'scalar'
  readonly start: number
  readonly end: number
  readonly line: number
  readonly text: string
  readonly style: ScalarStyle
  readonly tag: string
  /** Without quotes and without a tag, or with the tag `!`. */
  readonly implicit: boolean
  readonly lines: readonly number[]
}

export interface WrittenMap {
  readonly kind: 'map'
  readonly start: number
  end: number
  readonly line: number
  readonly tag: string
  readonly pairs: WrittenNode[]
}

export interface WrittenList {
  readonly kind: 'list'
  readonly start: number
  end: number
  readonly line: number
  readonly tag: string
  readonly items: WrittenNode[]
}

export interface WrittenAlias {
  readonly kind: 'alias'
  readonly start: number
  readonly end: number
  readonly line: number
  readonly name: string
  readonly target: WrittenNode
}

/** One document of a stream. */
export interface WrittenDocument {
  readonly start: number
  readonly end: number
  readonly root: WrittenNode
}
