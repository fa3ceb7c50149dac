import type { Node, ScalarNode } from '../../model/tree.ts'

/** A value that no file decides, as it is printed: no YAML value, so that nobody takes it for one. */
const UNKNOWN = '‹not known›'

/** A document as lines of block YAML, one scalar each, for people to read and for tools that read YAML. */
export function printNode(node: Node): readonly string[] {
  const lines: string[] = []
  print(lines, node, '', '')
  return lines
}

/** Adds the lines of a node: `first` before the first of them, `rest` before all others. */
function print(lines: string[], node: Node, first: string, rest: string): void {
  if (node.kind === 'scalar') add(lines, linesOf(node, ''), first, rest)
  else if (node.kind === 'list') {
    if (node.items.length === 0) lines.push(`${first}[]`)
    for (const [index, item] of node.items.entries()) print(lines, item, `${index === 0 ? first : rest}- `, `${rest}  `)
  } else {
    if (node.entries.length === 0) lines.push(`${first}{}`)
    for (const [index, { key, value }] of node.entries.entries())
      printEntry(lines, key.text, value, index === 0 ? first : rest, rest)
  }
}

function printEntry(lines: string[], key: string, value: Node, first: string, rest: string): void {
  const name = isPlain(key) ? key : JSON.stringify(key)
  if (value.kind === 'scalar') {
    add(lines, linesOf(value, `${name}:`), first, rest)
    return
  }
  const isEmpty = value.kind === 'map' ? value.entries.length === 0 : value.items.length === 0
  const inside = value.kind === 'list' ? rest : `${rest}  `
  if (isEmpty) print(lines, value, `${first}${name}: `, inside)
  else {
    lines.push(`${first}${name}:`)
    print(lines, value, inside, inside)
  }
}

function add(lines: string[], more: readonly string[], first: string, rest: string): void {
  for (const [index, line] of more.entries()) lines.push((index === 0 ? first : rest) + line)
}

function linesOf(scalar: ScalarNode, name: string): readonly string[] {
  const start = name === '' ? '' : `${name} `
  if (scalar.unknown !== undefined) return [`${start}${UNKNOWN} # ${scalar.unknown.why.replaceAll(/\s+/g, ' ')}`]
  const { text } = scalar
  if (scalar.plain) return [text === '' ? name : start + text]
  if (/^[^\n\r\t]+(?:\n[^\r\t]*)+$/.test(text) && !/^ |[^\n] \n| $/.test(text) && name !== '') {
    const lines = text.replace(/\n$/, '').split('\n')
    return [`${name} |${text.endsWith('\n') ? '' : '-'}`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))]
  }
  return [start + (isPlain(text) ? text : JSON.stringify(text))]
}

/** Whether every reader of YAML takes a text for itself without quotes. */
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z/$._][\w./$@:+-]*(?: [\w./$@:+-]+)*$/.test(text) &&
    !/^(?:y|n|yes|no|on|off|true|false|null|\.inf|\.nan)$/i.test(text) &&
    !/:(?: |$)/.test(text)
  )
}
