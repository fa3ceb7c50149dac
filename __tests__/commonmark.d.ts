/** The part of commonmark that tests and the demo use; the package ships no types. */
declare module 'commonmark' {
  export interface Node {
    readonly type: string
    readonly literal: string | null
    readonly destination: string | null
    readonly info: string | null
    readonly level: number
    readonly listType: string
    readonly firstChild: Node | null
    readonly next: Node | null
    readonly parent: Node | null
    walker(): NodeWalker
  }
  export interface NodeWalker {
    next(): { readonly entering: boolean; readonly node: Node } | null
  }
  export class Parser {
    parse(text: string): Node
  }
}
