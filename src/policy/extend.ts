import { canonicalJson } from '../case/lookup.ts'
import { shownPlace } from '../model/pinned-place.ts'
import type { Policy } from '../model/policy.ts'
import type { ExtendedPolicy } from './input.ts'

/** A policy as its own text says it, with what it says nothing of left open. */
export type Written = Omit<Policy, 'mode' | 'onUnverified'> & Partial<Pick<Policy, 'mode' | 'onUnverified'>>

type Key = keyof Required<Omit<Policy, 'source'>>
type Join = { readonly [K in Key]: (own: Written[K], extended: readonly Policy[K][]) => Policy[K] }

/**
 * How each part of a policy is put together with those of the policies that it extends. What is listed adds up; where only one can be said, the
 * policy's own word stands, else the strictest. Whether the result is weaker than one of them is asked afterwards (`extensionMistakes`), of
 * every part; a part that is not listed here does not compile.
 */
const JOIN: Join = {
  mode: (own, extended) => own ?? (extended.includes('enforce') ? 'enforce' : 'warn'),
  onUnverified: (own, extended) => own ?? (extended.includes('block') ? 'block' : 'warn'),
  registries: together,
  trustRoots: together,
  authorities: together,
  images: together,
  chartRepositories: (own, extended) => {
    const all = together(
      own ?? [],
      extended.flatMap((one) => (one === undefined ? [] : [one])),
    )
    return all.length === 0 ? undefined : all
  },
  clusterPolicies: together,
  clusterKeys: (own) => own,
  render: onlyOne,
  // In their order, repetitions too: the last one holds.
  rules: (own, extended) => [...extended.flat(), ...own],
  vulnerabilities: onlyOne,
  exceptions: together,
  ignore: together,
  baseline: (own) => own,
  allows: (own) => own,
}

/** The policy together with those that it extends, in their order: of two levels for one rule the later holds, and its own is the last. */
export function joined(own: Written, extended: readonly ExtendedPolicy[]): Policy {
  const others = extended.map(marked)
  const part = <K extends Key>(key: K): Policy[K] => {
    const join: (own: Written[K], extended: readonly Policy[K][]) => Policy[K] = JOIN[key]
    return join(
      own[key],
      others.map((other) => other[key]),
    )
  }
  const parts = (Object.keys(JOIN) as Key[]).map((key) => [key, part(key)] as const)
  const said = Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as unknown as Omit<Policy, 'source'>
  const places = extended.map(({ place, policy: { source } }) => ({ ...place, digest: source.digest }))
  return { ...said, source: { ...own.source, extends: places } }
}

/** Every key that may stand in a policy which extends others, or is extended: the parts above, and what only reading needs. */
export const JOINED_KEYS: readonly string[] = ['version', 'extends', 'include', ...Object.keys(JOIN)]

/** Lines of an extended policy are said with the file that they are in. */
function marked({ place, policy }: ExtendedPolicy): Policy {
  const shown = shownPlace(place)
  const located = <T extends { readonly file?: string }>(one: T): T => ({
    ...one,
    file: one.file === undefined ? shown : `${place.repository}/${one.file}@${place.commit.slice(0, 12)}`,
  })
  return { ...policy, images: policy.images.map(located), exceptions: policy.exceptions.map(located) }
}

function together<T>(own: readonly T[], extended: readonly (readonly T[])[]): readonly T[] {
  const seen = new Set<string>()
  return [...extended.flat(), ...own].filter((one) => {
    const text = canonicalJson(one)
    const isNew = !seen.has(text)
    seen.add(text)
    return isNew
  })
}

function onlyOne<T>(own: T | undefined, extended: readonly (T | undefined)[]): T | undefined {
  return own ?? extended.find((one) => one !== undefined)
}
