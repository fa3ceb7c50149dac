import { decodeDocument } from './decode.ts'
import type { YamlNode } from './document.ts'
import { parseDocuments } from './parser.ts'
import type { YamlLimits } from './parser-state.ts'
import type { Reader } from './resolve.ts'
import { YamlError } from './scanner-state.ts'

export type { YamlLimits } from './parser-state.ts'

/** Why a text cannot be read: the reader's own words and where. `limit` says that it is our bound that was hit, not the reader's. */
export interface YamlProblem {
  readonly problem: string
  readonly at: number
  readonly limit: boolean
}

/** One document of a stream and where it stands. */
export interface YamlDocument {
  readonly start: number
  readonly end: number
  readonly root: YamlNode
}

export interface ReadOptions {
  readonly reader: Reader
  readonly limits: YamlLimits
}

/** Every document of a stream as `reader` reads it, with offsets; nothing for the whole text when one cannot be read. */
export function readYaml(text: string, options: ReadOptions): { readonly documents: readonly YamlDocument[] } | YamlProblem {
  return guard(() => {
    const documents: YamlDocument[] = []
    for (const { start, end, root } of parseDocuments(text, options.reader, options.limits)) {
      documents.push({ start, end, root: decodeDocument(root, options.reader, options.limits.nodes) })
    }
    return { documents }
  })
}

/** The first document as Unmarshal reads it: what follows it is not looked at. Undefined for a text without any. */
export function readFirstYaml(text: string, options: ReadOptions): { readonly root: YamlNode | undefined } | YamlProblem {
  return guard(() => {
    for (const { root } of parseDocuments(text, options.reader, options.limits)) {
      return { root: decodeDocument(root, options.reader, options.limits.nodes) }
    }
    return { root: undefined }
  })
}

function guard<T>(read: () => T): T | YamlProblem {
  try {
    return read()
  } catch (error) {
    if (error instanceof YamlError) return { problem: error.message, at: error.at, limit: error.limit }
    throw error
  }
}
