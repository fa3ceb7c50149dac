import { printNode } from '../languages/yaml/print-node.ts'
import type { DeployedObject, EntryDifference } from '../model/facts.ts'
import { MAX_DEPLOY_LINES } from '../model/limits.ts'
import type { ImageReference } from '../model/reference.ts'
import type { RenderedEntry } from '../model/rendering.ts'
import { credentialIn, hasUrlPassword } from '../model/secret-shape.ts'
import { child, type MapNode, type Node, nodeAt, textOf } from '../model/tree.ts'
import { lineDiff } from './line-diff.ts'

/** Entries with the references that were found in them. */
export interface DeployedSide {
  readonly entries: readonly RenderedEntry[]
  readonly references: readonly ImageReference[]
}

/** What a change makes of the entries that were rendered on both sides, or on one: nothing for an entry that comes out the same. */
export function deploysOf(base: DeployedSide, head: DeployedSide): readonly EntryDifference[] {
  const before = new Map(base.entries.map((one) => [one.entry.id, one]))
  const after = new Map(head.entries.map((one) => [one.entry.id, one]))
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((id) => {
    const [old, now] = [before.get(id), after.get(id)]
    if ([old, now].some((one) => one !== undefined && one.rendering.kind !== 'rendered')) return []
    const objects = differences(objectsOf(old), objectsOf(now))
    const images = imageChanges(imagesOf(base.references, id), imagesOf(head.references, id))
    return objects.length === 0 && images.length === 0 ? [] : [bounded({ entry: id, objects, images, cut: 0 })]
  })
}

function objectsOf(rendered: RenderedEntry | undefined): ReadonlyMap<string, readonly string[]> {
  if (rendered?.rendering.kind !== 'rendered') return new Map()
  return new Map(
    rendered.rendering.documents.flatMap(({ root }) => (root.kind === 'map' ? [[titleOf(root), linesOf(root)] as const] : [])),
  )
}

function titleOf(root: MapNode): string {
  const [namespace, name] = [
    ['metadata', 'namespace'],
    ['metadata', 'name'],
  ].map((path) => textOf(nodeAt(root, path)))
  return `${textOf(child(root, 'kind')) ?? 'object'} ${namespace === undefined ? '' : `${namespace}/`}${name ?? ''}`.trim()
}

/** Secrets without what they hold. */
function linesOf(root: MapNode): readonly string[] {
  return printNode(textOf(child(root, 'kind')) === 'Secret' ? withoutData(root) : root)
}

/** No line that is shown holds a credential by its shape. */
function withoutCredential(line: string): string {
  return credentialIn(line) !== undefined || hasUrlPassword(line) ? line.replace(/:.*/s, ': ‹hidden›') : line
}

function withoutData(root: MapNode): MapNode {
  const hidden = (node: Node): Node =>
    node.kind === 'map'
      ? {
          ...node,
          entries: node.entries.map(({ key, value }) => ({
            key,
            value: { kind: 'scalar', text: '‹hidden›', plain: true, span: value.span },
          })),
        }
      : node
  const entries = root.entries.map(({ key, value }) => ({
    key,
    value: /^(?:data|stringData)$/.test(key.text) ? hidden(value) : value,
  }))
  return { ...root, entries }
}

/** Of what was added the lines are as they were printed: only those that are kept are looked at for credentials, in `bounded`. */
function differences(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): readonly DeployedObject[] {
  const titles = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return titles.flatMap((object): readonly DeployedObject[] => {
    const [old, now] = [before.get(object), after.get(object)]
    if (old === undefined) return [{ object, change: 'added', lines: now ?? [] }]
    if (now === undefined) return [{ object, change: 'removed', lines: [] }]
    const same = old.length === now.length && old.every((line, index) => line === now[index])
    const lines = same ? [] : changedLines(old.map(withoutCredential), now.map(withoutCredential))
    return lines.length === 0 ? [] : [{ object, change: 'altered', lines }]
  })
}

function changedLines(old: readonly string[], now: readonly string[]): readonly string[] {
  return old.join('\n') === now.join('\n') ? [] : lineDiff(old, now)
}

function imagesOf(references: readonly ImageReference[], id: string): readonly string[] {
  return references.filter(({ origin, kind }) => origin.entry === id && kind === 'static').map(({ text }) => text)
}

/** Images that are gone beside those of the same repository that came. */
function imageChanges(before: readonly string[], after: readonly string[]): EntryDifference['images'] {
  const gone = [...new Set(before)].filter((image) => !after.includes(image))
  const come = [...new Set(after)].filter((image) => !before.includes(image))
  const pairs = come.map((image) => {
    const at = gone.findIndex((old) => nameOf(old) === nameOf(image))
    return { before: at < 0 ? null : (gone.splice(at, 1)[0] ?? null), after: image }
  })
  return [...pairs, ...gone.map((image) => ({ before: image, after: null }))]
}

function nameOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
}

/** At most MAX_DEPLOY_LINES lines: what was removed and altered first. */
function bounded(difference: EntryDifference): EntryDifference {
  let left = MAX_DEPLOY_LINES
  let cut = 0
  const objects = difference.objects.map((one) => {
    const kept = one.lines.slice(0, left)
    const lines = one.change === 'added' ? kept.map((line) => `+${withoutCredential(line)}`) : kept
    left -= lines.length
    cut += one.lines.length - lines.length
    return { ...one, lines }
  })
  return { ...difference, objects, cut }
}
