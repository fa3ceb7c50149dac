import type { Build } from './build.ts'
import { type Locate, locator } from './embedded.ts'
import { fieldOf, isEmpty, textOf } from './fields.ts'
import { headOf } from './kinds.ts'
import { readStream } from './read.ts'
import { Refusal } from './refusal.ts'
import { metaOf, type Resource } from './resource.ts'
import type { Scalar, Tree } from './tree.ts'

/** The objects of a file or of an inline text: lists taken apart, empty documents left out, each with a kind and a name. */
export function readObjects(build: Build, text: string, file: string, locate?: Locate): readonly Resource[] {
  const documents = readStream({ text, file, budget: build.budget, locate })
  const only = documents.length === 1 ? documents[0] : undefined
  const unwrapped = only === undefined ? undefined : listItems(only)
  const nodes = (unwrapped ?? documents).filter((node) => !isEmpty(node))
  for (const node of nodes) validateObject(node, file)
  return inlineLists(nodes, file).map((node) => ({ node, file, variables: [] }))
}

/** The objects of a text that stands in another file, such as an inline patch. */
export function readInline(build: Build, text: Scalar): readonly Resource[] {
  const locate = locator(build, text)
  const skipped = text.text.length - text.text.trimStart().length
  const shifted: Locate = (start, end) => locate(start + skipped, end + skipped)
  return readObjects(build, text.text.trim(), text.span.file ?? '', shifted)
}

/** The items of a stream that is one `List` (or `ResourceList`) alone. */
function listItems(node: Tree): readonly Tree[] | undefined {
  const kind = headOf(node, 'kind')
  if (kind !== 'List' && kind !== 'ResourceList') return undefined
  const items = fieldOf(node, 'items')
  if (items === undefined) return undefined
  return items.kind === 'list' ? items.items : []
}

/** Refuses what is no object: without a kind, or without a name. */
export function validateObject(node: Tree, file: string): void {
  const at = { file, span: node.span }
  if (node.kind !== 'map') throw new Refusal('other', 'missing Resource metadata', at)
  const kind = textOf(fieldOf(node, 'kind'))
  if (kind === '') throw new Refusal('other', 'missing kind in object', at)
  if (!kind.endsWith('List') && metaOf(node, 'name') === '') throw new Refusal('other', 'missing metadata.name in object', at)
}

function inlineLists(nodes: readonly Tree[], file: string): readonly Tree[] {
  const queue = [...nodes]
  const result: Tree[] = []
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const items = headOf(node, 'kind').endsWith('List') ? fieldOf(node, 'items') : undefined
    if (items === undefined) {
      result.push(node)
    } else if (items.kind === 'list') {
      const inner = items.items.filter((item) => !isEmpty(item))
      for (const item of inner) validateObject(item, file)
      queue.push(...inner)
    } else if (!isEmpty(items))
      throw new Refusal('other', `expected array in ${headOf(node, 'kind')}/items`, { file, span: items.span })
  }
  return result
}
