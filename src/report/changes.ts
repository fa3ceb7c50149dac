import { formatBytes } from '../model/byte-size.ts'
import type { Report, ReportImage, ReportRuling } from '../model/report.ts'
import { placesOf } from './listings.ts'
import { bullets, code, details, join, link, type Markdown, md, nothing, prose, table } from './markdown.ts'
import { ended } from './problems.ts'
import { plural, SIGNS, shortened } from './wording.ts'

const GITHUB_SOURCE = /^https:\/\/github\.com\/([\w-][\w.-]*\/[\w-][\w.-]*)$/
const COMMIT = /^[0-9a-f]{40}$/
/** So many image changes are listed where there is no room for what is different in them. */
const FEW = 10

/** The image changes: what each replaced image was, and what it becomes; what is different in them is in a fold, of at most `limit`. */
export function changesList(report: Report, limit: number): Markdown {
  const images = new Map(report.images.map((image) => [image.name, image]))
  const changes = report.rulings.filter(({ replaces, reference }) => replaces !== undefined && replaces.text !== reference.text)
  const groups = [...Map.groupBy(changes, ({ reference, replaces }) => JSON.stringify([replaces?.text, reference.text])).values()]
  if (groups.length === 0) return nothing
  const listed = groups.slice(0, Math.max(FEW, limit))
  const rest = groups.length - listed.length
  const blocks = groups.slice(0, limit).flatMap((group) => changeBlock(report, group, images))
  return join([
    md`### 🔁 ${prose(plural(groups.length, 'image change'))}`,
    bullets(listed.map((group) => changeItem(report, group))),
    rest > 0 ? md`… and ${rest} more.` : nothing,
    blocks.length === 0 ? nothing : details(md`What is different in them`, join(blocks)),
  ])
}

const OF_RULING: Readonly<Record<ReportRuling['ruling'], Markdown>> = {
  cleared: SIGNS.passed,
  untouched: SIGNS.passed,
  exempt: md`🔓`,
  blocked: SIGNS.blocked,
  unverified: SIGNS.unverified,
}

function changeItem(report: Report, group: readonly ReportRuling[]): Markdown {
  const [first] = group
  if (first?.replaces === undefined) return nothing
  const { replaces, reference } = first
  return md`${OF_RULING[first.ruling]} ${code(shortened(replaces.text))} → ${code(shortened(reference.text))} ${placesOf(report, group)}`
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
