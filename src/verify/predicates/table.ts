import { openvex } from './openvex.ts'
import type { Predicate } from './predicate.ts'
import { slsaProvenance } from './slsa-provenance.ts'
import { vulnerabilityScan } from './vulnerability-scan.ts'

/** Families that can be constrained. For every other predicate only its presence, its signer and its age can be asked for. */
export const predicates: readonly Predicate[] = [slsaProvenance, vulnerabilityScan, openvex]
