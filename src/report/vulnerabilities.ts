import type { Report, ReportImage, ReportVulnerabilities, ReportVulnerability } from '../model/report.ts'
import { code, details, join, type Markdown, md, nothing, prose, table } from './markdown.ts'
import { plural } from './wording.ts'

/**
 * The fold of what comes in with the images: for each of them what came in and went out, at most `limit` rows of it, where the packages
 * of both sides are known from, and what of them was not asked.
 */
export function vulnerabilitiesFold(report: Report, limit: number): Markdown {
  const seen = report.images.flatMap((image) =>
    image.vulnerabilities === undefined ? [] : [{ image, found: image.vulnerabilities }],
  )
  if (seen.length === 0) return nothing
  const blocks = seen.slice(0, Math.max(1, limit)).map(({ image, found }) => block(image, found, limit))
  const rest = seen.length - blocks.length
  const more = rest > 0 ? md`… and ${prose(plural(rest, 'more image'))}` : nothing
  return details(md`🔎 Known vulnerabilities of ${prose(plural(seen.length, 'image'))}`, join([...blocks, more]))
}

/** What came in and went out in numbers, never that there is nothing: `came in 3 (1 known exploited) · went out 14 · stays 41`. */
export function vulnerabilityCounts({ compared, introduced, removed, staying, after, packages }: ReportVulnerabilities): string {
  if (after === undefined) return 'which packages it has is not known, so nobody was asked'
  const exploited = introduced.filter((one) => one.exploited !== undefined).length
  const known = exploited === 0 ? '' : ` (${exploited} known exploited)`
  const changes = compared
    ? [`came in ${introduced.length}${known}`, `went out ${removed.length}`, `stays ${staying}`]
    : [`present ${introduced.length}${known}, not compared`]
  const unasked = after.unasked === 0 ? [] : [`${after.unasked} of ${after.packages} packages not asked`]
  const same = packages === undefined ? [] : [`${plural(packages.same, 'package')} the same on both sides, not asked`]
  return [...changes, ...unasked, ...same].join(' · ')
}

function block(image: ReportImage, found: ReportVulnerabilities, limit: number): Markdown {
  const shown = found.introduced.slice(0, limit)
  const rest = found.introduced.length - shown.length
  return join([
    md`**${code(image.name)}**: ${prose(vulnerabilityCounts(found))}`,
    shown.length === 0 ? nothing : table([md`Id`, md`Package`, md`Severity`, md`Fixed in`, md`Exploited`], shown.map(row)),
    rest > 0 ? md`… and ${prose(plural(rest, 'more'))}: the report file has all of them.` : nothing,
    sources(found),
    ...found.problems.slice(0, 3).map(({ about, detail }) => md`Not answered: ${code(about)}, ${prose(detail)}`),
  ])
}

function row({ id, packages, severity, severityBy, score, exploited, malicious }: ReportVulnerability): readonly Markdown[] {
  const [first] = packages
  const versions =
    first === undefined ? nothing : md`${code(first.name)} ${code(first.before?.join(', ') ?? '–')} → ${code(first.after)}`
  const more = packages.length > 1 ? md` and ${packages.length - 1} more` : nothing
  const rating =
    severity === undefined ? 'unknown' : `${severity}${score === undefined ? '' : ` ${score.toFixed(1)}`} (${severityBy ?? ''})`
  return [
    malicious === true ? md`${code(id)} malicious` : code(id),
    md`${versions}${more}`,
    prose(rating),
    first?.fixed === undefined ? nothing : code(first.fixed),
    exploited === undefined ? nothing : code(exploited),
  ]
}

function sources({ asked, before, after }: ReportVulnerabilities): Markdown {
  const now = after === undefined ? md`not known` : md`${code(after.source)}, ${after.packages}`
  const then = before === undefined ? nothing : md` · packages before: ${code(before.source)}, ${before.packages}`
  return md`Asked: ${code(asked)} · packages now: ${now}${then}`
}
