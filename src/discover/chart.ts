import type { Value } from '../languages/interpolation/interpolate.ts'
import { goStringText } from '../languages/yaml/scalar-texts.ts'
import { MAX_TEMPLATE_TEXT } from '../model/limits.ts'
import { child, type ScalarNode, textOf } from '../model/tree.ts'
import type { Side, TextFile } from './format.ts'
import type { Located } from './located.ts'
import type { TagDefaults } from './values.ts'

/** A chart's appVersion, and the lines of its templates that use it. */
interface Chart {
  readonly path: string
  readonly appVersion: ScalarNode
  readonly subcharts: ReadonlySet<string>
  /** Undefined where the templates are too large to be looked at. */
  readonly uses: readonly string[] | undefined
  readonly hasTemplates: boolean
}

/**
 * What a chart's templates put in for an empty tag: the appVersion of the Chart.yaml beside the values file, with the prefix and suffix
 * that the template writes around it. Nothing where the chart is not there or the templates use another default.
 */
export function tagDefaults(file: TextFile, side: Side): TagDefaults {
  const chart = chartOf(file, side)
  return (path) => {
    if (chart !== undefined && chart.uses === undefined) return { unknown: TOO_LARGE }
    const value = chart === undefined ? undefined : defaultFor(chart, chart.uses ?? [], path)
    return value === undefined ? {} : { tag: value }
  }
}

function chartOf(file: TextFile, side: Side): Chart | undefined {
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1).replace(/(^|\/)ci\/$/, '$1')
  const path = `${directory}Chart.yaml`
  const root = side.documents(path)[0]
  const appVersion = child(root, 'appVersion')
  if (appVersion?.kind !== 'scalar' || !textOf(appVersion)) return undefined
  const dependencies = child(root, 'dependencies')
  const subcharts =
    dependencies?.kind === 'list'
      ? dependencies.items.flatMap((one) => textOf(child(one, 'alias')) ?? textOf(child(one, 'name')) ?? [])
      : []
  const templates = side.paths.filter((one) => one.startsWith(`${directory}templates/`))
  return { path, appVersion, subcharts: new Set(subcharts), uses: usesOf(templates, side), hasTemplates: templates.length > 0 }
}

const TOO_LARGE = `which tag fills in is not known: the templates of the chart have more than ${MAX_TEMPLATE_TEXT} characters together`

function usesOf(templates: readonly string[], side: Side): readonly string[] | undefined {
  const texts = templates.map((path) => side.file(path)?.text ?? '')
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_TEMPLATE_TEXT) return undefined
  return texts.flatMap((text) =>
    text.split('\n').filter((line) => line.includes('.Chart.AppVersion') && !/app\.kubernetes\.io\/version/.test(line)),
  )
}

function defaultFor(chart: Chart, uses: readonly string[], path: Located['path']): Value | undefined {
  const keys = path.filter((step) => typeof step === 'string')
  if (keys.length !== path.length || chart.subcharts.has(keys[0] ?? '')) return undefined
  const name = `.Values.${keys.join('.')}.`
  const direct = uses.find((line) => line.includes(name))
  const main = keys.join('.') === 'image'
  if (direct === undefined && !(main && (uses.length > 0 || !chart.hasTemplates))) return undefined
  const { prefix, suffix } = around(direct ?? uses.find((line) => /image|tag/i.test(line)) ?? '')
  const places = [{ file: chart.path, span: chart.appVersion.span }]
  return { text: prefix + goStringText(chart.appVersion) + suffix, places }
}

/** What a template line writes around the appVersion: `printf "v%s"`, `print "v"`, or characters beside the expression. */
function around(line: string): { readonly prefix: string; readonly suffix: string } {
  const printf = /printf\s+["`]([\w.-]*)%[sv]([\w.-]*)["`]\s+\(?\s*\$?\.Chart\.AppVersion/.exec(line)
  if (printf !== null) return { prefix: printf[1] ?? '', suffix: printf[2] ?? '' }
  const print = /print\s+["`]([\w.-]+)["`]\s+\$?\.Chart\.AppVersion/.exec(line)
  if (print !== null) return { prefix: print[1] ?? '', suffix: '' }
  const beside = /:([\w.-]*)\{\{-?\s*\$?\.Chart\.AppVersion\s*-?\}\}([\w.-]*)/.exec(line)
  return { prefix: beside?.[1] ?? '', suffix: beside?.[2] ?? '' }
}
