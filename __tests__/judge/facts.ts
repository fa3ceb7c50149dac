import { createHash } from 'node:crypto'
import { claimKey } from '../../src/case/lookup.ts'
import { claimsFor, judge } from '../../src/judge/judge.ts'
import type { Answer } from '../../src/model/answer.ts'
import type { Claim, Evidence } from '../../src/model/evidence.ts'
import type { Facts, ReferenceFact } from '../../src/model/facts.ts'
import { type Digest, formatName, parseDigest, parseImageName } from '../../src/model/image-name.ts'
import type { Judgement, RulingKind } from '../../src/model/judgement.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { ImageReference } from '../../src/model/reference.ts'
import type { Subject } from '../../src/model/subject.ts'

/** The digest of a word. */
export function digestOf(word: string): Digest {
  const digest = parseDigest(`sha256:${createHash('sha256').update(word).digest('hex')}`)
  if (digest === undefined) throw new Error('a sha256 is a digest')
  return digest
}

/** A touched reference in a file, as discovery would give it. */
export function use(text: string, file = 'k8s/app.yaml', at = 0): ReferenceFact {
  const origin = {
    file,
    span: { start: at, end: at + text.length },
    related: [],
    format: 'kubernetes',
    path: ['spec', 'image', at],
  }
  const parsed = parseImageName(text)
  const base = { origin, text, verbatim: true }
  const reference: ImageReference = parsed.ok
    ? { ...base, kind: 'static', name: parsed.name }
    : { ...base, kind: 'malformed', why: parsed.why }
  return { reference, touched: true }
}

/** A touched reference that its file leaves open. */
export function template(text: string, file = 'chart/app.yaml'): ReferenceFact {
  const origin = { file, span: { start: 0, end: text.length }, related: [], format: 'helm-template', path: [] }
  return { reference: { origin, text, verbatim: true, kind: 'dynamic', why: 'it is a template' }, touched: true }
}

/** A resolved image of one manifest. */
export function image(text: string, more: Partial<Subject> = {}): Answer<Subject> {
  const parsed = parseImageName(text)
  if (!parsed.ok) throw new Error(parsed.why)
  const digest = parsed.name.digest ?? digestOf(text)
  const plain = {
    name: parsed.name,
    digest,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    size: 500,
    isIndex: false,
    platforms: [],
  }
  return { kind: 'found', value: { ...plain, ...more } }
}

/** Facts of a change; what is not given is empty. Every static reference is found at its registry unless `answers` says otherwise. */
export function facts(
  references: readonly ReferenceFact[],
  more: Partial<Facts> & { readonly answers?: Readonly<Record<string, Answer<Subject>>> } = {},
): Facts {
  const { answers = {}, ...rest } = more
  const resolutions = references.flatMap(({ reference }) =>
    reference.kind === 'static'
      ? [{ name: reference.name, answer: answers[reference.text] ?? image(formatName(reference.name)) }]
      : [],
  )
  return {
    schemaVersion: 1,
    now: '2026-11-21T12:00:00Z',
    change: { repository: 'acme/web', event: 'pull_request', base: 'b', head: 'h', scope: 'changed' },
    references,
    resolutions,
    unread: [],
    evidence: [],
    inventories: [],
    objects: [],
    gateFiles: [],
    problems: [],
    sources: [],
    coverage: { files: 1, ignored: 0, outsidePaths: 0, otherShards: 0 },
    requests: [],
    ...rest,
  }
}

/** The answer of a verifier, without its claim. */
export type Said = Evidence extends infer One ? (One extends Evidence ? Omit<One, 'claim'> : never) : never

export const PROVED: Said = { status: 'proved', facts: { signer: 'release', store: 'tag', claims: [] } }
export const ABSENT: Said = { status: 'absent' }
export const UNTRUSTED: Said = {
  status: 'refuted',
  because: 'untrusted',
  reason: 'signed by a stranger',
  nearest: { expected: 'a', got: 'b', where: 'the certificate' },
}
export const INVALID: Said = { status: 'refuted', because: 'invalid', reason: 'the signature does not verify' }
export const MISMATCH: Said = { status: 'refuted', because: 'predicate-mismatch', reason: 'severity is critical' }
export const UNREACHABLE: Said = {
  status: 'unknown',
  problem: { kind: 'unreachable', about: 'ghcr.io', detail: 'connection refused' },
}
export const UNSUPPORTED: Said = {
  status: 'unknown',
  problem: { kind: 'unsupported', about: 'ghcr.io', detail: 'a format from the future' },
}

/**
 * The facts together with what `answer` says to every claim of the policy; undefined leaves a claim without an answer. Every
 * authority has a signer of its own unless the answer names others.
 */
export function answered(policy: Policy, given: Facts, answer: (claim: Claim) => Said | undefined): Facts {
  const evidence = claimsFor(policy, given.references, given.resolutions).flatMap((claim) => {
    const said = answer(claim)
    const signers = said?.status === 'proved' ? { signers: [claim.authority.name] } : {}
    return said === undefined ? [] : [{ claim, ...signers, ...said } as Evidence]
  })
  return { ...given, evidence }
}

/** The rulings of a judgement, in order. */
export function rulingsIn(policy: Policy, given: Facts): readonly RulingKind[] {
  return judge(policy, given).rulings.map(({ ruling }) => ruling)
}

/** The findings of a judgement as `level rule`. */
export function soundsOf({ findings }: Judgement): readonly string[] {
  return findings.map(({ level, rule }) => `${level} ${rule}`)
}

/** Claims in an order that does not depend on how they were collected. */
export function sortedKeys(claims: readonly Claim[]): readonly string[] {
  return claims.map(claimKey).toSorted()
}
