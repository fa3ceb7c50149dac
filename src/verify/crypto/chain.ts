import { MAX_CHAIN, MAX_CHAIN_STEPS } from '../../model/limits.ts'
import { checkSigned } from './algorithm.ts'
import { type Certificate, isSelfIssued } from './certificate.ts'
import { OID, purposesOf } from './certificate-extensions.ts'
import { type Checked, pass, type Rejection, reject } from './checked.ts'

/** A path from a leaf up to a trusted certificate, both included. */
export type Path = readonly Certificate[]

/** What a path may be built from. `given` certificates come from the material and are never where a path ends. */
export interface ChainSearch {
  readonly anchor: Certificate
  readonly trusted: readonly Certificate[]
  readonly given: readonly Certificate[]
  /** The proven time, milliseconds since 1970: every certificate of the path must be valid then. */
  readonly at: number
  /** What the leaf is used for: an authority between it and the anchor that is limited to other purposes cannot have issued it. */
  readonly purpose: string
}

/** Finds a path from `leaf` to the anchor that holds at the time asked for (RFC 5280 6.1, without policies and name constraints). */
export function buildPath(leaf: Certificate, search: ChainSearch): Checked<Path> {
  const expired = validityProblem(leaf, search.at)
  if (expired !== undefined) return { ok: false, rejection: expired }
  if (leaf.raw.equals(search.anchor.raw)) return pass([leaf])
  const pool = [...search.trusted, ...search.given.filter((certificate) => !isSelfIssued(certificate)), search.anchor]
  return extend([leaf], pool, { ...search, budget: { steps: MAX_CHAIN_STEPS } })
}

interface Walk extends ChainSearch {
  readonly budget: { steps: number }
}

function extend(path: Path, pool: readonly Certificate[], search: Walk): Checked<Path> {
  const top = path[path.length - 1]
  let worst: Checked<Path> = reject('certificate-authority-unknown', 'no trusted authority issued the certificate', {
    verdict: 'untrusted',
  })
  if (top === undefined || path.length > MAX_CHAIN) return reject('certificate-chain', `the chain is longer than ${MAX_CHAIN}`)
  for (const issuer of pool) {
    if (!issuer.subject.equals(top.issuer) || path.includes(issuer)) continue
    if (--search.budget.steps < 0) return reject('too-many', `more than ${MAX_CHAIN_STEPS} ways to build the chain`)
    const problem = issuerProblem(top, issuer, { below: path.length - 1, search })
    if (problem !== undefined) {
      worst = { ok: false, rejection: problem }
      continue
    }
    const longer = [...path, issuer]
    const found = issuer.raw.equals(search.anchor.raw) ? pass(longer) : extend(longer, pool, search)
    if (found.ok) return found
    worst = found
  }
  return worst
}

function issuerProblem(child: Certificate, issuer: Certificate, place: { below: number; search: Walk }): Rejection | undefined {
  if (!wasIssuedBy(child, issuer)) {
    const failed = reject('certificate-authority-unknown', 'the authority of that name did not sign the certificate', {
      verdict: 'untrusted',
    })
    return failed.rejection
  }
  const purposes = purposesOf(issuer)
  if (!purposes.ok) return purposes.rejection
  const { isAuthority, saysSoCritically, usage, pathLength, extended } = purposes.value
  const named = issuer.raw.equals(place.search.anchor.raw)
  const maySign = named ? usage?.certSign !== false : usage?.certSign === true && saysSoCritically
  if (!isAuthority || !maySign)
    return reject('certificate-chain', 'an issuer in the chain is not a certificate authority').rejection
  const forOthers = extended?.purposes.every((purpose) => purpose !== place.search.purpose && purpose !== OID.anyPurpose)
  if (!named && forOthers === true)
    return reject('certificate-chain', 'an authority in the chain is limited to other purposes').rejection
  if (pathLength !== undefined && pathLength < place.below)
    return reject('certificate-chain', 'an authority in the chain allows fewer certificates below it').rejection
  return validityProblem(issuer, place.search.at)
}

/** What is wrong with using a certificate at a time. */
export function validityProblem(certificate: Certificate, at: number): Rejection | undefined {
  if (at >= certificate.notBefore && at <= certificate.notAfter) return undefined
  const window = `${new Date(certificate.notBefore).toISOString()} to ${new Date(certificate.notAfter).toISOString()}`
  return reject('certificate-not-valid-then', 'a certificate of the chain was not valid when the signature was made', {
    expected: window,
    got: new Date(at).toISOString(),
  }).rejection
}

const issued = new WeakMap<Certificate, WeakMap<Certificate, boolean>>()

/** Whether `issuer` signed `child`. Remembered per pair of objects: authorities are read once per run. */
export function wasIssuedBy(child: Certificate, issuer: Certificate): boolean {
  const known = issued.get(child) ?? new WeakMap<Certificate, boolean>()
  issued.set(child, known)
  const before = known.get(issuer)
  if (before !== undefined) return before
  const { signatureAlgorithm: algorithm, signature } = child
  const answer = checkSigned(issuer.spki, { algorithm, data: child.tbs.raw, signature }).ok
  known.set(issuer, answer)
  return answer
}
