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
import { policyControllerGlobs } from './export-patterns.ts'
import { countedTwice } from './export-signers.ts'

const FORMAT =
  '# policy-controller reads image signatures under .sig tags only, not the bundles that cosign 3 writes by default.\n'

interface Part {
  readonly objects: readonly object[]
  readonly unexpressed: readonly string[]
}

/**
 * The policy as ClusterImagePolicy objects of policy-controller, as YAML. Authorities in one object are alternatives and objects add
 * up, so an entry becomes as many objects as it needs. What cannot be expressed is in the heading and in the list.
 */
export function exportToPolicyController(policy: Policy): Exported {
  const parts = policy.images.map((entry, index) => exportEntry(policy, entry, index + 1))
  const roots = policy.trustRoots.map(({ name, json }) => objectOf('v1alpha1', 'TrustRoot', name, { trustedRootJSON: json }))
  const objects = [...roots, ...parts.flatMap((part) => part.objects)]
  const unexpressed = [...new Set([...parts.flatMap((part) => part.unexpressed), ...beyondImages(policy)])]
  const documents = objects.map((object) => dump(object, { lineWidth: -1 }))
  return { text: [`${headingFor('policy-controller', unexpressed)}${FORMAT}`, ...documents].join('---\n'), unexpressed }
}

function exportEntry(policy: Policy, entry: ImageEntry, number: number): Part {
  const patterns = entry.match.map(policyControllerGlobs)
  const images = patterns.flatMap(({ globs }) => globs.map((glob) => ({ glob })))
  const demands = entry.allowed
    ? demandsOf(policy, entry)
    : [{ authorities: [{ static: { action: 'fail', message: 'not allowed' } }], unexpressed: [] }]
  const pinned = entry.pinned ? [`line ${entry.line}: pinned (policy-controller puts digests in itself)`] : []
  const mode = policy.mode === 'warn' ? { mode: 'warn' } : {}
  const objects = demands
    .filter(({ authorities }) => authorities.length > 0)
    .map(({ authorities }, index) =>
      objectOf('v1beta1', 'ClusterImagePolicy', `preadmit-${number}-${index + 1}`, { images, ...mode, authorities }),
    )
  return {
    objects,
    unexpressed: [
      ...patterns.flatMap((one) => one.unexpressed),
      ...demands.flatMap((one) => one.unexpressed),
      ...inexpressible(entry),
      ...countedTwice(policy, entry),
      ...pinned,
    ],
  }
}

interface ForeignDemand {
  readonly authorities: readonly object[]
  readonly unexpressed: readonly string[]
}

/** Each demand as alternatives: the signers of a set, for an attestation each with every type that is meant. */
function demandsOf(policy: Policy, entry: ImageEntry): readonly ForeignDemand[] {
  const signature =
    entry.signedBy === undefined ? [] : [{ signedBy: entry.signedBy, types: [undefined] as readonly (string | undefined)[] }]
  const attestations = entry.attestations.map((attestation) => ({ signedBy: attestation.signedBy, types: typesOf(attestation) }))
  return [...signature, ...attestations].flatMap(({ signedBy, types }) => {
    const sets = setsFor(signedBy)
    if (sets === undefined)
      return [
        {
          authorities: [],
          unexpressed: [
            `line ${entry.line}: at least ${signedBy.count} of ${signedBy.of.length} signers (too many combinations)`,
          ],
        },
      ]
    return sets.map((names) => alternatives(policy, names, types))
  })
}

function alternatives(policy: Policy, names: readonly string[], types: readonly (string | undefined)[]): ForeignDemand {
  const exported = names.flatMap((name) => {
    const authority = authorityNamed(policy, name)
    return authority === undefined ? [] : [exportAuthority(policy, authority)]
  })
  const fields = exported.flatMap((one) => one.fields ?? [])
  const authorities = fields.flatMap((one) =>
    types.map((type) => (type === undefined ? one : { ...one, attestations: [{ name: 'statement', predicateType: type }] })),
  )
  const nobody =
    authorities.length === 0
      ? [{ static: { action: 'fail', message: 'no signer of the policy can be expressed here' } }]
      : authorities
  return {
    authorities: nobody.map((one, index) => ({ name: `authority-${index}`, ...one })),
    unexpressed: exported.flatMap((one) => one.unexpressed),
  }
}

interface ForeignAuthority {
  /** Undefined for a signer that the target cannot express: it is left out, so less is admitted. */
  readonly fields?: object
  readonly unexpressed: readonly string[]
}

function exportAuthority(policy: Policy, authority: Authority): ForeignAuthority {
  const at = `authority ${authority.name}`
  if (authority.kind === 'notation') return { unexpressed: [`${at}: Notary signatures (it is left out of the alternatives)`] }
  const [root, ...more] = authority.trustRoots.filter((name) => name !== 'github')
  const roots = [
    ...(authority.trustRoots.includes('github') ? [`${at}: GitHub's own trust root`] : []),
    ...more.map((name) => `${at}: trust root ${name}`),
    ...(authority.logsAtLeast === undefined ? [] : [`${at}: transparencyLogs (one log entry is asked for)`]),
  ]
  const custom = policy.trustRoots.some(({ name }) => name === root) ? { trustRootRef: root } : {}
  if (authority.kind !== 'key') {
    const { identity, unexpressed } = identityFor(authority)
    const ctlog = 'trustRootRef' in custom ? custom : { url: 'https://rekor.sigstore.dev' }
    return {
      fields: { name: authority.name, keyless: { ...custom, identities: [identity] }, ctlog },
      unexpressed: [...roots, ...unexpressed],
    }
  }
  const logged = authority.transparencyLog === 'required'
  const ctlog = 'trustRootRef' in custom ? custom : { url: 'https://rekor.sigstore.dev' }
  const optional = authority.transparencyLog === 'optional' ? [`${at}: transparencyLog optional (no log entry is looked at)`] : []
  return {
    fields: { name: authority.name, key: { data: authority.pem }, ...(logged ? { ctlog } : {}) },
    unexpressed: [...roots, ...optional, ...unexpressedTime(authority)],
  }
}

function objectOf(version: string, kind: string, name: string, spec: object): object {
  return { apiVersion: `policy.sigstore.dev/${version}`, kind, metadata: { name }, spec }
}
