import { levelOf, optionsOf } from '../case/levels.ts'
import { canonicalJson } from '../case/lookup.ts'
import { isLimited } from '../case/occasion.ts'
import type { Choice, ImageEntry, Level, Policy, RenderedChart, RuleSetting } from '../model/policy.ts'
import { rules } from '../rules/table.ts'
import { weakerEntry } from './weaker-entry.ts'

const LOUDNESS: Readonly<Record<Level, number>> = { error: 3, warning: 2, notice: 1, off: 0 }

/**
 * What a policy would let through that another one stops, in sentences about the new one. What cannot be compared counts as
 * weaker, because nobody knows. None means that every demand, level and limit of the old policy is still there.
 */
export function weakerThan(before: Policy, now: Policy): readonly string[] {
  return [
    ...(before.mode === 'enforce' && now.mode === 'warn' ? ['reports only: mode goes from enforce to warn'] : []),
    ...(before.onUnverified === 'block' && now.onUnverified === 'warn'
      ? ['passes what could not be decided: onUnverified goes to warn']
      : []),
    ...trust(before, now),
    ...images(before, now),
    ...lowered(before, now),
    ...loweredSomewhere(before, now),
    ...added(before.exceptions.map(exceptionText), now.exceptions.map(exceptionText)).map((text) => `excuses ${text}`),
    ...added(before.ignore, now.ignore).map((glob) => `no longer looks at ${glob}`),
    ...added(before.render?.ignore ?? [], now.render?.ignore ?? []).map((glob) => `no longer renders ${glob}`),
    ...added(now.render?.charts.map(chartText) ?? [], before.render?.charts.map(chartText) ?? []).map(
      (text) => `no longer renders the chart ${text}`,
    ),
    ...added(now.clusterPolicies, before.clusterPolicies).map((glob) => `no longer holds changes against ${glob}`),
  ]
}

function chartText({ chart, values }: RenderedChart): string {
  return [chart, ...values].join(' with ')
}

function trust(before: Policy, now: Policy): readonly string[] {
  const changed = <T extends { readonly name: string }>(old: readonly T[], current: readonly T[]): readonly string[] =>
    current
      .filter(
        (one) => old.some(({ name }) => name === one.name) && !old.some((other) => canonicalJson(other) === canonicalJson(one)),
      )
      .map(({ name }) => name)
  return [
    ...changed(before.trustRoots, now.trustRoots).map((name) => `trusts another root under the name "${name}"`),
    ...now.trustRoots
      .filter(({ name }) => name === 'github' && !before.trustRoots.some((one) => one.name === name))
      .map(() => 'trusts a root under the name "github", which authorities use without naming it'),
    ...changed(before.authorities, now.authorities).map((name) => `trusts somebody else under the name "${name}"`),
    ...added(before.registries.map(canonicalJson), now.registries.map(canonicalJson)).map(
      (text) => `may contact ${JSON.parse(text).host}`,
    ),
  ]
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

function lowered(old: Policy, current: Policy): readonly string[] {
  const sure = (policy: Policy): Policy => ({ ...policy, rules: policy.rules.filter((one) => !isLimited(one)) })
  const [before, now] = [sure(old), sure(current)]
  return rules.flatMap((rule) => {
    const [was, is] = [levelOf(before, rule, {}), levelOf(now, rule, {})]
    if (LOUDNESS[is] < LOUDNESS[was]) return [`lowers ${rule.id} from ${was} to ${is}`]
    const [had, has] = [canonicalJson(optionsOf(before, rule)), canonicalJson(optionsOf(now, rule))]
    return had === has ? [] : [`gives ${rule.id} other options: ${has} instead of ${had}`]
  })
}

/** Levels for paths, each a pair of rule and globs. A new one may be quieter than what held there, and a lost one louder. */
function loweredSomewhere(before: Policy, now: Policy): readonly string[] {
  const scoped = ({ rules }: Policy): readonly RuleSetting[] => rules.filter((one) => one.paths !== undefined || isLimited(one))
  const text = ({ rule, level, ...where }: RuleSetting): string => [`${rule} to ${level}`, ...placesOf(where)].join(' ')
  const loud = scoped(before).filter(({ level }) => level !== 'off')
  const quiet = scoped(now).filter(({ level }) => level !== 'error')
  const order = (policy: Policy): string => canonicalJson(scoped(policy))
  const reordered = order(before) !== order(now) && scoped(before).length === scoped(now).length
  const lost = added(scoped(now).map(text), loud.map(text)).map((one) => `no longer sets ${one}`)
  const gained = added(scoped(before).map(text), quiet.map(text)).map((one) => `sets ${one}`)
  const both = [...lost, ...gained]
  const same = canonicalJson(scoped(before).map(text).toSorted()) === canonicalJson(scoped(now).map(text).toSorted())
  return reordered && same ? ['orders levels for paths in another way, of which the last wins'] : both
}

/** Where a level or an exception holds, in words. */
function placesOf({ paths = [], branches, environments }: Partial<RuleSetting>): readonly string[] {
  const names = ({ only, except }: Choice): string =>
    [...(only ?? []), ...(except ?? []).map((one) => `all but ${one}`)].join(', ')
  return [
    ...(paths.length === 0 ? [] : [`in ${paths.join(', ')}`]),
    ...(branches === undefined ? [] : [`for the branches ${names(branches)}`]),
    ...(environments === undefined ? [] : [`for the environments ${names(environments)}`]),
  ]
}

function exceptionText({ rule, image, paths, repositories, expires, ...occasion }: Policy['exceptions'][number]): string {
  const within = repositories === undefined ? [] : [`in ${repositories.join(' and ')}`]
  const where = [...(image === undefined ? [] : [image]), ...paths, ...within, ...placesOf({ ...occasion, paths: [] })].join(', ')
  return `${rule} for ${where} until ${expires}`
}

function added(before: readonly string[], now: readonly string[]): readonly string[] {
  return now.filter((one) => !before.includes(one))
}
