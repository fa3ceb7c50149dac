/**
 * Claims of a Fulcio certificate that a policy can constrain, with their number below 1.3.6.1.4.1.57264.1 (Fulcio's
 * oid-info.md). A claim that is not in this table cannot be asked for: an option that nobody checks would be a hole.
 */
export const CERTIFICATE_CLAIMS: Readonly<Record<string, number>> = {
  buildSignerUri: 9,
  buildSignerDigest: 10,
  runnerEnvironment: 11,
  sourceRepositoryUri: 12,
  sourceRepositoryDigest: 13,
  sourceRepositoryRef: 14,
  sourceRepositoryId: 15,
  sourceRepositoryOwnerUri: 16,
  sourceRepositoryOwnerId: 17,
  buildConfigUri: 18,
  buildConfigDigest: 19,
  buildTrigger: 20,
  runInvocationUri: 21,
  sourceRepositoryVisibility: 22,
}
