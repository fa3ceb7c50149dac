import type { Authority, Policy, PolicySource, TrustRootEntry } from '../../model/policy.ts'
import { child, entriesOf, type Node } from '../../model/tree.ts'
import type { UsageError } from '../../model/usage-error.ts'
import { authority, BUILT_IN_ROOTS, chosenName, nameProblem } from './authority.ts'
import { clusterKeyFile, trustedRootFile } from './files.ts'
import { ignoredPath, pathPattern } from './globs.ts'
import { imageEntry } from './images.ts'
import { type Notes, positionOf, takeNotes, usageErrorOf } from './mistakes.ts'
import { exception, ruleSettings } from './rules.ts'
import { choice, dictionary, flag, integer, list, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { host } from './values.ts'

export { filesNamedBy } from './files.ts'

/** A policy file with everything that it needs: its located documents, and the files that it names, from the same commit. */
export interface PolicyInput {
  readonly file: string
  readonly text: string
  readonly documents: readonly Node[]
  readonly files: ReadonlyMap<string, string>
  readonly source: PolicySource
  readonly now: Date
}

const rootName: Reader<string> = text((value) =>
  BUILT_IN_ROOTS.includes(value) ? [`the trust root "${value}" is built in`, 'choose another name'] : nameProblem(value),
)

const registry = record({
  host: required('host or host:port', host),
  allowPrivate: optional('the host may resolve to a private address', flag),
  mirrorOf: optional('the registry whose images are fetched here', host),
})

/** The whole policy as people write it. */
export const policyShape = record({
  version: required('the version of this language: 1', integer(1, 1)),
  mode: optional('enforce, or warn: report and exit 0', choice('enforce', 'warn')),
  onUnverified: optional('what undecided costs: block, or warn', choice('block', 'warn')),
  registries: optional('hosts that a run may contact beyond the public ones', list(registry)),
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
})

/**
 * Reads a policy, strictly: the first mistake is thrown as a `UsageError` with its place and what to write instead. A policy
 * that is read is complete: files that it names are in it.
 */
export function readPolicy(input: PolicyInput): Policy {
  const notes = takeNotes()
  const policy = read(input, notes)
  const [first, ...more] = notes.all()
  if (first !== undefined) throw usageErrorOf(first, input, more.length)
  if (policy === undefined) throw new Error('a policy without mistakes must be readable')
  return policy
}

/** Every mistake of a policy, in the order of the text, each as the error that `readPolicy` would throw. */
export function mistakes(input: PolicyInput): readonly UsageError[] {
  const notes = takeNotes()
  read(input, notes)
  return notes.all().map((mistake) => usageErrorOf(mistake, input, 0))
}

function read(input: PolicyInput, notes: Notes): Policy | undefined {
  const [document, second] = input.documents
  const whole = { kind: 'scalar', span: { start: 0, end: 0 }, text: '', plain: true } as const
  if (document === undefined)
    return notes.add(whole, 'the policy is empty', 'write "version: 1", or delete the file to use the built-in policy')
  if (second !== undefined) return notes.add(second, 'the policy is more than one document', 'remove the line ---')
  const value = policyShape.read(document, sceneOf(input, document, notes))
  if (value === undefined || notes.all().length > 0) return undefined
  return assembled(value, input)
}

function sceneOf({ file, text: source, files, now }: PolicyInput, document: Node, notes: Notes): Scene {
  const named = (key: string): readonly string[] => entriesOf(child(document, key)).map((entry) => entry.key.text)
  return {
    notes,
    files,
    now,
    authorities: named('authorities'),
    trustRoots: named('trustRoots'),
    lineOf: (node) => positionOf(file, source, node.span.start).line,
  }
}

type PolicyText = NonNullable<ReturnType<typeof policyShape.read>>

function assembled(value: PolicyText, { files, source }: PolicyInput): Policy {
  return {
    source,
    mode: value.mode ?? 'enforce',
    onUnverified: value.onUnverified ?? 'block',
    registries: (value.registries ?? []).map(({ host, allowPrivate, mirrorOf }) => ({
      host,
      allowPrivate: allowPrivate ?? false,
      ...(mirrorOf === undefined ? {} : { mirrorOf }),
    })),
    trustRoots: (value.trustRoots ?? []).map(([name, path]): TrustRootEntry => ({ name, json: files.get(path) ?? '' })),
    authorities: (value.authorities ?? []).map(([name, one]): Authority => ({ ...one, name })),
    images: value.images ?? [],
    clusterPolicies: value.clusterPolicies ?? [],
    ...(value.clusterKeys === undefined
      ? {}
      : { clusterKeys: Object.fromEntries(value.clusterKeys.map(([name, path]) => [name, files.get(path) ?? ''])) }),
    rules: value.rules ?? [],
    exceptions: value.exceptions ?? [],
    ignore: value.ignore ?? [],
  }
}
