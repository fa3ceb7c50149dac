import type { Report, ReportFinding } from '../model/report.ts'
import { fence, join, type Markdown, md, nothing } from './markdown.ts'
import { type Problem, saidAbout } from './problems.ts'

const EXEMPTION_DAYS = 30
/** Rules about the run itself: an exception cannot cover them. */
const NOT_EXEMPTED = /^(?:policy|weakened)\//
/** Demands: refuted they block whatever level their rule has. */
const DEMANDED = /^(?:signature|attestation)\//

/**
 * The exceptions with which this problem would not block: one for each rule that blocks. None where no exception can help: questions about
 * the run itself, and what an outage left open, which the next run may answer.
 */
export function exemption(report: Report, problem: Problem): Markdown {
  const blocking = [
    ...new Set(
      saidAbout(problem)
        .filter(blocks(problem))
        .map(({ rule }) => rule),
    ),
  ]
  if (blocking.length === 0 || blocking.some((rule) => NOT_EXEMPTED.test(rule)) || isPassing(problem)) return nothing
  const lines = ['exceptions:', ...blocking.flatMap((rule) => exceptionLines(report, problem, rule))]
  const whom = blocking.length === 1 ? md`this` : md`these, as each of these rules blocks,`
  const intro = md`**If it must run as it is:** somebody who owns the policy adds ${whom} on the default branch. Every report lists it until it expires.`
  return join([intro, fence(lines.join('\n'), 'yaml')])
}

// A warning blocks nothing, but whoever knows better wants to be rid of it.
function blocks({ state }: Problem): (finding: ReportFinding) => boolean {
  return ({ rule, level }) => state !== 'blocked' || level === 'error' || DEMANDED.test(rule)
}

// Of a reference with a name, what stayed open is an answer that did not come; only a name that no file tells stays open for good.
function isPassing({ state, ruling }: Problem): boolean {
  return state === 'unverified' && ruling !== undefined && ruling.reference.name !== null
}

function exceptionLines(report: Report, { ruling, location }: Problem, rule: string): readonly string[] {
  const image = ruling?.reference.name ?? undefined
  return [
    `  - rule: ${rule}`,
    ...(image === undefined ? [] : [`    image: ${JSON.stringify(withoutDigest(image))}`]),
    `    paths: [${JSON.stringify(location.file)}]`,
    '    reason: (why this is acceptable)',
    '    owner: "@(who answers for it)"',
    `    expires: ${laterDay(report.startedAt)}`,
  ]
}

// An exception for a tag holds whatever the tag names; without a tag, the digest is all that names the image.
function withoutDigest(name: string): string {
  const bare = name.split('@')[0] ?? name
  return bare.slice(bare.lastIndexOf('/')).includes(':') ? bare : name
}

function laterDay(startedAt: string): string {
  return new Date(Date.parse(startedAt) + EXEMPTION_DAYS * 86_400_000).toISOString().slice(0, 10)
}
