import type { Build } from './build.ts'
import { applyField, type FieldSpec } from './field-spec.ts'
import { demandKind, fieldOf, setScalar } from './fields.ts'
import { headOf } from './kinds.ts'
import type { ImageArgs } from './kustomization.ts'
import { spend } from './refusal.ts'
import type { Resources } from './resources.ts'
import { expression } from './selector.ts'
import { joined, type Scalar, type Source, scalar, type Tree } from './tree.ts'

/** Rewrites image texts: first `image` under any `containers` and `initContainers`, then the fields of the specs. */
export function setImages(build: Build, { list }: Resources, image: ImageArgs, specs: readonly FieldSpec[]): void {
  const matches = imageMatcher(image.name)
  const set = (field: Tree) => update(field, image, matches)
  for (const { node } of list) {
    if (node === undefined || headOf(node, 'kind') === 'CustomResourceDefinition') continue
    walk(build, node, set)
  }
  const making = { kind: undefined } as const
  for (const { node } of list) {
    if (node === undefined || headOf(node, 'kind') === 'CustomResourceDefinition') continue
    for (const spec of specs) applyField(build.budget, node, spec, set, making.kind)
  }
}

function walk(build: Build, node: Tree, set: (field: Tree) => void): void {
  spend(build.budget, 1)
  if (node.kind === 'list') for (const item of node.items) walk(build, item, set)
  if (node.kind !== 'map') return
  for (const { key, value } of node.entries) {
    walk(build, value, set)
    if (value.kind === 'list' && (key.text === 'containers' || key.text === 'initContainers')) {
      for (const item of value.items) {
        demandKind(item, 'map')
        const field = fieldOf(item, 'image')
        if (field !== undefined) set(field)
      }
    }
  }
}

function update(field: Tree, image: ImageArgs, matches: (text: string) => boolean): void {
  demandKind(field, 'scalar')
  // What no file decides may match or not: it stays what it is.
  if (field.kind !== 'scalar' || field.unknown !== undefined || !matches(field.text)) return
  const old = splitImage(field.text)
  const { newName, newTag, digest, tagSuffix } = image
  const tag = newTag?.text ?? (digest !== undefined ? '' : old.tag + (tagSuffix?.text ?? ''))
  const hash = digest?.text ?? (newTag !== undefined || tagSuffix !== undefined ? '' : old.digest)
  const name = newName?.text ?? old.name
  const text = `${name}${tag === '' ? '' : `:${tag}`}${hash === '' ? '' : `@${hash}`}`
  const parts: readonly (Source | undefined)[] = [
    newTag,
    digest,
    newTag === undefined && digest === undefined ? tagSuffix : undefined,
    newName,
  ]
  const [first, ...others] = parts.filter((part): part is Source => part !== undefined)
  const kept = newName === undefined || newTag === undefined ? [field] : []
  setScalar(field, scalar(text, first === undefined ? joined(field) : joined(first, ...others, ...kept)))
}

/** Whether an image text has this name: an expression of RE2, with any tag and digest after it. */
function imageMatcher(name: Scalar | undefined): (text: string) => boolean {
  const text = name?.text ?? ''
  if (/^[\w/-]*$/.test(text)) return (image) => image.startsWith(text) && REST.test(image.slice(text.length))
  const at = name?.span ?? { start: 0, end: 0 }
  try {
    return expression(`^${text}${REST.source.slice(1)}`, at)
  } catch (problem) {
    if (problem instanceof Error && problem.message.startsWith('error parsing regexp')) return () => false
    throw problem
  }
}

const REST = /^(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?$/

/** An image text taken apart as kustomize does: the tag at the first colon after the first slash. */
export function splitImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const slash = Math.max(image.indexOf('/'), 0)
  const rest = image.slice(slash)
  const at = rest.indexOf('@')
  const colon = rest.indexOf(':')
  if (at >= 0 && (at < colon || colon < 0)) return { name: image.slice(0, slash + at), tag: '', digest: rest.slice(at + 1) }
  if (colon < 0) return { name: image, tag: '', digest: '' }
  const name = image.slice(0, slash + colon)
  if (at < 0) return { name, tag: rest.slice(colon + 1), digest: '' }
  return { name, tag: rest.slice(colon + 1, at), digest: rest.slice(at + 1) }
}
