/** A family of attestations that a policy may ask for by a short name. `where` lists the facts that a policy can constrain. */
export interface PredicateFamily {
  readonly alias: string
  readonly types: readonly string[]
  /** Types that match by prefix, where publishers append a version. */
  readonly prefixes: readonly string[]
  readonly where: readonly string[]
}

/** The families, by alias. A full predicate type URI in a policy matches exactly, and takes the facts of its family if it has one. */
export const PREDICATE_FAMILIES: readonly PredicateFamily[] = [
  {
    alias: 'slsa-provenance',
    types: ['https://slsa.dev/provenance/v1', 'https://slsa.dev/provenance/v0.2'],
    prefixes: [],
    where: ['builder', 'source', 'ref', 'buildType', 'workflow', 'parameters'],
  },
  {
    alias: 'vulnerability-scan',
    types: [
      'https://cosign.sigstore.dev/attestation/vuln/v1',
      'https://in-toto.io/attestation/vulns/v0.1',
      'https://in-toto.io/attestation/vulns/v0.2',
    ],
    prefixes: [],
    where: ['severity', 'scanner'],
  },
  { alias: 'spdx', types: ['https://spdx.dev/Document'], prefixes: ['https://spdx.dev/Document/'], where: [] },
  { alias: 'cyclonedx', types: ['https://cyclonedx.org/bom'], prefixes: ['https://cyclonedx.org/bom/'], where: [] },
  {
    alias: 'sbom',
    types: ['https://spdx.dev/Document', 'https://cyclonedx.org/bom'],
    prefixes: ['https://spdx.dev/Document/', 'https://cyclonedx.org/bom/'],
    where: [],
  },
  { alias: 'openvex', types: ['https://openvex.dev/ns'], prefixes: ['https://openvex.dev/ns/'], where: ['status', 'author'] },
]

/** Whether an attestation of `predicateType` is what a policy means by `asked` (an alias or a full predicate type). */
export function isPredicate(asked: string, predicateType: string): boolean {
  const family = PREDICATE_FAMILIES.find((candidate) => candidate.alias === asked)
  if (family === undefined) return asked === predicateType
  return family.types.includes(predicateType) || family.prefixes.some((prefix) => predicateType.startsWith(prefix))
}
