/**
 * How many authorities can have a signer each with no signer for two of them: the size of a maximum matching, found by augmenting
 * paths. Each entry lists the signers whose word one authority accepts.
 */
export function mostMatched(accepted: readonly (readonly string[])[]): number {
  const authorityOf = new Map<string, readonly string[]>()
  return accepted.filter((signers) => place(signers, authorityOf, new Set())).length
}

/** Finds a signer for one more authority, if need be by finding another one for an authority that has one. */
function place(signers: readonly string[], authorityOf: Map<string, readonly string[]>, tried: Set<string>): boolean {
  for (const signer of signers) {
    if (tried.has(signer)) continue
    tried.add(signer)
    const holder = authorityOf.get(signer)
    if (holder !== undefined && !place(holder, authorityOf, tried)) continue
    authorityOf.set(signer, signers)
    return true
  }
  return false
}
