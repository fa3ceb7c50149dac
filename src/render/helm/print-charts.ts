import { TemplateError } from '../../languages/gotemplate/error.ts'
import { allFunctions, startRendering } from '../../languages/gotemplate/execute.ts'
import { parse } from '../../languages/gotemplate/parse.ts'
import { templateSet } from '../../languages/gotemplate/set.ts'
import { concatText, type Text, text } from '../../languages/govalue/text.ts'
import type { Unknown } from '../../languages/govalue/unknown.ts'
import { bool, int, type MapValue, map, unknownValue, type Value } from '../../languages/govalue/value.ts'
import { readFirstYaml } from '../../languages/goyaml/read.ts'
import { WARNING, withoutNoValue } from '../../languages/sprig/helm.ts'
import { helmFunctions } from '../../languages/sprig/table.ts'
import { MAX_RENDER_DEPTH, MAX_RENDER_SIZE, MAX_RENDER_STEPS } from '../../model/limits.ts'
import type { LackingChart } from '../../model/rendering.ts'
import type { ReadYaml } from '../printed-tree.ts'
import { capabilitiesOf, type KubeVersion } from './capabilities.ts'
import { type Chart, type ChartFile, fullPathOf } from './chart.ts'
import { coalesceValues } from './coalesce.ts'
import { textOfFile } from './files.ts'
import { areKnownHooks, headOf } from './head.ts'
import { compareKinds, isBlankText, splitManifests } from './manifests.ts'
import { YAML_LIMITS } from './metadata.ts'
import type { ChartRequest, ReleaseRequest } from './request.ts'
import { validateSchemas } from './schema.ts'
import { baseName, compareNames, templatesOf, templateValue } from './scope.ts'

/** A chart whose dependencies are worked out, and the values that the user gave. */
export interface Prepared {
  readonly chart: Chart
  readonly values: MapValue
  readonly kube: KubeVersion
  /** Charts that it depends on and that were left out. */
  readonly lacking: readonly LackingChart[]
  /** Names of charts that it depends on and that a condition or a tag leaves out. */
  readonly off: readonly string[]
  /** Refuses a chart that wants another Kubernetes. */
  readonly checkKube: () => void
}

/** One manifest that is applied, in Helm's order. */
export interface PrintedManifest {
  /** As Helm names it: `parent/charts/child/templates/x.yaml`. */
  readonly name: string
  readonly printed: Text
  /** What its first document was read as, where it was. */
  readonly read?: ReadYaml
  /** The bytes of a file that is applied as it is: what was read of it once is not read again. */
  readonly bytes?: Uint8Array
  /** The file that printed it. */
  readonly source: string
  readonly hook: boolean
}

export type Printed = readonly PrintedManifest[]

/** Executes every template of a chart in one world. Throws what the engine throws, and `ChartError` where Helm itself refuses. */
export function printCharts(prepared: Prepared, request: ChartRequest, decide: (unknown: Unknown) => boolean): Printed {
  const { chart } = prepared
  const values = coalesceValues(chart, prepared.values, { merge: false, helm: request.helm })
  validateSchemas(chart, values, request.remoteSchemas ?? 'unknown')
  prepared.checkKube()
  const files = executeAll(prepared, values, request, decide)
  const crds = request.includeCrds ? crdsOf(chart) : []
  return [...crds, ...sortManifests(files, request)]
}

/** What one template printed. */
export interface PrintedFile {
  readonly name: string
  readonly file: ChartFile
  readonly printed: Text
}

/** What every template of a chart prints, NOTES.txt left out. Throws what the engine throws. */
export function executeAll(
  p: Prepared,
  values: MapValue,
  request: ChartRequest,
  decide: (unknown: Unknown) => boolean,
): readonly PrintedFile[] {
  const { helm } = request
  const functions = helmFunctions({ helm, lookup: request.lookup, dns: false, yaml: YAML_LIMITS })
  const known = allFunctions(functions)
  const capabilities = capabilitiesOf(p.kube, request.apiVersions, helm)
  const templates = templatesOf(p.chart, { values, release: releaseValue(request.release), capabilities, helm })
  const set = templateSet()
  for (const { name, file } of templates) addTemplates(() => set.add(parsedOf(name, file, helm, (one) => known.has(one))), name)
  const limits = { steps: MAX_RENDER_STEPS, depth: MAX_RENDER_DEPTH, size: MAX_RENDER_SIZE }
  const rendering = startRendering(set, { functions, limits, decide, holdsUnknown: request.release.installing === 'unknown' })
  const printed: PrintedFile[] = []
  for (const template of templates) {
    if (baseName(template.name).startsWith('_')) continue
    template.dot.entries.set('Template', templateValue(template, helm))
    const text = executed(() => rendering.execute(template.name, template.dot))
    if (!template.name.endsWith('NOTES.txt'))
      printed.push({ name: template.name, file: template.file, printed: withoutNoValue(text) })
  }
  return printed
}

const parsed = new WeakMap<Uint8Array, Map<string, ReturnType<typeof parse>>>()

/** A template file parsed: once for all renderings of the same bytes under the same name. */
function parsedOf(name: string, file: ChartFile, helm: number, isKnown: (name: string) => boolean): ReturnType<typeof parse> {
  const known = parsed.get(file.bytes) ?? new Map<string, ReturnType<typeof parse>>()
  parsed.set(file.bytes, known)
  const key = `${helm}:${file.path}:${name}`
  const found = known.get(key) ?? parse(name, textOfFile(file), isKnown, MAX_RENDER_DEPTH)
  known.set(key, found)
  return found
}

/** Helm rewrites Go's parse errors. */
function addTemplates(add: () => void, name: string): void {
  try {
    add()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const tokens = error.message.split(': ')
    const at =
      tokens.length === 1 ? `parse error in (${name}): ${error.message}` : `parse error at (${tokens[1]}): ${tokens.at(-1)}`
    throw new TemplateError(at, 'parse', error.place)
  }
}

const WARNED = new RegExp(`${WARNING.start}(.*)${WARNING.end}`, 's')

/** `fail` and `required` speak in their own words. */
function executed(execute: () => Text): Text {
  try {
    return execute()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const [, location = '', rest = ''] = splitError(error.message)
    const warning = WARNED.exec(rest)?.[1]
    if (warning === undefined) throw error
    throw new TemplateError(`execution error at (${location}): ${warning}`, 'execute', error.place)
  }
}

function splitError(message: string): readonly string[] {
  const first = message.indexOf(': ')
  const second = message.indexOf(': ', first + 2)
  return [message.slice(0, first), message.slice(first + 2, second), message.slice(second + 2)]
}

function releaseValue(release: ReleaseRequest): Value {
  const { at } = release
  const why = 'only the cluster knows whether this release is installed or upgraded'
  const open = (id: string, type: string): Value =>
    unknownValue({ why, id, alphabet: 'word', ...(at === undefined ? {} : { at }) }, type)
  const first = release.installing === 'first'
  const entries = new Map<string, Value>([
    ['Name', text(release.name, at)],
    ['Namespace', text(release.namespace, at)],
    ['IsUpgrade', first ? bool(false) : open('release.IsUpgrade', 'bool')],
    ['IsInstall', first ? bool(true) : open('not(release.IsUpgrade;)', 'bool')],
    ['Revision', first ? int(1) : open('release.Revision', 'int')],
    ['Service', text('Helm')],
  ])
  return map(entries)
}

function crdsOf(chart: Chart): readonly PrintedManifest[] {
  const path = fullPathOf(chart)
  const own = chart.files
    .filter((file) => file.name.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(file.name))
    .map((file) => ({
      name: `${path}/${file.name}`,
      printed: endedText(file),
      bytes: file.bytes,
      source: file.path,
      hook: false,
    }))
  return [...own, ...chart.dependencies.flatMap(crdsOf)]
}

const LINE_BREAK = text('\n')

/** Helm prints a line break after each file. */
function endedText(file: ChartFile): Text {
  const whole = textOfFile(file)
  return whole.text.endsWith('\n') ? whole : concatText([whole, LINE_BREAK])
}

interface Sortable extends PrintedManifest {
  readonly kind: string
}

function sortManifests(files: readonly PrintedFile[], request: ChartRequest): readonly PrintedManifest[] {
  const manifests: Sortable[] = []
  const hooks: Sortable[] = []
  const ordered = files.toSorted((a, b) => compareNames(a.name, b.name))
  for (const { name, file, printed } of ordered) {
    if (isBlankText(printed.text) && printed.unknown === undefined) continue
    for (const manifest of splitManifests(printed, request.helm)) {
      // Helm prints a line break after each: without it a block scalar at the end would lose its own.
      const ended = request.endings === 'cut' ? manifest : concatText([manifest, LINE_BREAK])
      const read = readFirstYaml(ended.text, { reader: 'sigs', limits: YAML_LIMITS })
      const head = headOf(ended, read, name)
      const one = { name, printed: ended, read, source: file.path, kind: head.kind }
      if (head.hook === undefined) manifests.push({ ...one, hook: false })
      else if (areKnownHooks(head.hook)) hooks.push({ ...one, hook: true })
    }
  }
  const byKind = (a: Sortable, b: Sortable) => compareKinds(a.kind, b.kind, request.helm)
  return [...manifests.sort(byKind), ...hooks.sort(byKind)]
}
