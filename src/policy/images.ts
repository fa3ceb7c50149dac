import { MAX_DISTINCT_SIGNERS } from '../model/limits.ts'
import type { AttestationEntry, ImageEntry, SignedBy } from '../model/policy.ts'
import { PREDICATE_FAMILIES } from '../model/predicate.ts'
import { type Node, textOf } from '../model/tree.ts'
import { repositoryPattern } from './globs.ts'
import { suggestion } from './nearest.ts'
import { limits, occasionOf } from './occasion.ts'
import { choice, dictionary, flag, integer, list, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { day, digest, duration, platform } from './values.ts'
import { whereProblem } from './where.ts'

/** A name that is declared under `authorities`. */
export const authorityName: Reader<string> = text((value, { authorities }) => {
  if (authorities.includes(value)) return undefined
  const hint = () =>
    authorities.length === 0
      ? 'declare it under "authorities"'
      : `${suggestion(value, authorities)}; authorities are declared under "authorities"`
  return [`no authority is named "${value}"`, hint]
})

/** The name of an authority that can attest, and not only sign images. */
export const attesterName: Reader<string> = {
  schema: authorityName.schema,
  read: (node, scene) => {
    const name = authorityName.read(node, scene)
    if (name === undefined || !scene.signersOnly.includes(name)) return name
    const hint = 'name an authority that attests with Sigstore'
    return scene.notes.add(node, `"${name}" can never have attested it: the Notary Project signs images, and nothing else`, hint)
  },
}

const signedBy = vouchedBy(authorityName)
const attestedBy = vouchedBy(attesterName)

function vouchedBy(name: Reader<string>): Reader<SignedBy> {
  const quantified = record({
    anyOf: optional('one of these authorities must have vouched', list(name)),
    allOf: optional('each of these authorities must have vouched', list(name)),
    atLeast: optional(
      'so many distinct authorities must have vouched',
      record({ count: required('how many', integer(1, MAX_DISTINCT_SIGNERS)), of: required('of these authorities', list(name)) }),
    ),
  })
  const schema = { ...quantified.schema, minProperties: 1, maxProperties: 1 }
  const read: Reader<SignedBy>['read'] = (node, scene) => {
    if (node.kind !== 'map') return scene.notes.add(node, 'expected who must have vouched', `write ${anyOfThese(node)}`)
    const value = quantified.read(node, scene)
    if (value === undefined) return undefined
    const made = [
      ...(value.anyOf === undefined ? [] : [{ quantifier: 'anyOf' as const, count: 1, of: value.anyOf }]),
      ...(value.allOf === undefined ? [] : [{ quantifier: 'allOf' as const, count: value.allOf.length, of: value.allOf }]),
      ...(value.atLeast === undefined ? [] : [{ quantifier: 'atLeast' as const, ...value.atLeast }]),
    ]
    const [one] = made
    if (one === undefined || made.length > 1)
      return scene.notes.add(
        node,
        'a demand has exactly one of anyOf, allOf and atLeast',
        'write two entries for two demands: both apply',
      )
    if (one.count > one.of.length)
      return scene.notes.add(
        node,
        `${one.count} of ${one.of.length} authorities can never vouch`,
        'lower "count", or name more authorities',
      )
    return one
  }
  return { schema, read }
}

/** The names that were meant, as a demand. */
function anyOfThese(node: Node): string {
  const names = node.kind === 'list' ? node.items.flatMap((item) => textOf(item) ?? []) : [textOf(node) ?? '']
  return `{anyOf: [${names.filter((name) => name !== '').join(', ') || 'release'}]}`
}

const predicateType: Reader<string> = text((value) => {
  const aliases = PREDICATE_FAMILIES.map(({ alias }) => alias)
  if (aliases.includes(value) || /^[a-z][a-z0-9+.-]*:\/\/\S+$/.test(value)) return undefined
  return [`"${value}" is no type of attestation`, () => `${suggestion(value, aliases)}, or write the full predicate type`]
})

const attestationShape = record({
  type: required('an alias or the full predicate type', predicateType),
  signedBy: required('who must have attested it', attestedBy),
  maxAge: optional('how old it may be', duration),
  where: optional('facts that must hold on one attestation, all together', dictionary(text(), text())),
  inline: optional('true: what BuildKit put into the index counts, if the index is signed by signedBy; default false', flag),
})

const attestation: Reader<AttestationEntry> = {
  schema: attestationShape.schema,
  read: (node, scene) => {
    const value = attestationShape.read(node, scene)
    if (value === undefined || !whereHolds(value.type, node, scene)) return undefined
    const { type, signedBy, maxAge, where, inline } = value
    return {
      type,
      signedBy,
      where: Object.fromEntries(where ?? []),
      ...(maxAge === undefined ? {} : { maxAgeSeconds: maxAge }),
      ...(inline === true ? { inline } : {}),
    }
  },
}

const ageShape = record({
  of: required('the age', duration),
  by: optional(
    'from when it counts; default proven: from a log entry or a timestamp. created: from the date that the image gives itself',
    choice('proven', 'created'),
  ),
})

/** An age, and from when it counts. A duration alone counts from what is proven. */
const age: Reader<NonNullable<ReturnType<typeof ageShape.read>>> = {
  schema: { oneOf: [duration.schema, ageShape.schema] },
  read: (node, scene) => {
    if (node.kind === 'map') return ageShape.read(node, scene)
    const of = duration.read(node, scene)
    return of === undefined ? undefined : { of, by: undefined }
  },
}

const entryShape = record({
  match: required('the images that this entry is about: canonical names, * and **', list(repositoryPattern)),
  except: optional('of these, the images that it is not about', list(repositoryPattern)),
  ...limits,
  mode: optional('warn: the entry is on trial, and what it refuses is a warning; default enforce', choice('enforce', 'warn')),
  from: optional('the day from which the entry blocks (UTC); until then it is on trial', day),
  allowed: optional('false: no image from here; default true', flag),
  pinned: optional('true: a digest is demanded; default false', flag),
  signedBy: optional('who must have signed the image', signedBy),
  subject: optional('which manifest proofs must name; default index', choice('index', 'each-platform', 'index-or-each-platform')),
  attestations: optional('statements about the image that are demanded', list(attestation)),
  platforms: optional('platforms on which the image must run', list(platform)),
  minAge: optional('how old the image must be', age),
  maxAge: optional('how old the image may be', age),
  denied: optional('digests that must not run', list(digest)),
})

/** One entry of `images`. An entry that demands nothing is a mistake: it looks like a demand and is none. */
export const imageEntry: Reader<ImageEntry> = {
  schema: entryShape.schema,
  read: (node, scene) => {
    const value = entryShape.read(node, scene)
    if (value === undefined) return undefined
    const { match, except, allowed, minAge, maxAge } = value
    if (demandsNothing(value))
      return scene.notes.add(
        node,
        `the entry for ${match.join(', ')} demands nothing`,
        'add pinned, signedBy, attestations, platforms or allowed: false, or remove the entry',
      )
    if (allowed === false && hasDemands(value))
      return scene.notes.add(
        node,
        'an entry with "allowed: false" demands more of images that may never be used',
        'remove the other demands, or remove "allowed: false"',
      )
    if (value.subject === 'each-platform' && value.attestations?.some(({ inline }) => inline === true))
      return scene.notes.add(
        node,
        'statements inside an index are vouched for by who signed the index, which "subject: each-platform" does not look at',
        'write "subject: index-or-each-platform", or remove "inline"',
      )
    if (minAge !== undefined && maxAge !== undefined && minAge.of > maxAge.of)
      return scene.notes.add(node, 'no image is older than minAge and younger than maxAge', 'make maxAge the longer of the two')
    return {
      line: scene.lineOf(node),
      ...(scene.file === undefined ? {} : { file: scene.file }),
      match,
      except: except ?? [],
      ...(value.paths?.only === undefined ? {} : { paths: value.paths.only }),
      ...(value.paths?.except === undefined ? {} : { exceptPaths: value.paths.except }),
      ...occasionOf(value),
      ...trialOf(value),
      allowed: allowed ?? true,
      pinned: value.pinned ?? false,
      subject: value.subject ?? 'index',
      attestations: value.attestations ?? [],
      platforms: value.platforms ?? [],
      denied: value.denied ?? [],
      ...(value.signedBy === undefined ? {} : { signedBy: value.signedBy }),
      ...(minAge === undefined ? {} : { minAgeSeconds: minAge.of }),
      ...(maxAge === undefined ? {} : { maxAgeSeconds: maxAge.of }),
      ...(minAge?.by === 'created' ? { minAgeBy: minAge.by } : {}),
      ...(maxAge?.by === 'created' ? { maxAgeBy: maxAge.by } : {}),
    }
  },
}

type Entry = NonNullable<ReturnType<typeof entryShape.read>>

function hasDemands({ pinned, signedBy, attestations, platforms, minAge, maxAge, denied }: Entry): boolean {
  return pinned === true || [signedBy, attestations, platforms, minAge, maxAge, denied].some((demand) => demand !== undefined)
}

function trialOf({ mode, from }: Entry): Pick<ImageEntry, 'trial'> {
  if (from !== undefined) return { trial: { from } }
  return mode === 'warn' ? { trial: {} } : {}
}

function demandsNothing(entry: Entry): boolean {
  return entry.allowed !== false && !hasDemands(entry)
}

function whereHolds(type: string, node: Node, scene: Scene): boolean {
  const before = scene.notes.count()
  whereProblem(type, node, scene)
  return scene.notes.count() === before
}
