import type { ChangeInfo } from '../model/facts.ts'
import type { ExceptionUse } from '../model/finding.ts'
import { matchesGlob } from '../model/glob.ts'
import type { ImageName } from '../model/image-name.ts'
import type { Exception, Policy } from '../model/policy.ts'
import { matchesName } from './pattern.ts'
import { lineIn } from './policy-line.ts'

/** What an exception is held against: one rule at one place, about an image where there is one. */
export interface Excusable {
  readonly rule: string
  readonly file: string
  readonly name?: ImageName | undefined
  /** Tells apart findings of one rule in one file; see `RuleHit`. */
  readonly key?: string | undefined
  /** The one vulnerability that it is about, by all of its ids. */
  readonly vulnerability?: readonly string[] | undefined
}

const DAY = 86_400_000

/**
 * The exception that covers a thing on the day of the run, by itself: rule, image and paths of one entry must all fit.
 * Where several do, the one that lasts longest.
 */
export function exceptionFor(policy: Policy, now: Date, thing: Excusable): ExceptionUse | undefined {
  const [longest] = policy.exceptions
    .filter((exception) => daysLeft(exception, now) >= 0 && fits(exception, thing))
    .toSorted((a, b) => (a.expires === b.expires ? a.line - b.line : a.expires < b.expires ? 1 : -1))
  if (longest === undefined) return undefined
  const { line, reason, owner, expires } = longest
  return { line, reason, owner, expires, daysLeft: daysLeft(longest, now) }
}

/** Whole days until the last day of an exception (UTC): 0 on that day, negative when it is over. */
export function daysLeft({ expires }: Exception, now: Date): number {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
  const last = Date.parse(`${expires}T00:00:00Z`)
  return Number.isNaN(last) ? -1 : Math.round((last - today) / DAY)
}

/** Whether the scope of an exception holds a thing, whatever its date. An exception without any scope holds nothing. */
export function fits(exception: Exception, { rule, file, name, key, vulnerability }: Excusable): boolean {
  const { image, paths, exactly } = exception
  if (exactly !== undefined)
    return exactly.rule === rule && exactly.file === file && (exactly.key === undefined || exactly.key === key)
  if (exception.vulnerability !== undefined && vulnerability?.includes(exception.vulnerability) !== true) return false
  if (exception.rule !== rule || (image === undefined && paths.length === 0)) return false
  if (image !== undefined && (name === undefined || !matchesName(image, name))) return false
  return paths.length === 0 || paths.some((pattern) => matchesGlob(pattern, file))
}

/** The exceptions that are about a repository, `owner/name`. Of a repository that is not known only those are that name none. */
export function exceptionsOf(policy: Policy, repository: string): readonly Exception[] {
  const name = repository.toLowerCase()
  return policy.exceptions.filter(
    ({ repositories }) => repositories?.some((pattern) => matchesGlob(pattern.toLowerCase(), name)) ?? true,
  )
}

/** The exceptions that a baseline stands for: in a run over the whole repository, and only there. */
export function exceptionsOfBaseline({ baseline }: Policy, scope: ChangeInfo['scope']): readonly Exception[] {
  if (baseline === undefined || scope !== 'all') return []
  const { file, made, until } = baseline
  const reason = `it stood here on ${made}, when the baseline was made`
  return baseline.entries.map((entry) => ({
    line: 1,
    file,
    rule: entry.rule,
    paths: [],
    reason,
    owner: 'the baseline',
    expires: until,
    exactly: entry,
  }))
}

/** The exceptions of which a reader is told that they end: each one, and a whole baseline once. */
export function announcedExceptions({ exceptions }: Policy): readonly Exception[] {
  const [first] = exceptions.filter(({ exactly }) => exactly !== undefined)
  return [...exceptions.filter(({ exactly }) => exactly === undefined), ...(first === undefined ? [] : [first])]
}

/** An exception as a sentence names it. */
export function exceptionInWords(exception: Exception): string {
  return exception.exactly === undefined
    ? `the exception of ${lineIn(exception)} for ${exception.rule}`
    : `the baseline ${exception.file ?? ''}`
}
