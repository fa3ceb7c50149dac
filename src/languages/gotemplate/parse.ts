import { quote } from '../gofmt/quote.ts'
import { sliceText, type Text } from '../govalue/text.ts'
import { lex } from './lex.ts'
import { unquote } from './literal.ts'
import type { BranchNode, Node, PipeNode, Template } from './node.ts'
import { expect, fail, next, nextSolid, type Parser, peek, peekSolid, stepBack, unexpected } from './parser.ts'
import { parsePipeline } from './pipeline.ts'
import type { Token } from './token.ts'

/** Whether a function of that name exists: names are resolved while parsing, also in branches that are never taken. */
export type IsFunction = (name: string) => boolean

/**
 * The templates of one text: the one of the file itself and those that it defines, in the order of Go's tree set. Throws a `TemplateError` with
 * Go's message. `deepest` bounds the nesting of blocks and parentheses.
 */
export function parse(name: string, source: Text, isFunction: IsFunction, deepest: number): ReadonlyMap<string, Template> {
  const tokens = lex(source.text, { breakIsKeyword: !isFunction('break'), continueIsKeyword: !isFunction('continue') })
  const parser: Parser = {
    name,
    source,
    tokens,
    isFunction,
    deepest,
    templates: new Map(),
    at: 0,
    furthest: 0,
    variables: ['$'],
    actionLine: 0,
    ranges: 0,
    depth: 0,
    nesting: 0,
  }
  const list: Node[] = []
  while (peek(parser).kind !== 'EOF') {
    if (isDefine(parser)) parseDefinition(parser)
    else pushTopLevel(parser, list)
  }
  add(parser, name, list)
  return parser.templates
}

function isDefine(parser: Parser): boolean {
  if (peek(parser).kind !== 'left') return false
  const start = parser.at
  next(parser)
  if (nextSolid(parser).kind === 'define') return true
  parser.at = start
  return false
}

function pushTopLevel(parser: Parser, list: Node[]): void {
  const node = textOrAction(parser)
  if (node === 'end' || node === 'else') fail(parser, `unexpected {{${node}}}`)
  else list.push(node)
}

function add(parser: Parser, name: string, list: readonly Node[]): void {
  const old = parser.templates.get(name)
  if (old !== undefined && !isEmpty(old.list)) {
    if (!isEmpty(list)) fail(parser, `template: multiple definition of template ${quote(name)}`)
    return
  }
  parser.templates.delete(name)
  parser.templates.set(name, { name, parsedAs: parser.name, source: parser.source, list })
}

/** Whether a template holds nothing but space: such a one never replaces another. */
export function isEmpty(list: readonly Node[]): boolean {
  return list.every((node) => node.kind === 'text' && node.text.text.trim() === '')
}

/** What a tree of its own keeps while it is parsed: its variables; ranges around it do not count. */
function withOwnScope<T>(parser: Parser, work: () => T): T {
  const { variables, ranges, actionLine, depth } = parser
  parser.variables = ['$']
  parser.ranges = 0
  parser.actionLine = 0
  parser.depth = 0
  const result = work()
  Object.assign(parser, { variables, ranges, actionLine, depth })
  return result
}

function parseDefinition(parser: Parser): void {
  const context = 'define clause'
  const token = nextSolid(parser)
  if (token.kind !== 'string' && token.kind !== 'raw') unexpected(parser, token, context)
  const name = nameOf(parser, token)
  expect(parser, 'right', context)
  withOwnScope(parser, () => {
    const [list, end] = itemList(parser)
    if (end !== 'end') fail(parser, `unexpected {{${end}}} in ${context}`)
    add(parser, name, list)
  })
}

function nameOf(parser: Parser, token: Token): string {
  return unquote(token.value) ?? fail(parser, 'invalid syntax')
}

function itemList(parser: Parser): readonly [readonly Node[], 'end' | 'else'] {
  const list: Node[] = []
  if (++parser.nesting > parser.deepest) fail(parser, 'blocks are nested too deep')
  while (peekSolid(parser).kind !== 'EOF') {
    const node = textOrAction(parser)
    if (node === 'end' || node === 'else') {
      parser.nesting--
      return [list, node]
    }
    list.push(node)
  }
  return fail(parser, 'unexpected EOF')
}

function textOrAction(parser: Parser): Node | 'end' | 'else' {
  const token = nextSolid(parser)
  if (token.kind === 'text') return { kind: 'text', at: token.start, text: sliceText(parser.source, token.start, token.end) }
  if (token.kind !== 'left') return unexpected(parser, token, 'input')
  parser.actionLine = token.line
  const node = parseAction(parser)
  parser.actionLine = 0
  return node
}

function parseAction(parser: Parser): Node | 'end' | 'else' {
  const token = nextSolid(parser)
  switch (token.kind) {
    case 'block':
      return parseBlock(parser)
    case 'break':
    case 'continue':
      return parseLeave(parser, token)
    case 'else':
      return parseElse(parser)
    case 'end':
      expect(parser, 'right', 'end')
      return 'end'
    case 'if':
    case 'range':
    case 'with':
      return parseControl(parser, token.kind)
    case 'template':
      return parseTemplate(parser)
    default:
  }
  stepBack(parser)
  const { start } = peek(parser)
  return { kind: 'action', at: start, pipe: parsePipeline(parser, 'command', 'right') }
}

function parseLeave(parser: Parser, { kind, start }: Token): Node {
  const leave = kind === 'break' ? 'break' : 'continue'
  const token = nextSolid(parser)
  if (token.kind !== 'right') unexpected(parser, token, `{{${leave}}}`)
  if (parser.ranges === 0) fail(parser, `{{${leave}}} outside {{range}}`)
  return { kind: leave, at: start }
}

function parseElse(parser: Parser): 'else' {
  const following = peekSolid(parser)
  if (following.kind !== 'if' && following.kind !== 'with') expect(parser, 'right', 'else')
  return 'else'
}

function parseControl(parser: Parser, kind: BranchNode['kind']): BranchNode {
  const mark = parser.variables.length
  const pipe = parsePipeline(parser, kind, 'right')
  if (kind === 'range') parser.ranges++
  const [list, end] = itemList(parser)
  if (kind === 'range') parser.ranges--
  const otherwise = end === 'else' ? parseOtherwise(parser, kind) : undefined
  parser.variables.length = mark
  return { kind, at: pipe.at, pipe, list, otherwise }
}

function parseOtherwise(parser: Parser, kind: BranchNode['kind']): readonly Node[] {
  if (kind !== 'range' && peek(parser).kind === kind) {
    next(parser)
    return [parseControl(parser, kind)]
  }
  const [list, end] = itemList(parser)
  if (end !== 'end') fail(parser, `expected end; found {{${end}}}`)
  return list
}

function parseBlock(parser: Parser): Node {
  const context = 'block clause'
  const token = nextSolid(parser)
  const name = templateName(parser, token, context)
  const pipe = parsePipeline(parser, context, 'right')
  withOwnScope(parser, () => {
    const [list, end] = itemList(parser)
    if (end !== 'end') fail(parser, `unexpected {{${end}}} in ${context}`)
    add(parser, name, list)
  })
  return { kind: 'template', at: token.start, name, pipe }
}

function parseTemplate(parser: Parser): Node {
  const context = 'template clause'
  const token = nextSolid(parser)
  const name = templateName(parser, token, context)
  let pipe: PipeNode | undefined
  if (nextSolid(parser).kind !== 'right') {
    stepBack(parser)
    pipe = parsePipeline(parser, context, 'right')
  }
  return { kind: 'template', at: token.start, name, pipe }
}

function templateName(parser: Parser, token: Token, context: string): string {
  return token.kind === 'string' || token.kind === 'raw' ? nameOf(parser, token) : unexpected(parser, token, context)
}
