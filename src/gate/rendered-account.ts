import type { Accountant, ScalarChange } from '../model/account.ts'
import type { RemoteChart, RenderedEntry } from '../model/rendering.ts'
import type { Place } from '../model/span.ts'
import type { RenderedSide } from '../render/render.ts'

/** Objects that make a deployer apply others: that they were applied themselves says nothing of those. */
const DEPLOYER = /^(?:[\w.-]+\.)?(?:fluxcd\.io|argoproj\.io)\//

/**
 * Answers for files that only entries use which were rendered exactly: whatever changed in them shows in the references and objects of these,
 * or in none. Of values that a chart may be installed with, and that nobody says it is installed with, only the templates are answered for.
 */
export function renderedAccount(base: RenderedSide, head: RenderedSide): Accountant {
  const [before, after] = [answeredIn(base), answeredIn(head)]
  const [chartBefore, chartAfter] = [chartsIn(base, head), chartsIn(head, base)]
  return ({ kind, document, scalar }) => {
    const [files, charts] = kind === 'removed' ? [before, chartBefore] : [after, chartAfter]
    if (charts({ file: document.file, span: scalar.span })) return 'judged'
    return !DEPLOYER.test(document.apiVersion ?? '') && !isGenerated(scalar) && files(document.file) ? 'judged' : 'open'
  }
}

/** Whether a place decides which chart is fetched, and all entries that it decides were rendered exactly, on both sides where both have them. */
function chartsIn(side: RenderedSide, other: RenderedSide): (place: Place) => boolean {
  const there = new Map(other.entries.map((one) => [one.entry.id, one]))
  const exact = new Set<string>()
  const open = new Set<string>()
  for (const one of side.entries) {
    const counterpart = there.get(one.entry.id)
    const known = isExact(one) && (counterpart === undefined || isExact(counterpart))
    for (const chart of one.charts ?? []) {
      if (known && isLeftOut(one, chart)) continue
      for (const place of [chart.at, ...chart.named]) (known ? exact : open).add(keyOf(place))
    }
  }
  return (place) => exact.has(keyOf(place)) && !open.has(keyOf(place))
}

/** A dependency that the values at hand leave out says nothing of one that other values may switch on. */
function isLeftOut({ entry, rendering }: RenderedEntry, { as }: RemoteChart): boolean {
  return !entry.sure && as !== undefined && rendering.kind === 'rendered' && rendering.off?.includes(as) === true
}

function isExact({ rendering }: RenderedEntry): boolean {
  return rendering.kind === 'rendered' && rendering.unknowns.length === 0
}

function keyOf({ file, span }: Place): string {
  return `${span.start} ${span.end} ${file}`
}

/** What a generator puts into a ConfigMap or Secret may be a variable of another entry, as what it reads from a file may. */
function isGenerated({ path }: ScalarChange['scalar']): boolean {
  return /^(?:configMap|secret)Generator$/.test(path[0] ?? '')
}

function answeredIn({ entries }: RenderedSide): (file: string) => boolean {
  const exact = new Set<string>()
  const open = new Set<string>()
  for (const one of entries) {
    const { entry, used, covers } = one
    const rendered = isExact(one)
    for (const path of used) if (!covers.has(path)) open.add(path)
    for (const path of covers) (rendered && (entry.sure || isTemplate(path)) ? exact : open).add(path)
  }
  return (file) => exact.has(file) && !open.has(file)
}

function isTemplate(path: string): boolean {
  return /(?:^|\/)templates\//.test(path)
}
