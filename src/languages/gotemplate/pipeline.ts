import { quote } from '../gofmt/quote.ts'
import { derivedText, sliceText, sourcesOfText, type Text } from '../govalue/text.ts'
import { bool } from '../govalue/value.ts'
import { describe } from './describe.ts'
import { unquote } from './literal.ts'
import type { CommandNode, Operand, PipeNode, VariableNode } from './node.ts'
import { idealConstant, readNumber } from './number.ts'
import { fail, next, nextSolid, type Parser, peek, peekSolid, stepBack, unexpected } from './parser.ts'
import type { Token, TokenKind } from './token.ts'

const STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'rune',
  'complex',
  '.',
  'field',
  'identifier',
  'number',
  'nil',
  'raw',
  'string',
  'variable',
  'open',
])

/** A pipeline up to and with the token `end`. */
export function parsePipeline(parser: Parser, context: string, end: 'right' | 'close'): PipeNode {
  const { start } = peekSolid(parser)
  const declares: VariableNode[] = []
  const assigns = parseDeclarations(parser, context, declares)
  const commands: CommandNode[] = []
  for (;;) {
    const token = nextSolid(parser)
    if (token.kind === end) break
    if (!STARTS.has(token.kind)) unexpected(parser, token, context)
    stepBack(parser)
    commands.push(parseCommand(parser))
  }
  checkPipeline(parser, commands, context)
  return { kind: 'pipe', at: start, declares, assigns, commands }
}

/** `$x :=`, `$x =`, and in `range` `$i, $x :=`. Answers whether they are assigned. */
function parseDeclarations(parser: Parser, context: string, declares: VariableNode[]): boolean {
  for (;;) {
    const variable = peekSolid(parser)
    if (variable.kind !== 'variable') return false
    const start = parser.at
    next(parser)
    const following = peekSolid(parser)
    if (following.kind === 'assign' || following.kind === 'declare') {
      nextSolid(parser)
      declare(parser, variable, declares)
      return following.kind === 'assign'
    }
    if (following.kind !== 'char' || following.value !== ',') {
      parser.at = start
      return false
    }
    nextSolid(parser)
    declare(parser, variable, declares)
    if (context !== 'range' || declares.length >= 2) fail(parser, `too many declarations in ${context}`)
    const then = peekSolid(parser).kind
    if (then !== 'variable' && then !== 'right' && then !== 'close') fail(parser, 'range can only initialize variables')
  }
}

function declare(parser: Parser, token: Token, declares: VariableNode[]): void {
  declares.push(variableNode(token.start, token.value))
  parser.variables.push(token.value)
}

function variableNode(at: number, written: string): VariableNode {
  const [name = '', ...fields] = written.split('.')
  return { kind: 'variable', at, name, fields }
}

function checkPipeline(parser: Parser, commands: readonly CommandNode[], context: string): void {
  if (commands.length === 0) fail(parser, `missing value for ${context}`)
  for (const [index, command] of commands.entries()) {
    if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(command.args[0].kind)) {
      fail(parser, `non executable command in pipeline stage ${index + 1}`)
    }
  }
}

function parseCommand(parser: Parser): CommandNode {
  const { start } = peekSolid(parser)
  const args: Operand[] = []
  for (;;) {
    peekSolid(parser)
    const operand = parseOperand(parser)
    if (operand !== undefined) args.push(operand)
    const token = next(parser)
    if (token.kind === 'space') continue
    if (token.kind === 'right' || token.kind === 'close') stepBack(parser)
    else if (token.kind !== 'pipe') unexpected(parser, token, 'operand')
    break
  }
  const [first, ...rest] = args
  return first === undefined ? fail(parser, 'empty command') : { kind: 'command', at: start, args: [first, ...rest], rest }
}

function parseOperand(parser: Parser): Operand | undefined {
  const node = parseTerm(parser)
  if (node === undefined || peek(parser).kind !== 'field') return node
  const at = peek(parser).start
  const fields: string[] = []
  while (peek(parser).kind === 'field') fields.push(next(parser).value.slice(1))
  switch (node.kind) {
    case 'field':
      return { ...node, at, fields: [...node.fields, ...fields] }
    case 'variable':
      return { ...node, at, fields: [...node.fields, ...fields] }
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return fail(parser, `unexpected . after term ${quote(describe(node))}`)
    default:
      return { kind: 'chain', at, of: node, fields }
  }
}

function parseTerm(parser: Parser): Operand | undefined {
  const token = nextSolid(parser)
  const at = token.start
  switch (token.kind) {
    case 'identifier':
      if (!parser.isFunction(token.value)) fail(parser, `function ${quote(token.value)} not defined`)
      return { kind: 'identifier', at, name: token.value }
    case '.':
      return { kind: 'dot', at }
    case 'nil':
      return { kind: 'nil', at }
    case 'variable':
      return useVariable(parser, token)
    case 'field':
      return { kind: 'field', at, fields: [token.value.slice(1)] }
    case 'bool':
      return { kind: 'bool', at, value: bool(token.value === 'true', undefined) }
    case 'rune':
    case 'complex':
    case 'number':
      return parseNumber(parser, token.kind, token)
    case 'open':
      return parseParenthesis(parser)
    case 'string':
    case 'raw':
      return parseString(parser, token)
    default:
      stepBack(parser)
      return undefined
  }
}

function useVariable(parser: Parser, token: Token): Operand {
  const node = variableNode(token.start, token.value)
  return parser.variables.includes(node.name) ? node : fail(parser, `undefined variable ${quote(node.name)}`)
}

function parseParenthesis(parser: Parser): Operand {
  if (parser.depth >= parser.deepest) fail(parser, 'max expression depth exceeded')
  parser.depth++
  const pipe = parsePipeline(parser, 'parenthesized pipeline', 'close')
  parser.depth--
  return pipe
}

function parseNumber(parser: Parser, kind: 'rune' | 'complex' | 'number', token: Token): Operand {
  const readings = readNumber(kind, token.value)
  if (typeof readings === 'string') return fail(parser, readings)
  const place = sliceText(parser.source, token.start, token.end)
  return {
    ...readings,
    kind: 'number',
    at: token.start,
    written: token.value,
    ideal: idealConstant(token.value, readings, sourcesOfText(place)),
    place,
  }
}

function parseString(parser: Parser, token: Token): Operand {
  const decoded = unquote(token.value)
  if (decoded === undefined) return fail(parser, 'invalid syntax')
  const inner: Text = sliceText(parser.source, token.start + 1, token.end - 1)
  return { kind: 'string', at: token.start, written: token.value, value: derivedText(decoded, [inner]) }
}
