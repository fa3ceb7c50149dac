import { joinPath } from './loader.ts'
import { metaMap, NOTES, noteOf, type Resource, setMetaMap } from './resource.ts'
import type { Resources } from './resources.ts'
import { NOWHERE, type Scalar, scalar } from './tree.ts'

/** Where objects come from, as `buildMetadata: [originAnnotations]` writes it; paths are relative to where the build began. */
export interface Origin {
  readonly path: string
}

/** A path below an origin. */
export function below(origin: Origin, path: string): string {
  const joinedPath = joinPath(origin.path, path)
  if (joinedPath !== undefined) return joinedPath
  // Above the folder where the build began: Go's Join keeps the leading `..`.
  const steps: string[] = []
  for (const step of `${origin.path}/${path}`.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else steps.push(step)
  }
  return steps.join('/')
}

/** Writes the path of their file into objects. */
export function annotatePaths(resources: readonly Resource[], path: string): void {
  for (const { node } of resources) if (node !== undefined) annotate(node, NOTES.origin, `path: ${path}\n`)
}

/** What made or changed objects: a file and a kind of plugin. */
export interface Maker {
  readonly configuredIn: string
  readonly kind: string
  readonly apiVersion?: string
  readonly name?: string
  readonly namespace?: string
}

/** Writes which generator made the objects that say no origin. */
export function annotateMade(resources: readonly Resource[], maker: Maker): void {
  for (const { node } of resources) {
    if (node !== undefined && noteOf(node, NOTES.origin) === undefined) annotate(node, NOTES.origin, makerText(maker, ''))
  }
}

/** Adds a transformer to what changed the objects; objects without an origin were made by it. */
export function annotateChanged({ list }: Resources, maker: Maker): void {
  for (const { node } of list) {
    if (node === undefined) continue
    if (noteOf(node, NOTES.origin) === undefined) annotate(node, NOTES.origin, makerText(maker, ''))
    else {
      const before = noteOf(node, NOTES.transformations) ?? ''
      annotate(node, NOTES.transformations, `${before}- ${makerText(maker, '  ')}`)
    }
  }
}

function makerText({ configuredIn, kind, apiVersion = 'builtin', name, namespace }: Maker, indent: string): string {
  const lines = [`configuredIn: ${configuredIn}`, 'configuredBy:', `  apiVersion: ${apiVersion}`, `  kind: ${kind}`]
  if (name !== undefined && name !== '') lines.push(`  name: ${name}`)
  if (namespace !== undefined && namespace !== '') lines.push(`  namespace: ${namespace}`)
  return `${lines.join(`\n${indent}`)}\n`
}

function annotate(node: Resource['node'], note: string, text: string): void {
  if (node === undefined) return
  const value: Scalar = scalar(text, NOWHERE, 'str')
  setMetaMap(node, 'annotations', new Map([...metaMap(node, 'annotations'), [note, value]]))
}
