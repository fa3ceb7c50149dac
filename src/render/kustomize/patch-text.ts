import type { Build } from './build.ts'
import { type Locate, locator } from './embedded.ts'
import { fieldOf } from './fields.ts'
import type { Operation } from './json-patch.ts'
import type { PatchArgs } from './kustomization.ts'
import { type Loader, loadText, locate } from './loader.ts'
import { readObjects } from './objects.ts'
import { readDocument } from './read.ts'
import { Refusal } from './refusal.ts'
import type { Resource } from './resource.ts'
import { isMissing, resolveTag } from './scalars.ts'
import type { Scalar, Tree } from './tree.ts'
import { scalarValue } from './values.ts'

/** A patch as its text shows it: objects to merge, or operations. */
export type Patch =
  | { readonly kind: 'objects'; readonly objects: readonly Resource[] }
  | { readonly kind: 'operations'; readonly operations: readonly Operation[] }

/** A patch's text and where it stands. */
export interface PatchText {
  readonly text: string
  readonly file: string
  readonly at: Scalar['span']
  readonly locate: Locate | undefined
}

/** The text of a patch, inline or from its file; exactly one of both must be there. */
export function patchText(build: Build, loader: Loader, { at, path, patch }: PatchArgs): PatchText {
  const place = { file: at.file ?? '', span: at }
  const inline = patch?.text.trim() ?? ''
  const named = path?.text ?? ''
  if (inline === '' && named === '') throw new Refusal('other', 'must specify one of patch and path', place)
  if (inline !== '' && named !== '') throw new Refusal('other', "patch and path can't be set at the same time", place)
  if (path !== undefined && named !== '') {
    return { text: loadText(build, loader, path), file: locate(build, loader, path), at, locate: undefined }
  }
  const skipped = (patch?.text.length ?? 0) - (patch?.text.trimStart().length ?? 0)
  const found = patch === undefined ? undefined : locator(build, patch)
  const shifted: Locate | undefined = found === undefined ? undefined : (start, end) => found(start + skipped, end + skipped)
  return { text: inline, file: at.file ?? '', at, locate: shifted }
}

/** Reads a patch; what is neither objects nor operations is refused. `onlyOperations`: objects are not looked for. */
export function readPatch(build: Build, source: PatchText, onlyOperations = false): Patch {
  const operations = attempt(() => readOperations(build, source))
  if (onlyOperations) {
    if (operations instanceof Refusal) throw operations
    return { kind: 'operations', operations }
  }
  const objects = attempt(() => readObjects(build, source.text, source.file, source.locate))
  if (!(objects instanceof Refusal)) return { kind: 'objects', objects }
  if (!(operations instanceof Refusal)) return { kind: 'operations', operations }
  const why = `unable to parse SM or JSON patch: ${objects.message}`
  throw new Refusal('other', why, { file: source.at.file ?? '', span: source.at })
}

function attempt<T>(read: () => T): T | Refusal {
  try {
    return read()
  } catch (problem) {
    if (problem instanceof Refusal) return problem
    throw problem
  }
}

function readOperations(build: Build, { text, file, at, locate }: PatchText): readonly Operation[] {
  const place = { file: at.file ?? '', span: at }
  if (text === '') throw new Refusal('other', 'empty json patch operations', place)
  if (text.startsWith('[') && !isJson(text)) throw new Refusal('other', 'the patch begins with [ but is not JSON', place)
  const tree = readDocument({ text, file, budget: build.budget, locate })
  if (isMissing(tree)) return []
  if (tree.kind !== 'list') throw new Refusal('other', 'a JSON patch is a list of operations', place)
  return tree.items.map((item) => operation(item, at))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function operation(item: Tree, at: Scalar['span']): Operation {
  if (item.kind !== 'map')
    throw new Refusal('other', 'a JSON patch is a list of operations', { file: at.file ?? '', span: item.span })
  const text = (name: string): string | undefined => {
    const value = fieldOf(item, name)
    return value?.kind === 'scalar' && !isMissing(value) ? value.text : undefined
  }
  const value = fieldOf(item, 'value')
  if (value !== undefined) readAsOldYaml(value)
  return { op: text('op') ?? 'unknown', path: text('path'), from: text('from'), value, at: item.span }
}

/** Patches of operations are read as YAML 1.1: `yes` is true there, and a date is a text. */
function readAsOldYaml(node: Tree): void {
  if (node.kind === 'list') for (const item of node.items) readAsOldYaml(item)
  else if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      readKeyAsOldYaml(key)
      readAsOldYaml(value)
    }
  } else if (!node.quoted && node.tag === undefined) {
    if (OLD_BOOLEAN.test(node.text)) {
      node.text = /^(?:y|yes|on)$/i.test(node.text) ? 'true' : 'false'
      node.tag = 'bool'
    } else if (resolveTag(node.text) === 'timestamp') node.quoted = true
  }
}

/** A key that is no text there becomes the text of what it means. */
function readKeyAsOldYaml(key: Scalar): void {
  if (key.quoted || key.tag !== undefined) return
  if (OLD_BOOLEAN.test(key.text)) key.text = /^(?:y|yes|on)$/i.test(key.text) ? 'true' : 'false'
  else if (/^(?:bool|int)$/.test(resolveTag(key.text))) key.text = String(scalarValue(key))
  key.quoted = true
}

const OLD_BOOLEAN = /^(?:[yYnN]|yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/
