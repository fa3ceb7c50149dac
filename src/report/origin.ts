import type { Report } from '../model/report.ts'

const SHOWN = 12

/** By which policy a report judges, in words: its file, the branch and the commit that it was read from. */
export function policyWords({ policy, verdict }: Pick<Report, 'policy' | 'verdict'>): string {
  // Whether the trusted side has a policy is not known where what was given cannot be used.
  if (verdict === 'misconfigured' && policy.source === 'built-in') return 'none: nothing was judged'
  const more = policy.extends === undefined ? '' : `, extends ${policy.extends.map(shortPlace).join(' and ')}`
  return `${ownWords(policy)}${more}`
}

function ownWords({ source, sha, trusted }: Report['policy']): string {
  if (sha === 'worktree') return `${source}, as it is on this disk`
  if (sha !== null) return `${source} of ${trusted?.commit === sha ? `${trusted.name} at ` : ''}${short(sha)}`
  if (source !== 'built-in' || trusted === undefined) return source
  return `built-in: ${trusted.name} at ${short(trusted.commit)} has none`
}

/** What was compared with what, in words. */
export function sidesWords({ base, baseIs, head, merge }: Pick<Report, 'base' | 'baseIs' | 'head' | 'merge'>): {
  readonly base: string
  readonly head: string
} {
  const named = /^0+$/.test(base) ? '' : short(base)
  return {
    base: [named, baseIs ?? ''].filter((part) => part !== '').join(', ') || 'nothing: everything is new',
    head: `${headWords(head)}${merge === undefined ? '' : `, judged as merged in ${short(merge.commit)}`}`,
  }
}

function headWords(head: string): string {
  if (head === 'worktree') return 'the work tree'
  return head === 'index' ? 'the index: what is staged' : short(head)
}

function short(id: string): string {
  return /^[0-9a-f]{40,64}$/.test(id) ? id.slice(0, SHOWN) : id
}

function shortPlace(place: string): string {
  return place.replace(/@([0-9a-f]+)$/, (_, commit: string) => `@${short(commit)}`)
}
