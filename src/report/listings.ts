import type { Report, ReportFinding, ReportImage, ReportRuling } from '../model/report.ts'
import { placeLink, sayMessage } from './fold.ts'
import { bullets, code, details, join, type Markdown, md, nothing, prose } from './markdown.ts'
import { ended, type Problem } from './problems.ts'
import { plural, SIGNS, shortened } from './wording.ts'

const SOON_DAYS = 14

/** The fold of notices: one that is said of several places is said once. */
export function noticeFold(report: Report, notices: readonly Problem[], limit: number): Markdown {
  if (notices.length === 0) return nothing
  const said = notices.flatMap((problem) => problem.findings.map((finding) => ({ finding, subject: problem.subject })))
  const groups = [...Map.groupBy(said, ({ finding: { rule, message } }) => JSON.stringify([rule, message])).values()]
  const items = groups.slice(0, limit).flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const others = more.length === 0 ? nothing : md` Also at ${prose(plural(more.length, 'other place'))}.`
    return [md`${placeLink(report, first.finding)} ${sayMessage(first.finding, first.subject)}${others}`]
  })
  return details(md`${SIGNS.notice} ${prose(plural(groups.length, 'notice'))}`, cut(items, groups.length, limit))
}

/** The fold of cleared references: one item per distinct image, with who vouched for it. */
export function clearedFold(report: Report, limit: number): Markdown {
  const cleared = report.rulings.filter(({ ruling }) => ruling === 'cleared')
  if (cleared.length === 0) return nothing
  const images = new Map(report.images.map((image) => [image.name, image]))
  const groups = [...Map.groupBy(cleared, ({ reference }) => reference.name ?? reference.text)]
  const items = groups.slice(0, limit).map(([name, rulings]) => {
    const digest = rulings[0]?.digest ?? images.get(name)?.digest ?? ''
    const bytes = name.includes('@') ? nothing : code(shortened(digest))
    return md`${join([code(shortened(name)), bytes], ' ')}: ${vouchers(images.get(name))}; ${placesOf(report, rulings)}`
  })
  return details(md`${SIGNS.passed} ${cleared.length} cleared`, cut(items, groups.length, limit))
}

/** The list of what exceptions cover. It stands open when one of them expires soon. */
export function exemptFold(report: Report): Markdown {
  const excepted = report.findings.filter((finding) => finding.exceptedBy !== undefined)
  if (excepted.length === 0) return nothing
  const soon = excepted.some((finding) => (finding.exceptedBy?.daysLeft ?? 0) <= SOON_DAYS)
  const body = bullets(excepted.map((finding) => exemptItem(report, finding)))
  const summary = prose(`${plural(excepted.length, 'finding')} covered by an exception`)
  return soon ? join([md`**${summary}, one of which expires soon**`, body]) : details(md`🔓 ${summary}`, body)
}

function vouchers(image: ReportImage | undefined): Markdown {
  const proved = (image?.demands ?? []).filter(({ status }) => status === 'proved')
  const names = [...new Set(proved.map(({ authority }) => authority))]
  return names.length === 0
    ? md`no signature is demanded`
    : md`vouched for by ${join(
        names.map((name) => code(name)),
        ', ',
      )}`
}

/** Links to the first places of rulings; the others are counted. */
export function placesOf(report: Report, rulings: readonly ReportRuling[]): Markdown {
  const shown = rulings.slice(0, 3).map(({ reference }) => placeLink(report, reference))
  return join([...shown, ...(rulings.length > 3 ? [md`${rulings.length - 3} more`] : [])], ', ')
}

function exemptItem(report: Report, finding: ReportFinding): Markdown {
  const use = finding.exceptedBy
  const until = md`until ${code(use?.expires ?? '')} (${prose(plural(use?.daysLeft ?? 0, 'day'))} left)`
  return md`${placeLink(report, finding)} ${sayMessage(finding, finding.image ?? '')} ${prose(ended(use?.reason ?? ''))} ${code(use?.owner ?? '')}, ${until}`
}

function cut(items: readonly Markdown[], total: number, limit: number): Markdown {
  return join([bullets(items), moreOf(total, limit)])
}

function moreOf(total: number, limit: number): Markdown {
  return total > limit ? md`… and ${total - limit} more.` : nothing
}
