import { dump } from 'js-yaml'
import type { Authority, ImageEntry, Policy } from '../model/policy.ts'
import {
  authorityNamed,
  beyondImages,
  type Exported,
  headingFor,
  identityFor,
  inexpressible,
  setsFor,
  typesOf,
  unexpressedTime,
} from './export-demands.ts'
import { kyvernoGlobs } from './export-patterns.ts'
import { countedTwice } from './export-signers.ts'

const LISTS = '(images.containers + images.initContainers + images.ephemeralContainers)'
const CONSTRAINTS = {
  resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
}

/**
 * The policy as ImageValidatingPolicy objects of Kyverno (policies.kyverno.io/v1), one for each entry, as YAML. What cannot be
 * expressed is in the heading and in the list.
 */
export function exportToKyverno(policy: Policy): Exported {
  const parts = policy.images.map((entry, index) => exportEntry(policy, entry, index + 1))
  const unexpressed = [...new Set([...parts.flatMap((part) => part.unexpressed), ...beyondImages(policy)])]
  const documents = parts.flatMap(({ object }) => (object === undefined ? [] : [dump(object, { lineWidth: -1 })]))
  return { text: [headingFor('kyverno', unexpressed), ...documents].join('---\n'), unexpressed }
}

interface Part {
  readonly object?: object
  readonly unexpressed: readonly string[]
}

interface Validation {
  readonly message: string
  readonly expression: string
}

function exportEntry(policy: Policy, entry: ImageEntry, number: number): Part {
  const patterns = entry.match.map(kyvernoGlobs)
  const attestors = attestorsFor(policy, entry)
  const types = [...new Set(entry.attestations.flatMap(typesOf))]
  const validations = entry.allowed
    ? validationsFor(entry, attestors, types)
    : [{ message: 'not allowed', expression: `${LISTS}.all(image, false)` }]
  const unexpressed = [
    ...patterns.flatMap((one) => one.unexpressed),
    ...[...attestors.values()].flatMap((one) => one.unexpressed),
    ...validations.flatMap((one) => ('unexpressed' in one ? [one.unexpressed] : [])),
    ...inexpressible(entry),
    ...countedTwice(policy, entry),
  ]
  const written = validations.filter((one): one is Validation => 'expression' in one)
  const pinning =
    entry.pinned && written.length === 0 ? [{ message: 'a digest', expression: `${LISTS}.all(image, true)` }] : written
  if (pinning.length === 0) return { unexpressed }
  const usable = [...attestors.values()].flatMap(({ attestor }) => attestor ?? [])
  const spec = {
    validationActions: [policy.mode === 'warn' ? 'Warn' : 'Deny'],
    matchConstraints: CONSTRAINTS,
    matchImageReferences: patterns.flatMap(({ globs }) => globs.map((glob) => ({ glob }))),
    validationConfigurations: { mutateDigest: !entry.pinned, verifyDigest: true, required: false },
    ...(usable.length === 0 ? {} : { attestors: usable }),
    ...(types.length === 0 ? {} : { attestations: types.map((type, index) => ({ name: `type${index + 1}`, intoto: { type } })) }),
    validations: pinning,
  }
  return {
    object: {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'ImageValidatingPolicy',
      metadata: { name: `preadmit-${number}` },
      spec,
    },
    unexpressed,
  }
}

interface ForeignAttestor {
  readonly id: string
  /** Undefined for a signer that the target cannot express: it is left out, so less is admitted. */
  readonly attestor?: object
  readonly unexpressed: readonly string[]
}

function attestorsFor(policy: Policy, entry: ImageEntry): ReadonlyMap<string, ForeignAttestor> {
  const names = [...new Set([...(entry.signedBy?.of ?? []), ...entry.attestations.flatMap(({ signedBy }) => signedBy.of)])]
  return new Map(
    names.flatMap((name, index) => {
      const authority = authorityNamed(policy, name)
      return authority === undefined
        ? []
        : [
            [
              name,
              exportAttestor(policy, authority, `${name.replaceAll(/\W/g, '_').replace(/^\d/, '_$&')}_${index + 1}`),
            ] as const,
          ]
    }),
  )
}

function exportAttestor(policy: Policy, authority: Authority, id: string): ForeignAttestor {
  const at = `authority ${authority.name}`
  if (authority.kind === 'notation') return { id, unexpressed: [`${at}: Notary signatures (it is left out of the alternatives)`] }
  const [root, ...more] = authority.trustRoots.filter((name) => name !== 'github')
  const roots = [
    ...(authority.trustRoots.includes('github') ? [`${at}: GitHub's own trust root`] : []),
    ...more.map((name) => `${at}: trust root ${name}`),
    ...(authority.logsAtLeast === undefined ? [] : [`${at}: transparencyLogs (one log entry is asked for)`]),
  ]
  const json = policy.trustRoots.find(({ name }) => name === root)?.json
  const trusted = json === undefined ? {} : { trustedRoot: { value: json } }
  if (authority.kind !== 'key') {
    const { identity, unexpressed } = identityFor(authority)
    return {
      id,
      attestor: { name: id, cosign: { keyless: { identities: [identity] }, ...trusted } },
      unexpressed: [...roots, ...unexpressed],
    }
  }
  const ignored =
    authority.transparencyLog === 'required' ? {} : { ctlog: { url: 'https://rekor.sigstore.dev', insecureIgnoreTlog: true } }
  const optional = authority.transparencyLog === 'optional' ? [`${at}: transparencyLog optional (no log entry is looked at)`] : []
  return {
    id,
    attestor: { name: id, cosign: { key: { data: authority.pem }, ...ignored, ...trusted } },
    unexpressed: [...roots, ...optional, ...unexpressedTime(authority)],
  }
}

type Written = Validation | { readonly unexpressed: string }

function validationsFor(
  entry: ImageEntry,
  attestors: ReadonlyMap<string, ForeignAttestor>,
  types: readonly string[],
): readonly Written[] {
  const signature =
    entry.signedBy === undefined
      ? []
      : [{ signedBy: entry.signedBy, what: 'signed', calls: [(of: string) => `verifyImageSignatures(image, [${of}])`] }]
  const attestations = entry.attestations.map((attestation) => ({
    signedBy: attestation.signedBy,
    what: `attested (${attestation.type})`,
    calls: typesOf(attestation).map(
      (type) => (of: string) => `verifyAttestationSignatures(image, attestations.type${types.indexOf(type) + 1}, [${of}])`,
    ),
  }))
  return [...signature, ...attestations].flatMap(({ signedBy, what, calls }): readonly Written[] => {
    const sets = setsFor(signedBy)
    if (sets === undefined)
      return [
        {
          unexpressed: `line ${entry.line}: at least ${signedBy.count} of ${signedBy.of.length} signers (too many combinations)`,
        },
      ]
    return sets.map((names) => ({
      message: `not ${what} by any of ${names.join(', ')}`,
      expression: expressionFor(names, attestors, calls),
    }))
  })
}

function expressionFor(
  names: readonly string[],
  attestors: ReadonlyMap<string, ForeignAttestor>,
  calls: readonly ((of: string) => string)[],
): string {
  const ids = names.flatMap((name) => {
    const one = attestors.get(name)
    return one?.attestor === undefined ? [] : [`attestors.${one.id}`]
  })
  const counts = ids.length === 0 ? ['false'] : calls.map((call) => `${call(ids.join(', '))} > 0`)
  return `${LISTS}.all(image, ${counts.join(' || ')})`
}
