import { MAX_GRAPH_IMAGES } from '../../model/limits.ts'
import type { Report, ReportImage } from '../../model/report.ts'
import { capped, escapeHtml, type Html, html, joinHtml } from '../escape.ts'
import { shortened } from '../wording.ts'

/** Which file names which image, and who vouches for it: a picture, of the images whose rulings are worst. */
export interface Graph {
  add(report: Report): void
  print(): Html
}

type Mark = 'proved' | 'refuted' | 'unknown' | 'notice'

interface Edge {
  readonly from: string
  readonly to: string
  readonly mark: Mark
}

const RULED = { blocked: 0, unverified: 1, exempt: 2, cleared: 3, untouched: 4 } as const
const MARKS = { refuted: 'refuted', unknown: 'unknown', absent: 'refuted', proved: 'proved' } as const
const NOBODY = 'nobody is asked'
const [ROW, WIDTH, BOX, GAP, LABEL] = [34, 1160, 320, 100, 38]

/** A picture of nothing. */
export function createGraph(): Graph {
  const images = new Map<string, { readonly rank: number; readonly files: Set<string>; readonly image?: ReportImage }>()
  return {
    add(report) {
      const known = new Map(report.images.map((image) => [image.name, image]))
      for (const { reference, ruling } of report.rulings) {
        const name = reference.name ?? reference.text
        const [one, image] = [images.get(name), known.get(name)]
        // Only so many are drawn; of more the first are remembered, so that memory does not grow with the reports.
        if (one === undefined && images.size >= 10 * MAX_GRAPH_IMAGES) continue
        const files = one?.files ?? new Set<string>()
        if (files.size < MAX_GRAPH_IMAGES) files.add(reference.file)
        const rank = Math.min(RULED[ruling], one?.rank ?? RULED.untouched)
        images.set(name, { rank, files, ...(image === undefined ? {} : { image }) })
      }
    },
    print() {
      if (images.size === 0) return html``
      const worst = [...images].toSorted(([, a], [, b]) => a.rank - b.rank).slice(0, MAX_GRAPH_IMAGES)
      const where = worst.flatMap(([name, { files, rank }]) =>
        [...files].slice(0, 3).map((file): Edge => ({ from: file, to: name, mark: markOf(rank) })),
      )
      const who = worst.flatMap(([name, { image }]) => vouchers(name, image))
      const rest = images.size - worst.length
      const more = rest === 0 ? html`` : html`<p class="more">… and ${rest} more images: the tables have them.</p>`
      return html`<h2>Where images run, and who vouches for them</h2>${drawn(where, who)}${more}\n`
    },
  }
}

function markOf(rank: number): Mark {
  if (rank === RULED.blocked) return 'refuted'
  return rank === RULED.unverified ? 'unknown' : rank === RULED.cleared ? 'proved' : 'notice'
}

function vouchers(name: string, image: ReportImage | undefined): readonly Edge[] {
  const demands = image?.demands ?? []
  if (demands.length === 0) return [{ from: name, to: NOBODY, mark: 'notice' }]
  const worst = (['refuted', 'unknown', 'absent', 'proved'] as const).map((status) => [status, MARKS[status]] as const)
  return [...Map.groupBy(demands, ({ authority }) => authority)].map(([authority, some]) => {
    const found = worst.find(([status]) => some.some((one) => one.status === status))
    return { from: name, to: authority, mark: found?.[1] ?? 'unknown' }
  })
}

function drawn(where: readonly Edge[], who: readonly Edge[]): Html {
  const columns = [where.map(({ from }) => from), where.map(({ to }) => to), who.map(({ to }) => to)].map((all) => [
    ...new Set(all),
  ])
  const rows = Math.max(...columns.map(({ length }) => length))
  const height = rows * ROW
  const left = (column: number): number => column * (BOX + GAP)
  // Each column is spread over the whole height, so that lines cross less.
  const middle = (column: number, name: string): number => {
    const all = columns[column] ?? []
    return Math.round(((all.indexOf(name) + 0.5) * height) / Math.max(1, all.length))
  }
  const line = ({ from, to, mark }: Edge, column: number): Html => {
    const [x, y, x2, y2] = [left(column) + BOX, middle(column, from), left(column + 1), middle(column + 1, to)]
    return html`<path class="${escapeHtml(mark)}" d="M${x} ${y}C${x + GAP / 2} ${y} ${x2 - GAP / 2} ${y2} ${x2} ${y2}"/>`
  }
  const box = (name: string, column: number): Html => {
    const [x, y] = [left(column), middle(column, name)]
    const text = capped(shortened(name), LABEL)
    return html`<g><title>${escapeHtml(name)}</title><rect x="${x}" y="${y - 12}" width="${BOX}" height="24" rx="4"/><text x="${x + 8}" y="${y + 4}">${escapeHtml(text)}</text></g>`
  }
  const parts = [
    ...where.map((edge) => line(edge, 0)),
    ...who.map((edge) => line(edge, 1)),
    ...columns.flatMap((names, column) => names.map((name) => box(name, column))),
  ]
  return html`<div class="graph"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="files, the images that they name, and who vouches for these">${joinHtml(parts)}</svg></div>`
}
