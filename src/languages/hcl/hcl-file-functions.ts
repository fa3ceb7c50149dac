import type { Place } from '../../model/span.ts'
import type { Node } from '../../model/tree.ts'
import { parseYaml } from '../yaml/yaml.ts'
import { parseTemplate } from './hcl.ts'
import { decimalOf, printed } from './hcl-decimal.ts'
import { type OnItems, type ReadFile, type Scope, withNames } from './hcl-scope.ts'
import { bool, type Entry, type Item, NULL, type Piece, stringOf, unknown, unknownIn, type Value } from './hcl-value.ts'

const decoded: OnItems = ([first], { at }) => decodedOf(first, at)

/** Functions that read files of the repository, or texts as documents, by name. A file that is not there leaves the result unknown, by its name. */
export const fileFunctions: Readonly<Record<string, OnItems>> = {
  jsondecode: decoded,
  yamldecode: decoded,
  file: ([path], { scope }) => onFile(path, scope, (file) => ({ kind: 'text', pieces: [wholeOf(file)] })),
  fileexists: ([path], { scope }) => onFile(path, scope, () => bool(true)),
  templatefile: ([path, variables], { scope, evaluate }) =>
    onFile(path, scope, (file) => {
      const template = parseTemplate(file.text, 0)
      if (template === undefined) return unknown(`${file.path} is no template`)
      const names = namesIn(variables?.value ?? NULL)
      const inner = withNames({ ...scope, file: file.path, resolve: () => undefined }, names)
      return evaluate(template, inner)
    }),
}

function onFile(path: Item | undefined, scope: Scope, use: (file: ReadFile) => Value): Value {
  const name = stringOf(path?.value ?? NULL)
  if (name === undefined) return unknownIn(path?.value ?? NULL) ?? unknown('which file it reads is not known')
  const file = scope.read?.(name)
  return file === undefined ? unknown(`the file ${name.slice(0, 100)} is not read here`) : use(file)
}

function wholeOf({ path, text }: ReadFile): Piece {
  return { text, place: { file: path, span: { start: 0, end: text.length } } }
}

function namesIn(value: Value): Readonly<Record<string, Value>> {
  return value.kind === 'map' ? Object.fromEntries([...value.entries].map(([name, entry]) => [name, entry.value])) : {}
}

function decodedOf(item: Item | undefined, at: Place): Value {
  const value = item?.value ?? NULL
  if (value.kind === 'text' && value.encodes !== undefined) return value.encodes
  const content = stringOf(value)
  if (content === undefined)
    return { ...(unknownIn(value) ?? unknown('it is no text')), ...(item === undefined ? {} : { holds: [item] }) }
  const [root] = parseYaml(content).documents
  if (root === undefined) return unknown('it is no document', item === undefined ? [] : [item])
  const piece = value.kind === 'text' && value.pieces.length === 1 ? value.pieces[0]?.place : undefined
  return valueAt(root, (node) =>
    piece === undefined
      ? at
      : { file: piece.file, span: { start: piece.span.start + node.span.start, end: piece.span.start + node.span.end } },
  )
}

function valueAt(node: Node, placeOf: (node: Node) => Place): Value {
  if (node.kind === 'list')
    return { kind: 'list', items: node.items.map((one) => ({ value: valueAt(one, placeOf), at: placeOf(one) })) }
  if (node.kind === 'map') {
    const entries = node.entries.map(({ key, value }): readonly [string, Entry] => [
      key.text,
      { value: valueAt(value, placeOf), at: placeOf(value), key: placeOf(key) },
    ])
    return { kind: 'map', entries: new Map(entries) }
  }
  const { text, plain } = node
  if (plain && /^(?:|~|null|Null|NULL)$/.test(text)) return NULL
  if (plain && /^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return bool(text.toLowerCase() === 'true')
  const decimal = plain ? decimalOf(text) : undefined
  if (decimal !== undefined) return { kind: 'number', text: printed(decimal), place: placeOf(node) }
  return { kind: 'text', pieces: [{ text, place: placeOf(node) }] }
}
