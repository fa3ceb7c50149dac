import type { Node } from '../../model/tree.ts'
import { type Decoder, flag, list, struct, text, texts, whole } from './decode.ts'
import type { FieldOptions, ReplacementArgs, ReplacementTarget } from './kustomization.ts'
import { selector, spanOf } from './kustomization-parts.ts'

/** One entry of `replacements`, or of a file that one names. */
export function replacements(decoder: Decoder, node: Node): ReplacementArgs | undefined {
  const fields = struct(decoder, node, ['source', 'targets', 'sourceValue', 'path'])
  if (fields === undefined) return undefined
  return {
    at: spanOf(decoder, node),
    path: text(decoder, fields('path')),
    source: source(decoder, fields('source')),
    sourceValue: text(decoder, fields('sourceValue')),
    targets: list(decoder, fields('targets'), (item) => target(decoder, item)),
  }
}

function source(decoder: Decoder, node: Node | undefined): ReplacementArgs['source'] {
  const names = ['group', 'version', 'kind', 'name', 'namespace', 'fieldPath', 'options']
  const fields = struct(decoder, node, names)
  if (fields === undefined || node === undefined) return undefined
  const chosen = selector({ ...decoder, strict: false }, node)
  if (chosen === undefined) return undefined
  return { ...chosen, fieldPath: text(decoder, fields('fieldPath')), options: options(decoder, fields('options')) }
}

function target(decoder: Decoder, node: Node): ReplacementTarget | undefined {
  const fields = struct(decoder, node, ['select', 'reject', 'fieldPaths', 'options'])
  if (fields === undefined) return undefined
  return {
    select: selector(decoder, fields('select')),
    reject: list(decoder, fields('reject'), (item) => selector(decoder, item)) ?? [],
    fieldPaths: texts(decoder, fields('fieldPaths')) ?? [],
    options: options(decoder, fields('options')),
  }
}

function options(decoder: Decoder, node: Node | undefined): FieldOptions | undefined {
  const fields = struct(decoder, node, ['delimiter', 'index', 'encoding', 'create'])
  if (fields === undefined) return undefined
  text(decoder, fields('encoding'))
  return {
    delimiter: text(decoder, fields('delimiter'))?.text ?? '',
    index: Number(whole(decoder, fields('index'))?.text ?? 0),
    create: flag(decoder, fields('create')),
  }
}
