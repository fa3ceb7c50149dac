import type { Node, ScalarNode } from '../../model/tree.ts'

/** A value that no file decides, as it is printed: no YAML value, so that nobody takes it for one. */
const UNKNOWN = '‹not known›'

/** A document as lines of block YAML, one scalar each, for people to read and for tools that read YAML. */
export function printNode(node: Node): readonly string[] {
  if (node.kind === 'scalar') return linesOf(node, '')
  if (node.kind === 'list')
    return node.items.length === 0 ? ['[]'] : node.items.flatMap((item) => under(printNode(item), '- ', item))
  if (node.entries.length === 0) return ['{}']
  return node.entries.flatMap(({ key, value }) => {
    const name = isPlain(key.text) ? key.text : JSON.stringify(key.text)
    if (value.kind === 'scalar') return linesOf(value, `${name}:`)
    const inner = printNode(value)
    const empty = value.kind === 'map' ? value.entries.length === 0 : value.items.length === 0
    if (empty) return [`${name}: ${inner[0] ?? ''}`]
    return [`${name}:`, ...(value.kind === 'list' ? inner : inner.map((line) => `  ${line}`))]
  })
}

function under(lines: readonly string[], first: string, item: Node): readonly string[] {
  if (item.kind !== 'scalar' && lines.length === 0) return [first]
  return lines.map((line, index) => (index === 0 ? first : '  ') + line)
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
