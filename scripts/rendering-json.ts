import type { Node } from '../src/model/tree.ts'

/** A rendered document as plain JSON, the pointers to what is unknown in it, and the images that pods in it would run. */
export interface PlainDocument {
  readonly object: unknown
  readonly unknown: readonly string[]
  readonly images: readonly string[]
  readonly imagesUnknown: number
}

/** The plain form of a rendered document. */
export function jsonOf(root: Node): PlainDocument {
  const unknown: string[] = []
  const images = new Set<string>()
  const object = plain(root, '', unknown)
  let imagesUnknown = 0
  const open = new Set(unknown)
  walk(object, '', (pointer, value) => {
    if (open.has(pointer)) imagesUnknown++
    else if (typeof value === 'string') images.add(value)
  })
  return { object, unknown, images: [...images], imagesUnknown }
}

function plain(node: Node, at: string, unknown: string[]): unknown {
  if (node.kind === 'list') return node.items.map((item, index) => plain(item, `${at}/${index}`, unknown))
  if (node.kind === 'map') {
    const object: Record<string, unknown> = {}
    for (const { key, value } of node.entries) {
      const pointer = `${at}/${key.text.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (key.unknown !== undefined) unknown.push(at)
      Object.defineProperty(object, key.text, {
        value: plain(value, pointer, unknown),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
    return object
  }
  if (node.unknown !== undefined) {
    unknown.push(at)
    return { $unknown: true }
  }
  return node.plain ? JSON.parse(node.text) : node.text
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers']

function walk(value: unknown, at: string, found: (pointer: string, image: unknown) => void): void {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, `${at}/${index}`, found)
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      const pointer = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (LISTS.includes(key) && Array.isArray(item))
        for (const [index, one] of item.entries()) report(one, 'image', `${pointer}/${index}`, found)
      if (key === 'volumes' && Array.isArray(item))
        for (const [index, one] of item.entries()) reportVolume(one, `${pointer}/${index}`, found)
      walk(item, pointer, found)
    }
  }
}

function report(holder: unknown, key: string, at: string, found: (pointer: string, image: unknown) => void): void {
  if (holder !== null && typeof holder === 'object' && key in holder) found(`${at}/${key}`, Reflect.get(holder, key))
}

function reportVolume(volume: unknown, at: string, found: (pointer: string, image: unknown) => void): void {
  if (volume !== null && typeof volume === 'object' && 'image' in volume) report(volume.image, 'reference', `${at}/image`, found)
}
