import { createPublicKey } from 'node:crypto'
import { bundleFromJSON } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify'
import { loadKey } from '../../src/verify/crypto/keys.ts'
import { readTrustRoot } from '../../src/verify/trust-root.ts'
import { openBundle } from '../../src/verify/verifiers/bundle.ts'
import { verifyMaterial } from '../../src/verify/verify-material.ts'

/** A bundle with what it is verified against. */
export interface Sample {
  readonly name: string
  readonly bundle: unknown
  readonly root: string
  readonly payload?: Buffer
  /** The key that must have signed (PEM); without it a certificate of the root's authorities must. */
  readonly key?: string
}

/** What both verifiers make of one mutated bundle. `ours` is `accepted` or our reason; `theirs` is `accepted`, a code, or `untyped`. */
export interface Verdicts {
  readonly mutation: string
  readonly ours: string
  readonly theirs: string
  /** Whom each reads as the signer of what it accepts: name and issuer; nothing for keys. */
  readonly signers: readonly (readonly [string, string] | undefined)[]
}

/** Random numbers that are the same for the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Place = { readonly holder: Record<string, unknown> | unknown[]; readonly key: string; readonly path: string }

function placesOf(value: unknown, path = ''): readonly Place[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown> | unknown[]
  return Object.keys(holder).flatMap((key) => [
    { holder, key, path: `${path}.${key}` },
    ...placesOf((holder as Record<string, unknown>)[key], `${path}.${key}`),
  ])
}

const STRANGE: readonly unknown[] = [null, '', 'x', 0, -1, 1e21, true, [], {}, '9007199254740993', 'AAAA', '\u0000']

/** Changes a copy of a bundle in one place; says where and how. */
export function mutate(
  bundle: unknown,
  random: (below: number) => number,
): { readonly bundle: unknown; readonly mutation: string } {
  const copy: unknown = structuredClone(bundle)
  const places = placesOf(copy)
  const place = places[random(places.length)]
  if (place === undefined) return { bundle: copy, mutation: 'nothing' }
  const holder = place.holder as Record<string, unknown>
  const value = holder[place.key]
  const kinds = [
    'remove',
    'replace',
    'repeat',
    typeof value === 'string' ? 'flip' : 'replace',
    typeof value === 'string' ? 'body' : 'remove',
    'add',
  ]
  const kind = kinds[random(kinds.length)] ?? 'remove'
  if (kind === 'remove') delete holder[place.key]
  if (kind === 'replace') holder[place.key] = structuredClone(STRANGE[random(STRANGE.length)])
  if (kind === 'repeat' && Array.isArray(place.holder)) place.holder.push(structuredClone(value))
  if (kind === 'flip') holder[place.key] = flip(String(value), random)
  if (kind === 'body') holder[place.key] = flipInside(String(value), random)
  if (kind === 'add')
    holder[['extra', 'certificate', 'publicKey', 'messageSignature', 'dsseEnvelope'][random(5)] ?? 'extra'] = structuredClone(
      STRANGE[random(STRANGE.length)],
    )
  return { bundle: copy, mutation: `${kind} ${place.path.replace(/\.\d+/g, '[]')}` }
}

function flip(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1)
  return text.slice(0, at) + 'AZaz09+/=\n'.charAt(random(10)) + text.slice(at + 1)
}

/** Flips one bit of what a base64 text holds. */
function flipInside(text: string, random: (below: number) => number): string {
  const bytes = Buffer.from(text, 'base64')
  const at = random(Math.max(1, bytes.length))
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
  return bytes.toString('base64')
}

/** Asks both verifiers, with everything required. Our side must never throw: if it does, the error goes through. */
export function askBoth(sample: Sample, bundle: unknown, mutation: string): Verdicts {
  const [ours, theirs] = [askOurs(sample, bundle), askTheirs(sample, bundle)]
  return { mutation, ours: ours.verdict, theirs: theirs.verdict, signers: [ours.signer, theirs.signer] }
}

interface Verdict {
  readonly verdict: string
  readonly signer?: readonly [string, string]
}

const ALWAYS = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }
const ourRoots = new Map<string, ReturnType<typeof readTrustRoot>>()
const theirRoots = new Map<string, ReturnType<typeof toTrustMaterial>>()

function askOurs(sample: Sample, bundle: unknown): Verdict {
  const root = ourRoots.get(sample.root) ?? readTrustRoot('private', sample.root)
  ourRoots.set(sample.root, root)
  const key = sample.key === undefined ? undefined : loadKey(sample.key)
  const material = openBundle(Buffer.from(JSON.stringify(bundle)), sample.payload)
  for (const read of [root, material, ...(key === undefined ? [] : [key])])
    if (!read.ok) return { verdict: read.rejection.reason }
  if (!root.ok || !material.ok) return { verdict: 'unreadable' }
  const terms = { root: root.value, log: 'required', now: Date.parse('2026-11-21T00:00:00Z') } as const
  const verified = verifyMaterial(material.value, key?.ok ? { ...terms, key: { key: key.value, ...ALWAYS } } : terms)
  if (!verified.ok) return { verdict: verified.rejection.reason }
  const { signer } = verified.value
  if (signer.kind !== 'certificate') return { verdict: 'accepted' }
  return { verdict: 'accepted', signer: [signer.names.map(({ value }) => value).join(', '), signer.issuer] }
}

function askTheirs(sample: Sample, bundle: unknown): Verdict {
  const name = `${sample.key}${sample.root}`
  const trust = theirRoots.get(name) ?? toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(sample.root)), keyFinder(sample.key))
  theirRoots.set(name, trust)
  try {
    const verifier = new Verifier(trust, {
      ctlogThreshold: trust.ctlogs.length > 0 ? 1 : 0,
      tlogThreshold: trust.tlogs.length > 0 ? 1 : 0,
      timestampThreshold: sample.key === undefined ? 1 : 0,
    })
    const { identity } = verifier.verify(toSignedEntity(bundleFromJSON(bundle), sample.payload))
    if (identity === undefined) return { verdict: 'accepted' }
    return { verdict: 'accepted', signer: [identity.subjectAlternativeName ?? '', identity.extensions?.issuer ?? ''] }
  } catch (error) {
    if (error instanceof VerificationError) return { verdict: error.code }
    return { verdict: error instanceof Error && error.name === 'ValidationError' ? 'ValidationError' : 'untyped' }
  }
}

function keyFinder(key: string | undefined) {
  return key === undefined ? undefined : () => ({ publicKey: createPublicKey(key), validFor: () => true })
}
