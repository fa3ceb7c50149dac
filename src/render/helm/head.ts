import type { Text } from '../../languages/govalue/text.ts'
import type { YamlNode } from '../../languages/goyaml/document.ts'
import { fileSource } from '../../languages/goyaml/values.ts'
import type { ReadYaml } from '../printed-tree.ts'
import { ChartError, ChartLimit } from './chart.ts'
import { fieldOf, objectOf, stringField, stringMapField } from './decode-json.ts'

/** What Helm reads of a manifest before it prints it. */
export interface ManifestHead {
  readonly kind: string
  /** The text of the annotation `helm.sh/hook`; undefined for what is no hook. */
  readonly hook: string | undefined
}

/** The head of a manifest that was read. Throws `ChartError` where Helm refuses the chart because of it. */
export function headOf(manifest: Text, read: ReadYaml, path: string): ManifestHead {
  const printed = manifest.text
  if ('problem' in read) {
    if (read.limit) throw new ChartLimit(`${path}: ${read.problem}`)
    // What is unknown may be what cannot be read.
    if (manifest.unknown !== undefined) return { kind: '', hook: undefined }
    throw new ChartError(`YAML parse error on ${path}: error converting YAML to JSON: ${read.problem}`)
  }
  if (read.root !== undefined && hasNoJson(read.root)) {
    throw new ChartError(`YAML parse error on ${path}: error converting YAML to JSON: json: unsupported value`)
  }
  try {
    return objectHead(read.root, printed)
  } catch (error) {
    if (error instanceof ChartError && manifest.unknown !== undefined) return { kind: '', hook: undefined }
    if (error instanceof ChartError) throw new ChartError(`YAML parse error on ${path}: ${error.message}`)
    throw error
  }
}

function objectHead(root: YamlNode | undefined, printed: string): ManifestHead {
  const source = fileSource('', printed)
  const object = objectOf(root, source, 'releaseutil.SimpleHead', '')
  if (object === undefined) return { kind: '', hook: undefined }
  stringField(object, 'apiVersion')
  const kind = stringField(object, 'kind').text
  const metadata = objectOf(fieldOf(object, 'metadata'), source, 'struct { Name string; Annotations map[string]string }', '')
  if (metadata === undefined) return { kind, hook: undefined }
  stringField(metadata, 'name')
  return { kind, hook: stringMapField(metadata, 'annotations')?.get('helm.sh/hook')?.text }
}

/** Whether a document holds an infinity, which JSON cannot say. */
function hasNoJson(node: YamlNode): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'number' && !Number.isFinite(node.value)
  return node.kind === 'list' ? node.items.some(hasNoJson) : node.entries.some((entry) => hasNoJson(entry.value))
}

const HOOKS: ReadonlySet<string> = new Set([
  ...['install', 'delete', 'upgrade', 'rollback'].flatMap((event) => [`pre-${event}`, `post-${event}`]),
  'test',
  'test-success',
])

/** Whether Helm knows every hook that an annotation names; it drops an object with one that it does not know. */
export function areKnownHooks(annotation: string): boolean {
  return annotation.split(',').every((hook) => HOOKS.has(hook.trim().toLowerCase()))
}
