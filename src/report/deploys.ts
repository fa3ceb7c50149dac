import type { Report } from '../model/report.ts'
import { bullets, code, details, fence, join, type Markdown, md, nothing, prose } from './markdown.ts'
import { plural } from './wording.ts'

type Deploy = Report['deploys'][number]

/** The fold of what the change deploys: for each entry its images old and new, its objects, and at most `limit` lines of how they differ. */
export function deploysFold(report: Report, limit: number): Markdown {
  if (report.deploys.length === 0) return nothing
  let left = limit
  const blocks = report.deploys.map((deploy) => {
    const block = deployBlock(deploy, left)
    left = Math.max(0, left - deploy.objects.reduce((sum, { lines }) => sum + lines.length, 0))
    return block
  })
  return details(md`🚢 What this change deploys: ${prose(plural(report.deploys.length, 'entry', 'entries'))}`, join(blocks))
}

function deployBlock(deploy: Deploy, limit: number): Markdown {
  const lines = deploy.objects.flatMap(({ object, change, lines: own }) =>
    own.length === 0 || change === 'removed' ? [] : [`# ${object}`, ...own],
  )
  const shown = lines.slice(0, limit)
  const rest = lines.length - shown.length + deploy.cut
  return join([
    md`**${code(deploy.entry)}**: ${prose(countsOf(deploy))}`,
    bullets(deploy.images.map(({ before, after }) => md`${imageOf(before)} → ${imageOf(after)}`)),
    shown.length === 0 ? nothing : fence(shown.join('\n'), 'diff'),
    rest > 0 ? md`… and ${prose(plural(rest, 'more line'))}` : nothing,
  ])
}

function imageOf(text: string | null): Markdown {
  return text === null ? md`nothing` : code(text)
}

/** The objects of an entry in numbers: `1 altered, 2 added`. */
export function countsOf({ objects }: Deploy): string {
  const counts = (['added', 'altered', 'removed'] as const).flatMap((change) => {
    const some = objects.filter((one) => one.change === change)
    return some.length === 0 ? [] : [`${plural(some.length, 'object')} ${change}`]
  })
  return counts.length === 0 ? 'the same objects' : counts.join(', ')
}
