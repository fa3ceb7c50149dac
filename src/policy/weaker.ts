import { canonicalJson } from '../case/lookup.ts'
import type { Baseline, Exception, ImageEntry, Policy, RenderedChart, RenderPolicy } from '../model/policy.ts'
import { weakerEntry } from './weaker-entry.ts'
import { type LowerLevel, lowerLevels, placesOf } from './weaker-levels.ts'
import { weakerVulnerabilities } from './weaker-vulnerabilities.ts'

/** The parts of a policy that decide something. */
export type PolicyKey = Exclude<keyof Policy, 'source'>

/** One thing that a policy lets through and another one stops: the part that does it, the rule or group that it is about, and a sentence. */
export interface Weakness extends LowerLevel {
  readonly key: PolicyKey
}

type Compare = (before: Policy, now: Policy) => readonly (string | LowerLevel)[]

/** For every part of a policy what makes it weaker. A part that is not listed here does not compile; one whose differences nobody can weigh is `different`. */
const PARTS: { readonly [K in keyof Required<Omit<Policy, 'source'>>]: Compare } = {
  mode: (before, now) =>
    before.mode === 'enforce' && now.mode === 'warn' ? ['reports only: mode goes from enforce to warn'] : [],
  onUnverified: (before, now) =>
    before.onUnverified === 'block' && now.onUnverified === 'warn'
      ? ['passes what could not be decided: onUnverified goes to warn']
      : [],
  trustRoots: (before, now) => [
    ...replaced(before.trustRoots, now.trustRoots).map((name) => `trusts another root under the name "${name}"`),
    ...(isNamed(now.trustRoots, 'github') && !isNamed(before.trustRoots, 'github')
      ? ['trusts a root under the name "github", which authorities use without naming it']
      : []),
  ],
  authorities: (before, now) =>
    replaced(before.authorities, now.authorities).map((name) => `trusts somebody else under the name "${name}"`),
  registries: (before, now) =>
    added(before.registries.map(canonicalJson), now.registries.map(canonicalJson)).map(
      (text) => `may contact ${JSON.parse(text).host}`,
    ),
  chartRepositories: (before, now) =>
    added(before.chartRepositories ?? [], now.chartRepositories ?? []).map((url) => `may ask ${url} for charts`),
  images,
  rules: lowerLevels,
  exceptions: (before, now) => {
    const known = new Set(before.exceptions.map(exceptionText))
    return now.exceptions
      .filter((one) => !known.has(exceptionText(one)))
      .map((one) => ({ rule: one.rule, says: `excuses ${exceptionText(one)}` }))
  },
  ignore: (before, now) => added(before.ignore, now.ignore).map((glob) => `no longer looks at ${glob}`),
  render: (before, now) => rendering(before.render, now.render),
  clusterPolicies: (before, now) =>
    added(now.clusterPolicies, before.clusterPolicies).map((glob) => `no longer holds changes against ${glob}`),
  clusterKeys: (before, now) =>
    Object.entries(before.clusterKeys ?? {}).flatMap(([name, pem]) =>
      now.clusterKeys?.[name] === pem ? [] : [`takes another key, or none, for "${name}" of the cluster`],
    ),
  vulnerabilities: weakerVulnerabilities,
  baseline: (before, now) => standing(before.baseline, now.baseline),
  allows: (before, now) =>
    added(before.allows ?? [], now.allows ?? []).map((name) => `lets policies that extend it weaken ${name}`),
}

/** What a policy would let through that another one stops. What cannot be compared counts as weaker, because nobody knows. */
export function weaknesses(before: Policy, now: Policy): readonly Weakness[] {
  return (Object.keys(PARTS) as PolicyKey[]).flatMap((key) =>
    PARTS[key](before, now).map((one) => (typeof one === 'string' ? { key, says: one } : { key, ...one })),
  )
}

/** The same as sentences about the new policy. None means that every demand, level and limit of the old policy is still there. */
export function weakerThan(before: Policy, now: Policy): readonly string[] {
  return weaknesses(before, now).map(({ says }) => says)
}

interface Named {
  readonly name: string
}

function isNamed(list: readonly Named[], wanted: string): boolean {
  return list.some(({ name }) => name === wanted)
}

/** Names that stand for something else than before. */
function replaced(before: readonly Named[], now: readonly Named[]): readonly string[] {
  const known = new Set(before.map(canonicalJson))
  return now.filter((one) => isNamed(before, one.name) && !known.has(canonicalJson(one))).map(({ name }) => name)
}

function rendering(before: RenderPolicy | undefined, now: RenderPolicy | undefined): readonly string[] {
  const versions = (one: RenderPolicy | undefined): string => canonicalJson([one?.kubeVersion, one?.apiVersions ?? []])
  return [
    ...added(before?.ignore ?? [], now?.ignore ?? []).map((glob) => `no longer renders ${glob}`),
    ...added(now?.charts.map(chartText) ?? [], before?.charts.map(chartText) ?? []).map(
      (text) => `no longer renders the chart ${text}`,
    ),
    ...(versions(before) === versions(now) ? [] : ['renders for another version of Kubernetes, or with other API versions']),
  ]
}

function standing(before: Baseline | undefined, now: Baseline | undefined): readonly string[] {
  const more = added(before?.entries.map(canonicalJson) ?? [], now?.entries.map(canonicalJson) ?? []).length
  const longer = now !== undefined && before !== undefined && now.until > before.until
  return [
    ...(more === 0
      ? []
      : [`excuses ${more} more ${more === 1 ? 'finding' : 'findings'} by its baseline, in runs over the whole repository`]),
    ...(longer ? [`excuses by its baseline until ${now.until} instead of ${before.until}`] : []),
  ]
}

function chartText({ chart, values }: RenderedChart): string {
  return [chart, ...values].join(' with ')
}

function images(before: Policy, now: Policy): readonly string[] {
  const plain = ({ line: _, file: __, ...entry }: ImageEntry): string => canonicalJson(entry)
  const kept = new Set(now.images.map(plain))
  return before.images
    .filter((entry) => !kept.has(plain(entry)))
    .flatMap((entry) => {
      const successors = now.images.filter(
        (other) => canonicalJson(other.match.toSorted()) === canonicalJson(entry.match.toSorted()),
      )
      const losses = successors.map((successor) => weakerEntry(entry, successor)).toSorted((a, b) => a.length - b.length)
      return losses[0] ?? [`has no entry for ${entry.match.join(', ')} any more`]
    })
}

function exceptionText({ rule, image, vulnerability, paths, repositories, expires, ...occasion }: Exception): string {
  const within = repositories === undefined ? [] : [`in ${repositories.join(' and ')}`]
  const where = [
    ...(vulnerability === undefined ? [] : [vulnerability]),
    ...(image === undefined ? [] : [image]),
    ...paths,
    ...within,
    ...placesOf({ ...occasion, paths: [] }),
  ].join(', ')
  return `${rule} for ${where} until ${expires}`
}

function added(before: readonly string[], now: readonly string[]): readonly string[] {
  return now.filter((one) => !before.includes(one))
}
