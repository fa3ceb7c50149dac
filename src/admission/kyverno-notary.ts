import type { ClusterDemand } from '../model/cluster-policy.ts'
import type { AttestationDemand, NotationAuthority } from '../model/policy.ts'
import { type Fields, has, mapAt, textAt, wrong } from './fields.ts'

const SOURCE = ['value', 'expression']

/** Reads the `notary` of an attestor. Kyverno verifies it with notation, level strict, and takes every identity that the certificates vouch for. */
export function readNotary(notary: Fields, name: string): (attestation?: AttestationDemand) => ClusterDemand {
  const [certs, stamps] = [mapAt(notary, 'certs', SOURCE), mapAt(notary, 'tsaCerts', SOURCE)]
  if (certs === undefined) wrong(notary, 'certs', 'is missing')
  const expression = [certs, stamps].find((source) => source !== undefined && has(source, 'expression'))
  const open = (why: string): ClusterDemand => ({ kind: 'open', why: `attestor ${name}: ${why}` })
  const value = certs === undefined ? undefined : textAt(certs, 'value')
  const stamp = stamps === undefined ? undefined : textAt(stamps, 'value')
  return (attestation) => {
    if (attestation !== undefined) return open(`${notary.at}: statements with a Notary signature are not verified here`)
    if (expression !== undefined) return open(`${expression.at} is an expression: no file is given for it`)
    if (value === undefined) return open(`${notary.at} gives no certificates`)
    return notaryDemand(name, { trustStore: [value], timestampAuthorities: stamp === undefined ? [] : [stamp] })
  }
}

/** Certificates in PEM, and what the cluster does otherwise than the verifier. */
export interface NotaryCertificates {
  readonly trustStore: readonly string[]
  readonly timestampAuthorities: readonly string[]
  readonly remarks?: readonly string[]
}

/** The demand that somebody whom these certificates (PEM) vouch for signed with notation. */
export function notaryDemand(
  name: string,
  { trustStore, timestampAuthorities, remarks = [] }: NotaryCertificates,
): ClusterDemand {
  const authority: NotationAuthority = {
    kind: 'notation',
    name,
    trustStore,
    identities: ['*'],
    level: 'strict',
    ...(timestampAuthorities.length === 0 ? {} : { timestampAuthorities }),
  }
  return { kind: 'vouched', authority, reads: 'any', asksMore: remarks, asksLess: remarks }
}
