import { type Checked, pass, reject } from '../crypto/checked.ts'
import type { SignedAttributes } from './envelope.ts'

/** The signed attributes as an envelope states them; times are milliseconds since 1970. `present`: the names of all of them. */
export interface StatedAttributes {
  readonly algorithm: string
  readonly contentType: string
  readonly critical: readonly (string | number)[]
  readonly signingScheme: string
  readonly signingTime?: number
  readonly authenticSigningTime?: number
  readonly expiry?: number
  readonly present: readonly (string | number)[]
}

const NAMESPACE = 'io.cncf.notary'
/** Names of signed attributes, equal in both envelopes. */
export const ATTRIBUTE = {
  signingScheme: `${NAMESPACE}.signingScheme`,
  signingTime: `${NAMESPACE}.signingTime`,
  authenticSigningTime: `${NAMESPACE}.authenticSigningTime`,
  expiry: `${NAMESPACE}.expiry`,
} as const
/** Names of unsigned attributes that are read, equal in both envelopes. */
export const UNSIGNED = { timestamp: `${NAMESPACE}.timestampSignature` } as const

const PLUGIN = `${NAMESPACE}.verificationPlugin`
const PAYLOAD = 'application/vnd.cncf.notary.payload.v1+json'
const SCHEMES: Readonly<Record<string, SignedAttributes['scheme']>> = {
  'notary.x509': 'x509',
  'notary.x509.signingAuthority': 'signing-authority',
}
const UNDERSTOOD: readonly (string | number)[] = [ATTRIBUTE.signingScheme, ATTRIBUTE.authenticSigningTime, ATTRIBUTE.expiry]

/**
 * Judges the signed attributes (signature-specification.md, signing-scheme.md): the scheme, its time, what is critical and what
 * it must be. An attribute that the signer wants understood and that is not understood here leaves the signature open.
 */
export function checkAttributes(stated: StatedAttributes): Checked<SignedAttributes> {
  const { algorithm, contentType, signingScheme, expiry } = stated
  const plugin = stated.present.find((name) => String(name).startsWith(PLUGIN))
  if (plugin !== undefined) return unsupported('it must be verified with a plugin of notation, and none is ever run', plugin)
  const scheme = Object.hasOwn(SCHEMES, signingScheme) ? SCHEMES[signingScheme] : undefined
  if (scheme === undefined) return malformed(`the signing scheme is "${shown(signingScheme)}"`)
  const refusal = criticalProblem(stated, scheme)
  if (refusal !== undefined) return refusal
  if (contentType !== PAYLOAD)
    return reject('payload-type', 'the payload is not that of the Notary Project', { expected: PAYLOAD, got: shown(contentType) })
  const time = timeOf(stated, scheme)
  if (!time.ok) return time
  if (expiry !== undefined && expiry <= time.value) return malformed('it expires before it was signed')
  return pass({ algorithm, scheme, signingTime: time.value, ...(expiry === undefined ? {} : { expiry }) })
}

/** Each scheme has a time of its own, and must not state that of the other. */
function timeOf({ signingTime, authenticSigningTime }: StatedAttributes, scheme: SignedAttributes['scheme']): Checked<number> {
  const byAuthority = scheme === 'signing-authority'
  const [own, other] = byAuthority ? [authenticSigningTime, signingTime] : [signingTime, authenticSigningTime]
  if (own === undefined || own <= 0) return malformed('it does not state when it was signed')
  return other === undefined ? pass(own) : malformed('it states the time of another signing scheme')
}

/** What must be understood: the scheme, the time of an authority and an expiry, and nothing that is not there. */
function criticalProblem({ critical, present, expiry }: StatedAttributes, scheme: SignedAttributes['scheme']) {
  if (new Set(critical).size < critical.length) return malformed('an attribute is marked critical twice')
  const absent = critical.find((name) => !present.includes(name))
  if (absent !== undefined) return malformed(`"${shown(String(absent))}" is marked critical and is not there`)
  const unknown = critical.find((name) => !UNDERSTOOD.includes(name))
  if (unknown !== undefined) return unsupported('it holds a critical attribute that is not understood here', unknown)
  const demanded = [
    ATTRIBUTE.signingScheme,
    ...(scheme === 'signing-authority' ? [ATTRIBUTE.authenticSigningTime] : []),
    ...(expiry === undefined ? [] : [ATTRIBUTE.expiry]),
  ]
  const missing = demanded.find((name) => !critical.includes(name))
  return missing === undefined ? undefined : malformed(`${missing} is not marked critical`)
}

function malformed(detail: string) {
  return reject('envelope-malformed', detail)
}

function unsupported(detail: string, got: string | number) {
  return reject('unsupported', detail, { verdict: 'unsupported', got: shown(String(got)) })
}

function shown(text: string): string {
  return text.slice(0, 200)
}
