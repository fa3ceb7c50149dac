import type { PathStep } from '../model/span.ts'
import { entriesOf, nodeAt, textOf } from '../model/tree.ts'
import type { Side } from './format.ts'
import { rootOf } from './located.ts'
import { sightValues } from './values.ts'

/** Tells, for the text of a template, the values that take part in it and that no reference of the values file stands for. */
export type OpenValues = (text: string) => readonly PathStep[]

const known = new WeakMap<Side, Map<string, OpenValues>>()
const nothing: OpenValues = () => []

/**
 * What values a chart gives to the image expressions of a template, as steps of a path: a change of such a value is a change of the
 * image, although the template stays as it is. Values that belong to a reference of values.yaml are left out: that reference changes.
 */
export function openValuesOf(template: string, side: Side): OpenValues {
  const directory = /^(.*?\/|)templates\//.exec(template)?.[1]
  if (directory === undefined) return nothing
  const charts = known.get(side) ?? new Map<string, OpenValues>()
  known.set(side, charts)
  const open = charts.get(directory) ?? readValues(`${directory}values.yaml`, side)
  charts.set(directory, open)
  return open
}

function readValues(path: string, side: Side): OpenValues {
  const file = side.file(path)
  const root = side.documents(path)[0]
  if (file === undefined || root === undefined) return nothing
  const sightings = sightValues(file, rootOf(root))
  const covered = new Set(
    sightings.flatMap((one) => [one.span, ...(one.related ?? []).map((place) => place.span)]).map((span) => span.start),
  )
  return (text) => {
    const names = [...new Set([...text.matchAll(/\.Values\.([\w.-]+)/g)].map((match) => match[1] ?? ''))]
    return names.flatMap((name) => {
      const steps = name.split('.')
      const value = textOf(nodeAt(root, steps))
      // The parts of one image stand together: if one belongs to a reference, all do, an empty tag too.
      const beside =
        steps.length < 2 ? [nodeAt(root, steps)] : entriesOf(nodeAt(root, steps.slice(0, -1))).map((entry) => entry.value)
      const covers = beside.some((node) => node !== undefined && covered.has(node.span.start))
      return value === undefined || covers ? [] : [`${name}=${value}`]
    })
  }
}
