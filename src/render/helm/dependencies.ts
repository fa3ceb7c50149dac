import { printValue } from '../../languages/gofmt/print.ts'
import { NotKnown } from '../../languages/govalue/callable.ts'
import { text } from '../../languages/govalue/text.ts'
import { type MapValue, map, NIL, type Value } from '../../languages/govalue/value.ts'
import { parseConstraints, satisfies } from '../../languages/semver/constraint.ts'
import { parseVersion } from '../../languages/semver/version.ts'
import { type Chart, type Dependency, nameOf, setDependencies } from './chart.ts'
import { type Coalescing, coalesceValues, copyMap, freshMap, mergeTables } from './coalesce.ts'

/** Leaves out subcharts by conditions and tags, renames by alias, and imports values: the chart is changed as Helm changes it. */
export function processDependencies(chart: Chart, values: MapValue, helm: 3 | 4): void {
  enableDependencies(chart, values, '', helm)
  importAll(chart, helm)
}

/** Whether a version lies in a range; a version or range that cannot be read lies in none. */
export function isInRange(range: string, version: string): boolean {
  const parsed = parseVersion(version)
  const constraints = parseConstraints(range)
  return parsed.ok && constraints.ok && satisfies(parsed.version, constraints.constraints)
}

/** The `dependencies` that stand nowhere in charts/. */
export function missingDependencies(chart: Chart): readonly Dependency[] {
  const present = new Set(chart.dependencies.map(nameOf))
  return (chart.metadata.dependencies ?? []).filter((one) => !present.has(one.name.text))
}

/** By which names values decide on a dependency: its own or its alias, and what its condition begins with. */
export function keysOf({ name, alias, condition }: Dependency): readonly string[] {
  const own = alias.text === '' ? name.text : alias.text
  const conditions = condition.text.split(',').map((one) => one.trim().split('.', 1)[0] ?? '')
  return [...new Set([own, ...conditions])].filter((key) => key !== '')
}

function enableDependencies(chart: Chart, values: MapValue, path: string, helm: 3 | 4): void {
  const wanted = chart.metadata.dependencies
  if (wanted === undefined) return
  const charts = chart.dependencies.filter((child) => !wanted.some((one) => fits(one, child)))
  for (const one of wanted) {
    const child = chart.dependencies.find((candidate) => fits(one, candidate))
    if (child !== undefined) charts.push(underAlias(child, one, helm))
    if (one.alias.text !== '') one.name = one.alias
  }
  setDependencies(chart, charts)
  for (const one of wanted) one.enabled = true
  const coalesced = coalesceValues(chart, values, { merge: false, helm })
  applyTags(wanted, coalesced)
  applyConditions(wanted, coalesced, path)
  const off = new Set(wanted.filter((one) => !one.enabled).map((one) => one.name.text))
  const kept = chart.dependencies.filter((child) => !off.has(nameOf(child)))
  const left = wanted.filter((one) => !off.has(one.name.text))
  for (const child of kept) enableDependencies(child, coalesced, `${path}${nameOf(child)}.`, helm)
  // Go's append to a nil slice: no dependency is left when none is added.
  chart.metadata.dependencies = left.length === 0 ? undefined : left
  setDependencies(chart, kept)
}

function fits(dependency: Dependency, chart: Chart): boolean {
  return nameOf(chart) === dependency.name.text && isInRange(dependency.version.text, chart.metadata.version.text)
}

/** A copy as deep as Helm makes it: Helm 3 shares the metadata of dependencies and the charts below, Helm 4 copies one level. */
function underAlias(chart: Chart, dependency: Dependency, helm: 3 | 4): Chart {
  const name = dependency.alias.text === '' ? chart.metadata.name : dependency.alias
  const copy: Chart = { ...chart, metadata: { ...chart.metadata, name } }
  if (helm === 3) return copy
  if (copy.metadata.dependencies !== undefined) copy.metadata.dependencies = copy.metadata.dependencies.map((one) => ({ ...one }))
  setDependencies(
    copy,
    chart.dependencies.map((child) => ({ ...child })),
  )
  return copy
}

function applyTags(wanted: readonly Dependency[], values: MapValue): void {
  const tags = values.entries.get('tags')
  if (tags?.kind !== 'map') return
  for (const one of wanted) {
    const found = (one.tags ?? []).map((tag) => booleanOf(tags.entries.get(tag.text)))
    if (found.includes(true)) one.enabled = true
    else if (found.includes(false)) one.enabled = false
    else one.enabled = true
  }
}

function applyConditions(wanted: readonly Dependency[], values: MapValue, path: string): void {
  for (const one of wanted) {
    for (const condition of one.condition.text.trim().split(',')) {
      const found = condition === '' ? undefined : booleanOf(valueAt(values, path + condition))
      if (found === undefined) continue
      one.enabled = found
      break
    }
  }
}

function booleanOf(value: Value | undefined): boolean | undefined {
  if (value?.kind === 'unknown') throw new NotKnown(value.unknown)
  return value?.kind === 'bool' ? value.value : undefined
}

/** The value at a dotted path that is no table. */
function valueAt(values: MapValue, path: string): Value | undefined {
  let at: Value | undefined = values
  for (const part of path.split('.')) at = at?.kind === 'map' ? at.entries.get(part) : at?.kind === 'unknown' ? at : undefined
  return at?.kind === 'map' ? undefined : at
}

/** The table at a dotted path. */
export function tableAt(values: MapValue, path: string): MapValue | undefined {
  let at: Value | undefined = values
  for (const part of path.split('.')) at = at?.kind === 'map' ? at.entries.get(part) : undefined
  return at?.kind === 'map' ? at : undefined
}

function importAll(chart: Chart, helm: 3 | 4): void {
  for (const child of chart.dependencies) importAll(child, helm)
  importValues(chart, { merge: true, helm })
}

function importValues(chart: Chart, how: Coalescing): void {
  const wanted = chart.metadata.dependencies
  if (wanted === undefined) return
  const values = coalesceValues(chart, undefined, how)
  let imported = freshMap()
  for (const one of wanted) {
    const entries = one.importValues ?? []
    one.importValues = entries.map(importedEntry)
    for (const entry of entries) {
      const { child, parent } = importPaths(entry)
      const table = child === undefined ? undefined : tableAt(values, `${one.name.text}.${child}`)
      if (table !== undefined) imported = mergeTables(imported, under(parent, table), true)
    }
  }
  chart.values = mergeTables(copyMap(values), imported, true)
}

/** The type that Helm gives to an entry once it was imported: it does not know it again, which shows where aliases share it. */
const DONE = 'map[string]string'

function importedEntry(entry: Value): Value {
  const { child, parent } = importPaths(entry)
  if (child === undefined) return entry
  return map(
    new Map([
      ['child', text(child)],
      ['parent', text(parent)],
    ]),
    DONE,
  )
}

function importPaths(entry: Value): { readonly child: string | undefined; readonly parent: string } {
  if (entry.kind === 'text') return { child: `exports.${entry.text}`, parent: '.' }
  if (entry.kind !== 'map' || entry.type === DONE) return { child: undefined, parent: '.' }
  const word = (key: string) => printValue(entry.entries.get(key) ?? NIL).text
  return { child: word('child'), parent: word('parent') }
}

function under(path: string, table: MapValue): MapValue {
  if (path === '.') return table
  let inner = table
  for (const part of path.split('.').reverse()) {
    const outer = freshMap()
    outer.entries.set(part, inner)
    inner = outer
  }
  return inner
}
