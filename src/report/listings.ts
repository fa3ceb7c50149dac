import { formatBytes } from '../model/byte-size.ts'
import type { Report, ReportFinding, ReportImage, ReportRuling } from '../model/report.ts'
import { placeLink, sayMessage } from './fold.ts'
import { bullets, code, details, join, link, type Markdown, md, nothing, prose, table } from './markdown.ts'
import { ended, type Problem, saidAbout } from './problems.ts'
import { plural, SIGNS, shortened } from './wording.ts'

const SOON_DAYS = 14
const GITHUB_SOURCE = /^https:\/\/github\.com\/([\w-][\w.-]*\/[\w-][\w.-]*)$/
const COMMIT = /^[0-9a-f]{40}$/

/** The table of problems: one row each, at most `limit`. */
export function problemTable(report: Report, problems: readonly Problem[], limit: number): Markdown {
  if (problems.length === 0) return nothing
  const rows = problems.slice(0, limit).map((problem) => {
    const [first, ...more] = saidAbout(problem)
    const also = [...new Set(more.map(({ rule }) => rule))].filter((rule) => rule !== first.rule)
    const others =
      also.length === 0
        ? nothing
        : md`Also: ${join(
            also.map((rule) => code(rule)),
            ', ',
          )}.`
    return [
      SIGNS[problem.state],
      placeLink(report, problem.location),
      join([sayMessage(first, problem.subject), others], ' '),
      sayFix(first, problem.subject),
    ]
  })
  const rest = problems.length - rows.length
  const more =
    rest > 0 ? md`… and ${prose(plural(rest, 'more problem'))}: the job summary and the report file have all of them.` : nothing
  return join([table([md` `, md`Where`, md`What`, md`Fix`], rows), more])
}

function sayFix({ fix, docs }: ReportFinding, subject: string): Markdown {
  return fix === undefined ? link(md`how to fix it`, docs) : prose(shortened(fix.description), [subject])
}

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

/** The fold of cleared references: one row per distinct image, with who vouched for it. */
export function clearedFold(report: Report, limit: number): Markdown {
  const cleared = report.rulings.filter(({ ruling }) => ruling === 'cleared')
  if (cleared.length === 0) return nothing
  const images = new Map(report.images.map((image) => [image.name, image]))
  const groups = [...Map.groupBy(cleared, ({ reference }) => reference.name ?? reference.text)]
  const rows = groups
    .slice(0, limit)
    .map(([name, rulings]) => [
      code(shortened(name)),
      code(shortened(rulings[0]?.digest ?? images.get(name)?.digest ?? '')),
      vouchers(images.get(name)),
      placesOf(report, rulings),
    ])
  const body = table([md`Image`, md`Digest`, md`Vouched for by`, md`Where`], rows)
  return details(md`${SIGNS.passed} ${cleared.length} cleared`, join([body, moreOf(groups.length, limit)]))
}

/** The list of what exceptions cover. It stands open when one of them expires soon. */
export function exemptFold(report: Report): Markdown {
  const excepted = report.findings.filter((finding) => finding.exceptedBy !== undefined)
  if (excepted.length === 0) return nothing
  const soon = excepted.some((finding) => (finding.exceptedBy?.daysLeft ?? 0) <= SOON_DAYS)
  const body = table(
    [md`Where`, md`What`, md`Reason`, md`Owner`, md`Expires`],
    excepted.map((finding) => exemptRow(report, finding)),
  )
  const summary = prose(`${plural(excepted.length, 'finding')} covered by an exception`)
  return soon ? join([md`**${summary}, one of which expires soon**`, body]) : details(md`🔓 ${summary}`, body)
}

/** The fold of image changes: what each replaced image was, and what it becomes. */
export function changesFold(report: Report, limit: number): Markdown {
  const images = new Map(report.images.map((image) => [image.name, image]))
  const changes = report.rulings.filter(({ replaces, reference }) => replaces !== undefined && replaces.text !== reference.text)
  const groups = [...Map.groupBy(changes, ({ reference, replaces }) => JSON.stringify([replaces?.text, reference.text])).values()]
  if (groups.length === 0) return nothing
  const blocks = groups.slice(0, limit).flatMap((group) => changeBlock(report, group, images))
  return details(md`🔁 ${prose(plural(groups.length, 'image change'))}`, join([...blocks, moreOf(groups.length, limit)]))
}

function changeBlock(
  report: Report,
  group: readonly ReportRuling[],
  images: ReadonlyMap<string, ReportImage>,
): readonly Markdown[] {
  const [first] = group
  if (first?.replaces === undefined) return []
  const before = images.get(first.replaces.name ?? '')
  const after = images.get(first.reference.name ?? '')
  const digests: Aspect = [md`digest`, first.replaces.digest ?? '', first.digest ?? after?.digest ?? '']
  const known = [digests, ...aspects(before, after)].filter(([, old, now]) => old !== '' || now !== '')
  const changed = known
    .filter(([, old, now]) => old !== now)
    .map(([label, old, now]) => [label, code(shortened(old)), code(shortened(now))])
  const same = known.filter(([, old, now]) => old === now).map(([label, old]) => md`${label} ${code(shortened(old))}`)
  const heading = md`**${code(shortened(first.replaces.text))} → ${code(shortened(first.reference.text))}** ${placesOf(report, group)}`
  return [
    join([
      heading,
      changed.length === 0 ? nothing : table([md` `, md`Before`, md`After`], changed),
      notCompared(first.replaces),
      sourceLink(before, after),
      same.length === 0 ? nothing : md`Unchanged: ${join(same, ', ')}`,
    ]),
  ]
}

// An image that nobody could look into must not read as one in which nothing changed.
function notCompared({ notCompared: why }: NonNullable<ReportRuling['replaces']>): Markdown {
  return why === undefined
    ? nothing
    : md`${SIGNS.unverified} What is in the two images was not compared: ${prose(ended(shortened(why)))}`
}

// Labels are claims of the image: a link is only made to GitHub, from parts that can be nothing else.
function sourceLink(before: ReportImage | undefined, after: ReportImage | undefined): Markdown {
  const repository = GITHUB_SOURCE.exec(after?.source ?? '')?.[1]
  const revision = after?.revision ?? ''
  if (repository === undefined || !COMMIT.test(revision)) return nothing
  const old = before?.revision ?? ''
  const home = `https://github.com/${repository}`
  const [label, url] =
    before?.source === after?.source && COMMIT.test(old) && old !== revision
      ? [`${repository} ${old.slice(0, 12)}...${revision.slice(0, 12)}`, `${home}/compare/${old}...${revision}`]
      : [`${repository} ${revision.slice(0, 12)}`, `${home}/commit/${revision}`]
  return md`Source, as the labels say: ${link(code(label), url)}`
}

type Aspect = readonly [label: Markdown, before: string, after: string]

function aspects(before: ReportImage | undefined, after: ReportImage | undefined): readonly Aspect[] {
  const row = (label: Markdown, read: (image: ReportImage) => string | undefined): Aspect => [
    label,
    before === undefined ? '' : (read(before) ?? ''),
    after === undefined ? '' : (read(after) ?? ''),
  ]
  return [
    row(md`signed by`, signersOf),
    row(md`source`, (image) => image.source),
    row(md`revision`, (image) => image.revision),
    row(md`built`, (image) => image.created),
    row(md`user`, (image) => (image.user === '' ? 'root' : image.user)),
    row(md`platforms`, (image) => image.platforms.join(', ')),
    row(md`base`, (image) => image.baseName),
    row(md`size`, (image) => (image.compressedSize === undefined ? undefined : formatBytes(image.compressedSize))),
  ]
}

function signersOf(image: ReportImage): string {
  const valid = image.signatures.filter(({ status }) => status === 'valid')
  return [...new Set(valid.flatMap(({ signer }) => signer ?? []))].join(', ')
}

function vouchers(image: ReportImage | undefined): Markdown {
  const proved = (image?.demands ?? []).filter(({ status }) => status === 'proved')
  const names = [...new Set(proved.map(({ authority }) => authority))]
  return names.length === 0
    ? md`not demanded`
    : join(
        names.map((name) => code(name)),
        ', ',
      )
}

function placesOf(report: Report, rulings: readonly ReportRuling[]): Markdown {
  const shown = rulings.slice(0, 3).map(({ reference }) => placeLink(report, reference))
  return join([...shown, ...(rulings.length > 3 ? [md`${rulings.length - 3} more`] : [])], ', ')
}

function exemptRow(report: Report, finding: ReportFinding): readonly Markdown[] {
  const use = finding.exceptedBy
  const left = use?.daysLeft ?? 0
  return [
    placeLink(report, finding),
    sayMessage(finding, finding.image ?? ''),
    prose(use?.reason ?? ''),
    code(use?.owner ?? ''),
    md`${code(use?.expires ?? '')} (${prose(plural(left, 'day'))} left)`,
  ]
}

function cut(items: readonly Markdown[], total: number, limit: number): Markdown {
  return join([bullets(items), moreOf(total, limit)])
}

function moreOf(total: number, limit: number): Markdown {
  return total > limit ? md`… and ${total - limit} more.` : nothing
}
