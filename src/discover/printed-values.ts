import { helmText } from '../languages/yaml/scalar-texts.ts'
import { parseImageName } from '../model/image-name.ts'
import { nodeAt } from '../model/tree.ts'
import type { Side } from './format.ts'
import { sightValuesFile } from './overlay-values.ts'

const ACTION = /\{\{-?\s*([^{}]*?)\s*-?\}\}/g
const VALUE = /^\(?\s*\$?\.Values\.([A-Za-z_][\w.]*)\s*\)?((?:\s*\|\s*[^|]+)*)$/
const APP_VERSION = /^\(?\s*\$?\.Chart\.AppVersion\s*\)?((?:\s*\|\s*(?:quote|toString|trim))*)$/
const PIPE = /^(?:quote|toString|trim|default\s+\(?\s*\$?\.Chart\.AppVersion\s*\)?|default\s+"([\w.:@/-]*)")$/

const known = new WeakMap<Side, Map<string, ReadonlySet<string>>>()

/** Whether a template's expression prints an image that the chart's own values name, where it is reported and judged. */
export function printsOwnValues(expression: string, template: string, side: Side): boolean {
  const directory = /^(.*?\/|)templates\//.exec(template)?.[1]
  if (directory === undefined) return false
  const text = printedBy(expression, directory, side)
  return text !== undefined && imagesOf(`${directory}values.yaml`, side).has(text)
}

function imagesOf(path: string, side: Side): ReadonlySet<string> {
  const files = known.get(side) ?? new Map<string, ReadonlySet<string>>()
  known.set(side, files)
  const before = files.get(path)
  if (before !== undefined) return before
  const file = side.file(path)
  const root = side.documents(path)[0]
  const sightings = file === undefined || root === undefined ? [] : sightValuesFile(file, root, side)
  const images = new Set(sightings.flatMap(({ text, dynamic }) => (dynamic === undefined ? [text] : [])))
  files.set(path, images)
  return images
}

/**
 * What a template's expression prints with the chart's own values: only fields of values, the appVersion, `default` and `quote` are
 * evaluated, and printed as Helm does. Undefined for anything else, and where the outcome is no reference.
 */
function printedBy(expression: string, directory: string, side: Side): string | undefined {
  let open = false
  const scalarAt = (file: string, steps: readonly string[]): string | undefined => {
    const node = nodeAt(side.documents(file)[0], steps)
    if (node === undefined) return ''
    if (node.kind !== 'scalar') return undefined
    return node.plain && /^(?:~|null)$/i.test(node.text) ? '' : helmText(node)
  }
  const evaluate = (action: string): string | undefined => {
    if (APP_VERSION.test(action)) return scalarAt(`${directory}Chart.yaml`, ['appVersion'])
    const [, path = '', pipes = ''] = VALUE.exec(action) ?? []
    if (path === '') return undefined
    let value = scalarAt(`${directory}values.yaml`, path.split('.'))
    for (const pipe of pipes
      .split('|')
      .map((one) => one.trim())
      .filter((one) => one !== '')) {
      const match = PIPE.exec(pipe)
      if (match === null || value === undefined) return undefined
      if (value === '' && /^default/.test(pipe)) value = match[1] ?? scalarAt(`${directory}Chart.yaml`, ['appVersion'])
    }
    return value
  }
  const text = expression.replace(ACTION, (_, action: string) => {
    const value = evaluate(action)
    if (value === undefined || value === '') open = true
    return value ?? ''
  })
  const parsed = open || text.includes('{{') ? undefined : parseImageName(text)
  return parsed?.ok === true && (parsed.name.tag !== undefined || parsed.name.digest !== undefined) ? text : undefined
}
