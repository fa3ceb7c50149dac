import { createHash } from 'node:crypto'
import type { ChangeInfo, Facts } from '../model/facts.ts'
import type { Finding } from '../model/finding.ts'
import { formatName } from '../model/image-name.ts'
import { exitCodeOf, type Judgement, type Ruling, type Verdict } from '../model/judgement.ts'
import { formatPlace } from '../model/pinned-place.ts'
import type { Policy, PolicySource } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Report, ReportFinding, ReportReplaced, ReportRuling } from '../model/report.ts'
import { excerptsOf } from './excerpts.ts'
import { comparisonsIn, digestsOf, imagesOf } from './images.ts'
import { type Locate, locator } from './locate.ts'
import { urlPath } from './markdown.ts'
import { requestsOf } from './requests.ts'

/** Where the page of every rule is. */
export const DOCS_URL = 'https://github.com/preadmit/preadmit/blob/main/docs'

/** What only the caller knows about a run. `serverUrl` is the address of the forge, for links to files of the change. */
export interface Run {
  readonly version: string
  readonly startedAt: Date
  readonly durationMs: number
  readonly runUrl?: string
  readonly serverUrl?: string
}

/** Everything that a report is made of. */
export interface Described {
  readonly judgement: Judgement
  readonly facts: Facts
  readonly policy: Policy
  readonly run: Run
}

/** The one located report that every reporter renders: equal for equal input, in the order that the judgement has. */
export function describe({ judgement, facts, policy, run }: Described): Report {
  const locate = locator(facts.sources)
  const findings = fingerprinted(judgement.findings).map(([finding, print]) => locatedFinding(finding, print, locate))
  const replaced = replacedIn(facts)
  const rulings = judgement.rulings.map((ruling) => locatedRuling(ruling, locate, replaced))
  return {
    ...headOf(run, judgement.verdict, policy),
    ...changeOf(facts, run),
    ...(facts.shard === undefined ? {} : { shard: facts.shard }),
    policy: policyOf(policy.source, facts.change, run.serverUrl),
    startedAt: run.startedAt.toISOString(),
    durationMs: run.durationMs,
    counts: countsOf(judgement, facts),
    rulings,
    findings,
    images: imagesOf(facts),
    unread: facts.unread.map(({ file, why, partly, span }) => ({
      file,
      why,
      partly,
      ...(span === undefined ? {} : { line: locate({ file, span }).line }),
    })),
    problems: [...facts.problems, ...silentIn(facts, judgement)],
    gateFiles: facts.gateFiles,
    entries: (facts.entries ?? []).map(({ id, kind, state, why, at }) => ({
      ...{ id, kind, state, file: at.file, line: locate(at).line },
      ...(why === undefined ? {} : { why }),
    })),
    deploys: facts.deploys ?? [],
    accounted: facts.accounted ?? { changed: 0, ruled: 0, judged: 0, inert: 0, unaccounted: 0 },
    requests: requestsOf(facts.requests),
    excerpts: facts.sources.flatMap(excerptsOf),
  }
}

/** The page that explains a rule. */
export function docsOf(rule: string): string {
  return `${DOCS_URL}/rules/${rule.split('/').map(encodeURIComponent).join('/')}.md`
}

/** A fingerprint: 32 hexadecimal digits that stay when lines move. */
export function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

function headOf(
  run: Run,
  verdict: Verdict,
  policy: Policy,
): Pick<Report, 'schemaVersion' | 'tool' | 'verdict' | 'exitCode' | 'mode' | 'onUnverified'> {
  return {
    schemaVersion: 1,
    tool: { name: 'preadmit', version: run.version },
    verdict,
    exitCode: exitCodeOf(verdict, policy),
    mode: policy.mode,
    onUnverified: policy.onUnverified,
  }
}

function changeOf(
  { change }: Facts,
  run: Run,
): Pick<
  Report,
  'repository' | 'base' | 'baseIs' | 'head' | 'merge' | 'event' | 'scope' | 'pullRequest' | 'runUrl' | 'sourceUrl'
> {
  const { repository, base, baseIs, head, merge, event, scope, pullRequest } = change
  const shown = run.serverUrl !== undefined && /^[0-9a-f]{40,64}$/.test(head)
  return {
    repository,
    base,
    ...(baseIs === undefined ? {} : { baseIs }),
    head,
    ...(merge === undefined ? {} : { merge }),
    event,
    ...(scope === 'all' ? { scope } : {}),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(run.runUrl === undefined ? {} : { runUrl: run.runUrl }),
    ...(shown ? { sourceUrl: `${run.serverUrl}/${repository}/blob/${merge?.commit ?? head}` } : {}),
  }
}

function policyOf(source: PolicySource, change: ChangeInfo, serverUrl: string | undefined): Report['policy'] {
  const { repository, trusted } = change
  const path = source.path ?? 'policy'
  const named = source.repository === undefined || source.repository === repository ? path : `${source.repository}/${path}`
  const linked = source.kind === 'file' && source.commit !== undefined && serverUrl !== undefined
  return {
    source: source.kind === 'built-in' ? 'built-in' : named,
    sha: source.commit ?? null,
    digest: source.digest,
    ...(trusted === undefined ? {} : { trusted }),
    ...(source.extends === undefined ? {} : { extends: source.extends.map(formatPlace) }),
    ...(linked ? { url: `${serverUrl}/${source.repository ?? repository}/blob/${source.commit}/${urlPath(path)}` } : {}),
  }
}

function countsOf({ rulings, findings, oldProblems = 0 }: Judgement, { coverage }: Facts): Report['counts'] {
  const ruled = (kind: Ruling['ruling']): number => rulings.filter(({ ruling }) => ruling === kind).length
  const loud = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level && finding.exceptedBy === undefined).length
  return {
    cleared: ruled('cleared'),
    blocked: ruled('blocked'),
    unverified: ruled('unverified') + unaccountedIn(findings),
    exempt: ruled('exempt'),
    untouched: ruled('untouched'),
    oldProblems,
    errors: loud('error'),
    warnings: loud('warning'),
    notices: loud('notice'),
    ...coverage,
  }
}

/** Changes that nothing accounts for and no exception covers: each is unverified as a reference would be. */
function unaccountedIn(findings: readonly Finding[]): number {
  return findings.filter(({ rule, exceptedBy }) => rule === 'image/unaccounted' && exceptedBy === undefined).length
}

// A rule that is switched off loses its sentence; the change stays unaccounted for and the verdict unverified.
function silentIn({ unaccounted = [] }: Facts, { findings, verdict }: Judgement): Report['problems'] {
  const open = unaccounted.filter(({ kind }) => kind === 'deciding')
  if (open.length === 0 || verdict !== 'unverified' || findings.some(({ rule }) => rule === 'image/unaccounted')) return []
  const detail = `${open.length} changes could decide an image and have no ruling; the rule that would say which is switched off`
  return [{ kind: 'unaccounted', about: 'image/unaccounted', detail }]
}

// Two findings of one rule with one key in one file are told apart by their order, so that neither hides the other.
function fingerprinted(findings: readonly Finding[]): readonly (readonly [Finding, string])[] {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const parts = [finding.rule, finding.place.file, finding.key]
    const first = fingerprint(parts)
    const count = seen.get(first) ?? 0
    seen.set(first, count + 1)
    return [finding, count === 0 ? first : fingerprint([...parts, String(count)])]
  })
}

function locatedFinding(finding: Finding, print: string, locate: Locate): ReportFinding {
  const { rule, level, message, why, fix, image, digest, object, evidence, score, exceptedBy, open } = finding
  return {
    rule,
    level,
    message,
    why,
    ...(fix === undefined
      ? {}
      : { fix: { description: fix.description, edits: fix.edits.map((edit) => locatedEdit(edit, locate)) } }),
    ...locate(finding.place),
    ...(image === undefined ? {} : { image }),
    ...(digest === undefined ? {} : { digest }),
    ...(object === undefined ? {} : { object }),
    evidence,
    ...(score === undefined ? {} : { score }),
    ...(exceptedBy === undefined ? {} : { exceptedBy }),
    ...(open === undefined ? {} : { open }),
    docs: docsOf(rule),
    fingerprint: print,
  }
}

function locatedEdit(edit: NonNullable<Finding['fix']>['edits'][number], locate: Locate) {
  return { ...locate(edit.span), text: edit.text }
}

type ReplacedOf = (now: ImageReference, then: ImageReference) => ReportReplaced

function locatedRuling(ruling: Ruling, locate: Locate, replacedOf: ReplacedOf): ReportRuling {
  const { reference, replaces } = ruling.fact
  const { origin, text } = reference
  return {
    reference: { text, name: nameOf(reference), ...locate(origin), format: origin.format, path: origin.path.join('.') },
    ruling: ruling.ruling,
    ...(ruling.digest === undefined ? {} : { digest: ruling.digest }),
    findings: ruling.findings,
    ...(replaces === undefined ? {} : { replaces: replacedOf(reference, replaces) }),
  }
}

function replacedIn(facts: Facts): ReplacedOf {
  const [digests, whyNot] = [digestsOf(facts), comparisonsIn(facts)]
  return (now, then) => {
    const name = nameOf(then)
    const written = then.kind === 'static' ? then.name.digest : undefined
    const notCompared = whyNot(now, then)
    return {
      text: then.text,
      name,
      digest: written ?? (name === null ? null : (digests.get(name) ?? null)),
      ...(notCompared === undefined ? {} : { notCompared }),
    }
  }
}

function nameOf(reference: ImageReference): string | null {
  return reference.kind === 'static' ? formatName(reference.name) : null
}
