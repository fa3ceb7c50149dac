import { sourceTree } from '../languages/hcl/hcl-source-tree.ts'
import { commandLines } from '../languages/shell/commands.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import type { Scalar, ScalarDocument } from '../model/account.ts'
import { isCommandPath } from '../model/command-path.ts'
import { MAX_EMBEDDING } from '../model/limits.ts'
import type { PathStep } from '../model/span.ts'
import type { Node, ScalarNode } from '../model/tree.ts'
import { imageKeysOf } from './chart-keys.ts'
import { isQualified } from './container-texts.ts'
import { embedded } from './embed.ts'
import type { TextFile } from './format.ts'
import { formats } from './formats/table.ts'
import { hclFile } from './hcl-module.ts'
import { type Located, rootOf } from './located.ts'
import { objectsOf, unlisted } from './manifest.ts'
import { printsOwnValues } from './printed-values.ts'
import type { ReadSide } from './side.ts'
import { everyNode } from './walk.ts'
import { isProgram, isShell } from './worth-reading.ts'

const DOCUMENTS = /\.(?:ya?ml|json|jsonc|lock)$|(?:^|\/)(?:Kustomization|[^/.]+)$|\.ya?ml\.gotmpl$/i
const HCL = /\.(?:(?:tf|tofu|tfvars)(?:\.json)?|hcl|nomad|nomadvars|pkrvars)$/i
const SETTINGS =
  /\.(?:env|toml|conf|ini|properties|container|pod|kube|build|image|volume|artifact|service)$|(?:^|\/)\.env(?:\.[^/]+)?$|\.env\.[^/]+$/i
/** Languages that programs evaluate to manifests or pipelines, and that no format reads. */
const CODE = /\.(?:jsonnet|libsonnet|cue|nf|pkl|star|dhall|k|bicep)$|(?:^|\/)(?:Tiltfile|nextflow\.config)$/

/** The documents of one file with all their scalars, texts that hold YAML or JSON entered. A text without documents is one of lines. */
export function flatten(file: TextFile, side: ReadSide): readonly ScalarDocument[] {
  const text = formats.find((format) => format.reads === 'text' && format.claims(file, side))
  if (HCL.test(file.path)) return [hclDocument(file, text?.name ?? '')]
  if (isShell(file.path, file.text)) return [scriptOf(file)]
  if (isProgram(file.path, file.text) && !CODE.test(file.path)) return []
  if (CODE.test(file.path)) return [linesOf(file, 'code', side)]
  if (text !== undefined || /\.tpl$/i.test(file.path)) return [linesOf(file, text?.name ?? 'helm-template', side)]
  if (SETTINGS.test(file.path)) return [settingsOf(file)]
  if (isImageList(file.text)) return [linesOf(file, 'image-list', side)]
  if (!DOCUMENTS.test(file.path)) return []
  const suspects = formats.filter((format) => format.reads === 'documents').filter((format) => format.suspects(file, side))
  const isJson = /\.(?:jsonc?|lock)$/i.test(file.path)
  if (suspects.length === 0 && (isJson || !/\.(?:ya?ml|gotmpl)$/i.test(file.path)) && !/Chart\.lock$/.test(file.path)) return []
  return side
    .parsed(file)
    .documents.flatMap((root) => unlisted(root))
    .map((root) => documentOf(file, root, suspects.find((format) => format.claims({ file, root }, side))?.name ?? '', side))
}

/** Whether a text says nothing but references, one a line: what a build or a script reads its base image from, or mirrors. */
function isImageList(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim())
  const said = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return said.length > 0 && said.every(isQualified)
}

function documentOf(file: TextFile, root: Node, format: string, side: ReadSide): ScalarDocument {
  const [object] = objectsOf(root)
  const keys = imageKeysOf(file.path, side)
  return {
    file: file.path,
    format,
    ...(object === undefined ? {} : { apiVersion: object.apiVersion, kind: object.kind }),
    ...(object?.name === undefined ? {} : { name: object.name }),
    ...(object?.namespace === undefined ? {} : { namespace: object.namespace }),
    ...(keys === undefined ? {} : { imageKeys: keys }),
    scalars: scalarsIn(file, rootOf(root), 0),
  }
}

function scalarsIn(file: TextFile, at: Located, depth: number): readonly Scalar[] {
  const found: Scalar[] = []
  for (const { node, path } of everyNode(at)) {
    if (node.kind !== 'scalar') continue
    if (isCommandPath(path.map(stepText).join('/')) && node.text.trim().includes('\n')) {
      found.push(...commandsIn(file, node, path.map(stepText)))
      continue
    }
    const inner = depth < MAX_EMBEDDING && holdsDocument(node) ? innerScalars(file, node, path, depth) : undefined
    if (inner === undefined) found.push({ path: path.map(stepText), text: node.text, span: node.span })
    else found.push(...inner)
  }
  return found
}

/** The command lines of a script in a document, each at its line where it is written line by line. */
function commandsIn(file: TextFile, { text, span }: ScalarNode, path: readonly string[]): readonly Scalar[] {
  const lines = commandLines(text)
  const written = commandLines(file.text.slice(span.start, span.end))
  const isLiteral = written.length === lines.length && written.every((line, at) => line.text === lines[at]?.text)
  return lines.map((line, at) => {
    const own = written[at]?.span
    const place = isLiteral && own !== undefined ? { start: span.start + own.start, end: span.start + own.end } : span
    return { path, text: line.text, span: place }
  })
}

/** Whether a text may be a document of its own: several lines with a colon, or something in braces. */
function holdsDocument(node: ScalarNode): boolean {
  if (node.plain) return false
  return (
    /^\s*[{[][\s\S]*[}\]]\s*$/.test(node.text) ||
    (node.text.includes('\n') && /^[ \t]*(?:-[ \t]+)?["']?[\w./-]+["']?:(?:\s|$)/m.test(node.text))
  )
}

function innerScalars(file: TextFile, node: ScalarNode, path: readonly PathStep[], depth: number): readonly Scalar[] | undefined {
  if (parseYaml(node.text).problem !== undefined) return undefined
  const inner = embedded(file, node, path)
  if (inner.documents.length === 0 || inner.documents.every((root) => root.kind === 'scalar')) return undefined
  return inner.documents.flatMap((root) =>
    scalarsIn(file, rootOf(root), depth + 1).map((one) => {
      const { span } = inner.place({ span: one.span, text: one.text, path: [] })
      return { path: [...path.map(stepText), ...one.path], text: one.text, span }
    }),
  )
}

function stepText(step: PathStep): string {
  return typeof step === 'number' ? '*' : step
}

function hclDocument(file: TextFile, format: string): ScalarDocument {
  return { file: file.path, format, scalars: scalarsIn(file, rootOf(sourceTree(hclFile(file).body, file.text)), 0) }
}

function linesOf(file: TextFile, format: string, side: ReadSide): ScalarDocument {
  const keys = imageKeysOf(file.path, side)
  const scalars = [...file.text.matchAll(/^[ \t]*(\S.*?)[ \t\r]*$/gm)].map((match): Scalar => {
    const text = match[1] ?? ''
    const start = match.index + match[0].indexOf(text)
    const settled = text.includes('.Values.') && printsOwnValues(expressionIn(text), file.path, side)
    return { path: [settled ? 'settled' : 'line'], text, span: { start, end: start + text.length } }
  })
  return { file: file.path, format, scalars, ...(keys === undefined ? {} : { imageKeys: keys }) }
}

/** The value of an `image:` line, without its quotes. */
function expressionIn(line: string): string {
  return line.replace(/^(?:-\s+)?["']?image["']?:\s*/, '').replace(/^(["'])(.*)\1$/, '$2')
}

/** The command lines of a script. */
function scriptOf(file: TextFile): ScalarDocument {
  return { file: file.path, format: 'script', scalars: commandLines(file.text).map((line) => ({ path: ['line'], ...line })) }
}

/** `NAME=value` lines, below the section in brackets that they stand in: dotenv, TOML, unit files. */
function settingsOf(file: TextFile): ScalarDocument {
  let section: readonly string[] = []
  const scalars = [
    ...file.text.matchAll(/^[ \t]*(?:export[ \t]+)?(?:\[+([^\]\n]+)\]+|["']?([\w./-]+)["']?[ \t]*=[ \t]*(.*?))[ \t\r]*$/gm),
  ].flatMap((match): readonly Scalar[] => {
    if (match[1] !== undefined) section = [match[1].replace(/["']/g, '')]
    if (match[2] === undefined) return []
    const raw = match[3] ?? ''
    const start = match.index + match[0].lastIndexOf(raw)
    return [{ path: [...section, match[2]], text: raw.replace(/^(["'])(.*)\1$/, '$2'), span: { start, end: start + raw.length } }]
  })
  return { file: file.path, format: /(?:^|\/)[^/]*\.env(?:\.[^/]+)?$/i.test(file.path) ? 'dotenv' : 'settings', scalars }
}
