import type { Authority, Policy, TrustRootEntry } from '../model/policy.ts'
import { child, entriesOf } from '../model/tree.ts'
import type { UsageError } from '../model/usage-error.ts'
import { authority, chosenName, nameProblem } from './authority.ts'
import { baselineFile } from './baseline.ts'
import { exception } from './exceptions.ts'
import { joined, type Written } from './extend.ts'
import { allowances, extendedPlaces, noteNotExtendable, noteTakenNames, noteUnread, noteWeakening } from './extension.ts'
import { clusterKeyFile, includedFile, trustedRootFile } from './files.ts'
import { ignoredPath, pathPattern } from './globs.ts'
import { imageEntry } from './images.ts'
import type { PolicyInput } from './input.ts'
import { createLines, usageErrorOf } from './mistakes.ts'
import { type Located, noteRepeats, type PolicyPart, partsOf } from './parts.ts'
import { renderPolicyOf, renderSettings } from './render.ts'
import { ruleSettings } from './rules.ts'
import { choice, dictionary, flag, integer, list, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { chartRepository, host } from './values.ts'
import { vulnerabilitySettings } from './vulnerabilities.ts'

export { placesExtendedBy } from './extension.ts'
export { filesNamedBy, includedBy } from './files.ts'

/** GitHub's root is built in as well, but a policy may give its own under that name; the public one stays what it is. */
const rootName: Reader<string> = text((value) =>
  value === 'public-good'
    ? ['the trust root "public-good" is built in', 'choose another name, and write it as "trustRoot" of the authorities']
    : nameProblem(value),
)

const registry = record({
  host: required('host or host:port', host),
  allowPrivate: optional('the host may resolve to a private address', flag),
  mirrorOf: optional('the registry whose images are fetched here', host),
  tokenService: optional('the only other host that the credentials for this registry may go to', host),
})

/** What a policy says, in its own file or in one that it includes. */
const statements = {
  registries: optional('hosts that a run may contact beyond the public ones', list(registry)),
  chartRepositories: optional('chart repositories that a run may ask for charts, by their addresses', list(chartRepository)),
  trustRoots: optional('Sigstore trusted_root.json files by name', dictionary(rootName, trustedRootFile)),
  authorities: optional('who may vouch, by name', dictionary(chosenName, authority)),
  images: optional('what is demanded of which images; every entry that matches applies', list(imageEntry)),
  clusterPolicies: optional('admission policies of this repository to hold changes against', list(pathPattern)),
  clusterKeys: optional(
    'files for the keys that only the cluster has, by the name that its policies give them',
    dictionary(text(), clusterKeyFile),
  ),
  rules: optional('levels and options of rules and groups', ruleSettings),
  exceptions: optional('dated, reasoned exceptions, visible in every report', list(exception)),
  ignore: optional('files that are never looked at, counted in every report', list(ignoredPath)),
}

const version = required('the version of this language: 1', integer(1, 1))

/** The whole policy as people write it. */
export const policyShape = record({
  version,
  mode: optional('enforce, or warn: report and exit 0', choice('enforce', 'warn')),
  onUnverified: optional('what undecided costs: block, or warn', choice('block', 'warn')),
  vulnerabilities: optional('what is asked about the packages of images; nothing is where it is left out', vulnerabilitySettings),
  render: optional('how charts and kustomizations are rendered where no file says it', renderSettings),
  extends: optional('policies of other repositories, each at a commit, to which this one adds demands', extendedPlaces),
  allows: optional('what policies that extend this one may do besides adding demands', allowances),
  baseline: optional('a file with what stood when it was made: runs over the whole repository excuse it', baselineFile),
  include: optional('policy files of the same commit that are read as part of this one', list(includedFile)),
  ...statements,
})

/** A file that a policy includes: it adds statements, and cannot change what the policy costs or include more. */
const includedShape = record({ version, ...statements })

/**
 * Reads a policy, strictly: the first mistake is thrown as a `UsageError` with its place and what to write instead. A policy
 * that is read is complete: files that it names are in it.
 */
export function readPolicy(input: PolicyInput): Policy {
  const { policy, found } = read(input)
  const [first, ...more] = found
  if (first !== undefined) {
    const others = more.map(({ mistake, part }) => usageErrorOf(mistake, part))
    throw usageErrorOf(first.mistake, first.part, others)
  }
  if (policy === undefined) throw new Error('a policy without mistakes must be readable')
  return policy
}

/** Every mistake of a policy, in the order of the text, each as the error that `readPolicy` would throw. */
export function mistakes(input: PolicyInput): readonly UsageError[] {
  return read(input).found.map(({ mistake, part }) => usageErrorOf(mistake, part))
}

function read(input: PolicyInput): { readonly policy: Policy | undefined; readonly found: readonly Located[] } {
  const parts = partsOf(input)
  const [main, ...included] = parts
  const value = main?.document === undefined ? undefined : policyShape.read(main.document, sceneOf(main, parts, input))
  const more = included.map((part) =>
    part.document === undefined ? undefined : includedShape.read(part.document, sceneOf(part, parts, input)),
  )
  noteRepeats(parts)
  const { extended = [] } = input
  noteUnread(main, extended)
  noteTakenNames(parts, extended)
  if (input.isExtended === true) for (const part of parts) noteNotExtendable(part)
  const whole = more.filter((one) => one !== undefined)
  const mistaken = parts.some(({ notes }) => notes.count() > 0)
  const readable = value !== undefined && !mistaken && whole.length === more.length
  const written = readable ? assembled(value, [value, ...whole], input) : undefined
  const policy = written === undefined ? undefined : extended.length === 0 ? alone(written) : joined(written, extended)
  if (policy !== undefined && extended.length > 0) noteWeakening(parts, policy, extended)
  const found = parts.flatMap((part) => part.notes.all().map((mistake) => ({ mistake, part })))
  return { policy: found.length === 0 ? policy : undefined, found }
}

function alone(written: Written): Policy {
  return { ...written, mode: written.mode ?? 'enforce', onUnverified: written.onUnverified ?? 'block' }
}

function sceneOf(part: PolicyPart, parts: readonly PolicyPart[], { file, files, now, extended = [] }: PolicyInput): Scene {
  const entries = (key: string) => parts.flatMap(({ document }) => entriesOf(child(document, key)))
  const named = (key: string): readonly string[] => entries(key).map((entry) => entry.key.text)
  const theirs = extended.flatMap(({ policy }) => policy.authorities)
  const roots = extended.flatMap(({ policy }) => policy.trustRoots.map(({ name }) => name))
  const notation = entries('authorities').filter(({ value }) => child(value, 'notation') !== undefined)
  return {
    notes: part.notes,
    files,
    now,
    ...(part.file === file ? {} : { file: part.file }),
    authorities: [...named('authorities'), ...theirs.map(({ name }) => name)],
    signersOnly: [
      ...notation.map(({ key }) => key.text),
      ...theirs.flatMap(({ kind, name }) => (kind === 'notation' ? [name] : [])),
    ],
    trustRoots: [...named('trustRoots'), ...roots],
    lineOf: createLines(part.text),
  }
}

type PolicyText = NonNullable<ReturnType<typeof policyShape.read>>
type Statements = NonNullable<ReturnType<typeof includedShape.read>>

function assembled(own: PolicyText, all: readonly Statements[], { files, source }: PolicyInput): Written {
  const together = <T>(of: (one: Statements) => readonly T[] | undefined): readonly T[] => all.flatMap((one) => of(one) ?? [])
  const contentOf = (path: string): string => files.get(path) ?? ''
  const chartRepositories = together(({ chartRepositories }) => chartRepositories)
  const clusterKeys = together(({ clusterKeys }) => clusterKeys)
  return {
    source,
    ...(own.mode === undefined ? {} : { mode: own.mode }),
    ...(own.onUnverified === undefined ? {} : { onUnverified: own.onUnverified }),
    ...(own.allows === undefined ? {} : { allows: own.allows }),
    ...(own.baseline === undefined ? {} : { baseline: own.baseline }),
    registries: together(({ registries }) => registries).map(({ host, allowPrivate, mirrorOf, tokenService }) => ({
      host,
      allowPrivate: allowPrivate ?? false,
      ...(mirrorOf === undefined ? {} : { mirrorOf }),
      ...(tokenService === undefined ? {} : { tokenService }),
    })),
    trustRoots: together(({ trustRoots }) => trustRoots).map(([name, path]): TrustRootEntry => ({ name, json: contentOf(path) })),
    authorities: together(({ authorities }) => authorities).map(([name, one]): Authority => ({ ...one, name })),
    images: together(({ images }) => images),
    clusterPolicies: together(({ clusterPolicies }) => clusterPolicies),
    ...(chartRepositories.length === 0 ? {} : { chartRepositories }),
    ...(clusterKeys.length === 0
      ? {}
      : { clusterKeys: Object.fromEntries(clusterKeys.map(([name, path]) => [name, contentOf(path)])) }),
    ...(own.render === undefined ? {} : { render: renderPolicyOf(own.render) }),
    ...(own.vulnerabilities === undefined ? {} : { vulnerabilities: own.vulnerabilities }),
    rules: together(({ rules }) => rules),
    exceptions: together(({ exceptions }) => exceptions),
    ignore: together(({ ignore }) => ignore),
  }
}
