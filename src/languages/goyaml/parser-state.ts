import { peekToken, skipToken } from './scanner.ts'
import type { Scanner, Token } from './scanner-state.ts'
import type { WrittenNode } from './tree.ts'

/** Bounds of one text: nodes as written, and how deep they nest. */
export interface YamlLimits {
  readonly nodes: number
  readonly depth: number
}

/** What the parser knows while it reads. */
export interface Parser {
  readonly s: Scanner
  readonly limits: YamlLimits
  nodes: number
  depth: number
  tags: Map<string, string>
  anchors: Map<string, WrittenNode>
  /** Parses one node; collections ask for their items by it. */
  readonly node: (p: Parser, block: boolean, indentless: boolean) => WrittenNode
}

/** Takes the token that was seen and looks at the next. */
export function skipAndPeek(p: Parser): Token {
  skipToken(p.s)
  return peekToken(p.s)
}

/** A scalar where nothing is written. */
export function emptyAt(at: number, line: number): WrittenNode {
  return { kind: 'scalar', start: at, end: at, line, text: '', style: 'plain', tag: '', implicit: true, lines: [] }
}

/** Keeps a node under its anchor. */
export function remember(p: Parser, anchor: string, node: WrittenNode): void {
  if (anchor !== '') p.anchors.set(anchor, node)
}
