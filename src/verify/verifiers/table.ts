import type { Verifier } from '../candidate.ts'
import { bundle } from './bundle.ts'
import { dsseEnvelope } from './dsse-envelope.ts'
import { notation } from './notation.ts'
import { simpleSigning } from './simple-signing.ts'

/** Every scheme that is read. A candidate of a media type that no line reads is listed as unsupported. */
export const verifiers: readonly Verifier[] = [bundle, simpleSigning, dsseEnvelope, notation]
