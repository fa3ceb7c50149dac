import { claimNumber, FULCIO_CLAIMS } from '../../model/fulcio-claims.ts'
import type { Authority } from '../../model/policy.ts'
import type { Node } from '../../model/tree.ts'
import { certificateFile, publicKey, publicKeyFile } from './files.ts'
import type { Problem } from './globs.ts'
import { suggestion } from './nearest.ts'
import { choice, dictionary, list, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { identity, issuer } from './values.ts'

/** Sigstore instances whose roots are built in. */
export const BUILT_IN_ROOTS = ['public-good', 'github']

/** What is wrong with a name that a writer chose. */
export function nameProblem(value: string): Problem {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)
    ? undefined
    : [`"${value}" is not a name`, 'use letters, digits and . _ -']
}

/** A name that a writer gives to something in the policy. */
export const chosenName: Reader<string> = text(nameProblem)

const trustRoot: Reader<string> = text((value, { trustRoots }) => {
  const names = [...BUILT_IN_ROOTS, ...trustRoots]
  return names.includes(value)
    ? undefined
    : [`no trust root is named "${value}"`, `${suggestion(value, names)}; others are declared under "trustRoots"`]
})

const claimName: Reader<string> = text((value) =>
  claimNumber(value) === undefined
    ? [
        `"${value}" is not a claim of a certificate`,
        suggestion(
          value,
          FULCIO_CLAIMS.map(([name]) => name),
        ),
      ]
    : undefined,
)

const claims = dictionary(
  claimName,
  text((value) => (/^[*/]+$/.test(value) ? [`"${value}" accepts any value`, 'write the value, or remove the claim'] : undefined)),
)

const keyless = record({
  issuer: required('the exact issuer of the identity', issuer),
  identity: required('the subject of the certificate, exact or with * and **', identity),
  claims: optional('further claims of the certificate, each exact or with * and **', claims),
  trustRoot: optional('the Sigstore instance; default public-good', trustRoot),
})

const workflowPath = text((value) =>
  /^(?:[A-Za-z0-9-]+\/[A-Za-z0-9._-]+\/)?\.github\/workflows\/[^/]+$/.test(value)
    ? undefined
    : [
        `"${value}" is not the path of a workflow`,
        'write .github/workflows/release.yml, or owner/name/.github/workflows/build.yml for a reusable one',
      ],
)

const gitRef = text((value) =>
  /^refs\/(?:heads|tags|pull)\/.+/.test(value)
    ? undefined
    : [`"${value}" is not a full git reference`, `write refs/heads/${value} for a branch, refs/tags/${value} for a tag`],
)

const ownerAndName = text((value) => {
  if (/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(value)) return undefined
  return value.includes('*')
    ? [`"${value}" is a pattern`, 'name one repository, or use keyless with an identity pattern']
    : [`"${value}" is not a repository`, 'write owner/name']
})

const github = record({
  repository: required('owner/name of the repository whose workflows sign', ownerAndName),
  workflow: optional('the workflow file, exact or with *; owner/name/ before it for a reusable one', workflowPath),
  ref: optional('the git reference that the workflow ran for, exact or with *', gitRef),
  claims: optional('further claims of the certificate, each exact or with * and **', claims),
  trustRoot: optional("the Sigstore instance; default public-good and GitHub's own", trustRoot),
})

const key = record({
  file: optional('a PEM file of this repository', publicKeyFile),
  pem: optional('the public key itself, PEM', publicKey),
  trustRoot: optional('the Sigstore instance whose log counts; default public-good', trustRoot),
})

const notation = record({
  trustStore: required(
    'PEM files of this repository with the authorities that issue signing certificates',
    list(certificateFile),
  ),
  identities: required('distinguished names of trusted signers', list(text(distinguishedNameProblem))),
  level: optional('how strictly notation verifies; default strict', choice('strict', 'permissive', 'audit')),
})

const shape = record({
  keyless: optional('an identity of Sigstore', keyless),
  github: optional('a GitHub Actions workflow', github),
  key: optional('a public key', key),
  notation: optional('a Notary Project trust store', notation),
  transparencyLog: optional(
    'for keys and for private certificate authorities: whether a log entry is needed; default required',
    choice('required', 'optional', 'ignored'),
  ),
})

/** An authority: exactly one of keyless, github, key and notation. The name is filled in by its place. */
export const authority: Reader<Authority> = {
  schema: { ...shape.schema, oneOf: ['keyless', 'github', 'key', 'notation'].map((name) => ({ required: [name] })) },
  read: (node, scene) => {
    const value = shape.read(node, scene)
    if (value === undefined) return undefined
    const kinds = (['keyless', 'github', 'key', 'notation'] as const).filter((kind) => value[kind] !== undefined)
    if (kinds.length > 1)
      return scene.notes.add(
        node,
        `an authority is one of ${kinds.join(' and ')}, not both`,
        'make two authorities and name both under "allOf" or "anyOf"',
      )
    if (kinds.length === 0)
      return scene.notes.add(node, 'the authority does not say who it is', 'add keyless, github, key or notation')
    const root = value.keyless?.trustRoot
    const isPrivate = root !== undefined && !BUILT_IN_ROOTS.includes(root)
    if (value.transparencyLog !== undefined && value.key === undefined && !isPrivate)
      return scene.notes.add(
        node,
        '"transparencyLog" is only for keys and for private certificate authorities',
        'remove it: keyless signatures always need a log entry, unless their trustRoot is your own',
      )
    return made(value, node, scene)
  },
}

type Shape = NonNullable<ReturnType<typeof shape.read>>

function made(value: Shape, node: Node, scene: Scene): Authority | undefined {
  const roots = (name: string | undefined, ...fallback: readonly string[]): readonly string[] =>
    name === undefined ? fallback : [name]
  if (value.keyless !== undefined) {
    const { issuer, identity, claims, trustRoot } = value.keyless
    return {
      kind: 'keyless',
      name: '',
      issuer,
      identity,
      claims: Object.fromEntries(claims ?? []),
      trustRoots: roots(trustRoot, 'public-good'),
      ...(value.transparencyLog === undefined ? {} : { transparencyLog: value.transparencyLog }),
    }
  }
  if (value.github !== undefined) {
    const { repository, workflow, ref, claims, trustRoot } = value.github
    const named = { ...(workflow === undefined ? {} : { workflow }), ...(ref === undefined ? {} : { ref }) }
    return {
      kind: 'github',
      name: '',
      repository,
      ...named,
      claims: Object.fromEntries(claims ?? []),
      trustRoots: roots(trustRoot, 'public-good', 'github'),
    }
  }
  if (value.notation !== undefined) return notationAuthority(value.notation, scene)
  const pem = value.key === undefined ? undefined : pemOf(value.key, node, scene)
  if (pem === undefined) return undefined
  return {
    kind: 'key',
    name: '',
    pem,
    transparencyLog: value.transparencyLog ?? 'required',
    trustRoots: roots(value.key?.trustRoot, 'public-good'),
  }
}

function notationAuthority({ trustStore, identities, level }: NonNullable<Shape['notation']>, scene: Scene): Authority {
  const certificates = trustStore.flatMap((file) => scene.files.get(file) ?? [])
  return { kind: 'notation', name: '', trustStore: certificates, identities, level: level ?? 'strict' }
}

function pemOf({ file, pem }: NonNullable<Shape['key']>, node: Node, scene: Scene): string | undefined {
  if ((file === undefined) === (pem === undefined))
    return scene.notes.add(node, 'a key is given by "file" or by "pem"', 'write exactly one of the two')
  return pem ?? scene.files.get(file ?? '')
}

/** Notation matches parts of a distinguished name; the specification asks for at least country, state and organisation. */
function distinguishedNameProblem(value: string): readonly [message: string, hint: string] | undefined {
  if (value.includes('*'))
    return [
      'a pattern trusts every certificate that the store issued',
      'write a distinguished name, such as "C=US, ST=WA, O=acme"',
    ]
  const names = value
    .replace(/^x509\.subject:/, '')
    .split(',')
    .map((part) => part.split('=')[0]?.trim().toUpperCase())
  const missing = ['C', 'ST', 'O'].filter((name) => !names.includes(name))
  return missing.length === 0
    ? undefined
    : [`"${value}" lacks ${missing.join(', ')}`, 'write country, state and organisation, such as "C=US, ST=WA, O=acme"']
}
