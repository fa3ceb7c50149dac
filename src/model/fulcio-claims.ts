/**
 * Names that a policy may write under `claims`, with their number below OID 1.3.6.1.4.1.57264.1 (sigstore/fulcio,
 * docs/oid-info.md). Names that mean the same have the same number; the first is the one that reports show.
 */
export const FULCIO_CLAIMS: readonly (readonly [name: string, number: number])[] = [
  ['workflowTrigger', 2],
  ['workflowSha', 3],
  ['workflowName', 4],
  ['workflowRepository', 5],
  ['workflowRef', 6],
  ['issuer', 8],
  ['buildSignerURI', 9],
  ['buildSignerDigest', 10],
  ['runnerEnvironment', 11],
  ['sourceRepositoryURI', 12],
  ['sourceRepositoryDigest', 13],
  ['sourceRepositoryRef', 14],
  ['sourceRepositoryId', 15],
  ['sourceRepositoryIdentifier', 15],
  ['sourceRepositoryOwnerURI', 16],
  ['sourceRepositoryOwnerId', 17],
  ['sourceRepositoryOwnerIdentifier', 17],
  ['buildConfigURI', 18],
  ['buildConfigDigest', 19],
  ['buildTrigger', 20],
  ['runInvocationURI', 21],
  ['sourceRepositoryVisibility', 22],
  ['deploymentEnvironment', 23],
  ['environment', 23],
  ['tokenSubject', 24],
]

/** The number of a claim's name; undefined for a name that no policy may use. */
export function claimNumber(name: string): number | undefined {
  return FULCIO_CLAIMS.find(([known]) => known === name)?.[1]
}

/** The name that reports show for a claim's number. */
export function claimName(number: number): string {
  return FULCIO_CLAIMS.find(([, known]) => known === number)?.[0] ?? `1.3.6.1.4.1.57264.1.${number}`
}
