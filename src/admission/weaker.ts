import type { ClusterPolicy, ImageMatch, PolicyCheck } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import { child } from '../model/tree.ts'
import { readClusterPolicies } from './read.ts'
import { isTrustRoot } from './trust-root.ts'
import { newWay, waysOf, wordsOf } from './ways.ts'

const LOUDNESS = { enforce: 2, warn: 1, audit: 0 } as const

/** Whether an object is an image policy of a cluster, or holds the keys of one. */
export function isImagePolicy(object: ManifestObject): boolean {
  return isTrustRoot(object) || imagePolicies(object).length > 0
}

/** Whether weakening this object is an error rather than a warning: it enforces, and it is not on its way out of use. */
export function failsWhenWeaker(object: ManifestObject): boolean {
  const lasting = imagePolicies(object).filter(({ kind }) => kind !== 'kyverno-verify-images')
  return isTrustRoot(object) || lasting.some(({ mode }) => mode === 'enforce')
}

/**
 * What got weaker in an image policy, in sentences that start with the policy; none when nothing did. What cannot be
 * compared counts as weaker, because nobody knows. Without `head` the policy is gone.
 */
export function weakerImagePolicy(base: ManifestObject, head: ManifestObject | undefined): readonly string[] {
  if (head === undefined) return ['is removed']
  if (isTrustRoot(base)) return sameSpec(base, head) ? [] : ['changes the keys that image policies trust']
  const before = imagePolicies(base)
  const after = imagePolicies(head)
  return before.flatMap((policy, index) => {
    const now = after[index]
    return now === undefined ? ['is no image policy any more'] : weakerPolicy(policy, now)
  })
}

function imagePolicies(object: ManifestObject): readonly ClusterPolicy[] {
  return readClusterPolicies([object]).filter(({ kind, deciding }) => kind !== 'other-policy' && deciding === undefined)
}

/** What got weaker from one reading of a policy to the next. */
export function weakerPolicy(before: ClusterPolicy, now: ClusterPolicy): readonly string[] {
  const broken = now.problems.filter((problem) => !before.problems.includes(problem))
  const mode = LOUDNESS[now.mode] < LOUDNESS[before.mode] ? [`goes from ${before.mode} to ${now.mode}`] : []
  const kept = (check: PolicyCheck): boolean => now.checks.some((other) => weakerCheck(check, other).length === 0)
  const lost = before.checks.filter((check) => !kept(check))
  const checks = lost.flatMap((check) => weakerCheck(check, counterpart(now, check, before.checks.indexOf(check))))
  return [...broken.map((problem) => `cannot be evaluated any more: ${problem}`), ...mode, ...checks]
}

function counterpart(policy: ClusterPolicy, check: PolicyCheck, index: number): PolicyCheck | undefined {
  return (
    policy.checks.find(({ name }) => name === check.name && name !== '') ?? (check.name === '' ? policy.checks[index] : undefined)
  )
}

function weakerCheck(before: PolicyCheck, now: PolicyCheck | undefined): readonly string[] {
  const which = before.name === '' ? '' : ` (${before.name})`
  if (now === undefined) return [`no longer has the check${which}`]
  const objects =
    JSON.stringify(before.objects) === JSON.stringify(now.objects) || isEvery(now) ? [] : ['is about other objects than before']
  const mode = LOUDNESS[now.mode ?? 'enforce'] < LOUDNESS[before.mode ?? 'enforce'] ? [`goes to ${now.mode}`] : []
  return [...fewerImages(before.images, now.images), ...objects, ...mode, ...moreAdmitted(before, now)].map(
    (says) => `${says}${which}`,
  )
}

function isEvery({ objects }: PolicyCheck): boolean {
  return objects.kind === 'all' && objects.of.length === 0
}

function fewerImages(before: ImageMatch, now: ImageMatch): readonly string[] {
  if (now.kind === 'every') return []
  if (before.kind === 'every') return ['is no longer about every image']
  const lost = patternsOf(before).filter((pattern) => !patternsOf(now).includes(pattern))
  const skipped = skippedBy(now).filter((pattern) => !skippedBy(before).includes(pattern))
  return [...lost.map((pattern) => `is no longer about ${pattern}`), ...skipped.map((pattern) => `now skips ${pattern}`)]
}

function patternsOf(match: ImageMatch): readonly string[] {
  if (match.kind === 'policy-controller') return match.globs
  if (match.kind === 'kyverno') return match.wildcards
  if (match.kind === 'kyverno-glob') return [...match.globs, ...match.open]
  if (match.kind === 'longest-scope') return [match.scope]
  return match.kind === 'exact-repository' ? match.scopes : []
}

function skippedBy(match: ImageMatch): readonly string[] {
  return match.kind === 'kyverno' ? match.skip : []
}

function moreAdmitted(before: PolicyCheck, now: PolicyCheck): readonly string[] {
  const [base, head] = [waysOf(before.demand), waysOf(now.demand)]
  if (JSON.stringify(before.demand) === JSON.stringify(now.demand)) return []
  if (base === undefined || head === undefined)
    return ['asks something else, and there are too many ways to meet it to compare them']
  const way = newWay(base, head)
  if (way === undefined) return []
  return [way.size === 0 ? 'now admits every image that it is about' : `now also admits what has ${wordsOf(way)}`]
}

function sameSpec(base: ManifestObject, head: ManifestObject): boolean {
  const [before, now] = [base, head].map(({ tree }) => JSON.stringify(child(tree, 'spec') ?? tree, withoutSpan))
  return before === now
}

function withoutSpan(key: string, value: unknown): unknown {
  return key === 'span' ? undefined : value
}
