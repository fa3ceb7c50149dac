import type { Authority } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { publicKey, publicKeyFile } from './files.ts'
import { github, githubAuthority } from './github.ts'
import type { Problem } from './globs.ts'
import { notation, notationAuthority } from './notation.ts'
import { chainguard, expandChainguard, expandGitlab, expandGoogle, gitlab, google, type KeylessIdentity } from './presets.ts'
import { choice, integer, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { BUILT_IN_ROOTS, claims, trustRoot } from './trust.ts'
import { firstMoment, identity, issuer, lastMoment } from './values.ts'

/** What is wrong with a name that a writer chose. */
export function nameProblem(value: string): Problem {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
    ? undefined
    : [`"${value}" is not a name`, 'use letters, digits and . _ -']
}

/** A name that a writer gives to something in the policy. */
export const chosenName: Reader<string> = text(nameProblem)

const keyless = record({
  issuer: required('the exact issuer of the identity', issuer),
  identity: required('the subject of the certificate, exact or with * and **', identity),
  claims: optional('further claims of the certificate, each exact or with * and **', claims),
  trustRoot: optional('the Sigstore instance; default public-good', trustRoot),
})

const key = record({
  file: optional('a PEM file of this repository', publicKeyFile),
  pem: optional('the public key itself, PEM', publicKey),
  validFrom: optional('since when the key may have signed, a date or a time (RFC 3339)', firstMoment),
  validUntil: optional('until when the key may have signed, a date (to its end, UTC) or a time (RFC 3339)', lastMoment),
  trustRoot: optional('the Sigstore instance whose log counts; default public-good', trustRoot),
})

/** More logs than anybody writes to. */
const MOST_LOGS = 9

const shape = record({
  keyless: optional('an identity of Sigstore', keyless),
  github: optional('a GitHub Actions workflow', github),
  gitlab: optional('a GitLab CI pipeline', gitlab),
  google: optional('a service account of Google Cloud', google),
  chainguard: optional('Chainguard, for its public images', chainguard),
  key: optional('a public key', key),
  notation: optional('a Notary Project trust store', notation),
  transparencyLog: optional(
    'for keys and for private certificate authorities: whether a log entry is needed; default required',
    choice('required', 'optional', 'ignored'),
  ),
  transparencyLogs: optional(
    'in how many transparency logs a signature must be; default one',
    record({ atLeast: required('how many different logs, as the trust root names them', integer(1, MOST_LOGS)) }),
  ),
})

const KINDS = ['keyless', 'github', 'gitlab', 'google', 'chainguard', 'key', 'notation'] as const

/**
 * An authority: exactly one of its kinds. Those of a provider (gitlab, google, chainguard) are read into the keyless identity that
 * they stand for. The name is filled in by its place.
 */
export const authority: Reader<Authority> = {
  schema: { ...shape.schema, oneOf: KINDS.map((name) => ({ required: [name] })) },
  read: (node, scene) => {
    const value = shape.read(node, scene)
    if (value === undefined) return undefined
    const kinds = KINDS.filter((kind) => value[kind] !== undefined)
    if (kinds.length > 1)
      return scene.notes.add(
        node,
        `an authority is one of ${kinds.join(' and ')}, not both`,
        'make two authorities and name both under "allOf" or "anyOf"',
      )
    if (kinds.length === 0)
      return scene.notes.add(
        node,
        'the authority does not say who it is',
        `add ${KINDS.slice(0, -1).join(', ')} or ${KINDS.at(-1)}`,
      )
    const root = (value.keyless ?? value.gitlab ?? value.google)?.trustRoot
    const isPrivate = root !== undefined && !BUILT_IN_ROOTS.includes(root)
    if (value.transparencyLog !== undefined && value.key === undefined && !isPrivate)
      return scene.notes.add(
        node,
        '"transparencyLog" is only for keys and for private certificate authorities',
        'remove it: keyless signatures always need a log entry, unless their trustRoot is your own',
      )
    const logs = value.transparencyLogs?.atLeast
    const without = value.notation !== undefined || (value.transparencyLog ?? 'required') !== 'required'
    if (logs !== undefined && without)
      return scene.notes.add(
        node,
        '"transparencyLogs" counts log entries, and none is demanded here',
        value.notation === undefined
          ? 'remove it, or write "transparencyLog: required"'
          : 'remove it: Notary signatures are in no log',
      )
    const read = made(value, node, scene)
    return read === undefined || read.kind === 'notation' || logs === undefined ? read : { ...read, logsAtLeast: logs }
  },
}

type Shape = NonNullable<ReturnType<typeof shape.read>>

function rootsNamed(name: string | undefined, ...fallback: readonly string[]): readonly string[] {
  return name === undefined ? fallback : [name]
}

function made(value: Shape, node: Node, scene: Scene): Authority | undefined {
  if (value.github !== undefined) return githubAuthority(value.github)
  if (value.notation !== undefined) return notationAuthority(value.notation, scene)
  if (value.key !== undefined) return keyAuthority(value.key, value.transparencyLog ?? 'required', { node, scene })
  const keyless = keylessOf(value, node, scene)
  if (keyless === undefined) return undefined
  return {
    kind: 'keyless',
    name: '',
    issuer: keyless.issuer,
    identity: keyless.identity,
    claims: keyless.claims,
    trustRoots: rootsNamed(keyless.trustRoot, 'public-good'),
    ...(value.transparencyLog === undefined ? {} : { transparencyLog: value.transparencyLog }),
  }
}

function keylessOf(value: Shape, node: Node, scene: Scene): KeylessIdentity | undefined {
  if (value.keyless !== undefined) {
    const { issuer, identity, claims, trustRoot } = value.keyless
    return { issuer, identity, claims: Object.fromEntries(claims ?? []), ...(trustRoot === undefined ? {} : { trustRoot }) }
  }
  const expansions = [
    ...(value.gitlab === undefined ? [] : [expandGitlab(value.gitlab)]),
    ...(value.google === undefined ? [] : [expandGoogle(value.google)]),
    ...(value.chainguard === undefined ? [] : [expandChainguard(value.chainguard)]),
  ]
  const [expansion] = expansions
  if (expansion?.status === 'contradiction')
    return scene.notes.add(
      node,
      `the claim "${expansion.claim}" already follows from "project" and "ref"`,
      'remove it from "claims", or write the authority as keyless',
    )
  return expansion?.keyless
}

function keyAuthority(
  key: NonNullable<Shape['key']>,
  transparencyLog: NonNullable<Shape['transparencyLog']>,
  { node, scene }: { readonly node: Node; readonly scene: Scene },
): Authority | undefined {
  const { file, pem: written, validFrom: start, validUntil: end } = key
  if ((file === undefined) === (written === undefined))
    return scene.notes.add(node, 'a key is given by "file" or by "pem"', 'write exactly one of the two')
  if (start !== undefined && end !== undefined && end < start)
    return scene.notes.add(node, 'the key ends before it begins', 'write a "validUntil" that is later than "validFrom"')
  const limited = start !== undefined || end !== undefined
  if (limited && transparencyLog === 'ignored')
    return scene.notes.add(
      node,
      'without a log nothing proves when the key signed, so no signature could be within its time',
      'remove "transparencyLog: ignored", or "validFrom" and "validUntil"',
    )
  const pem = written ?? scene.files.get(file ?? '')
  if (pem === undefined) return undefined
  const validFor = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const trustRoots = rootsNamed(key.trustRoot, 'public-good')
  return { kind: 'key', name: '', pem, transparencyLog, trustRoots, ...(limited ? { validFor } : {}) }
}
