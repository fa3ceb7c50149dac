import { missingAttributes, parseDistinguishedName } from '../model/distinguished-name.ts'
import type { NotationAuthority } from '../model/policy.ts'
import { certificateFile } from './files.ts'
import type { Problem } from './globs.ts'
import { choice, list, optional, type Reader, record, required, type Scene, text, type ValuesOf } from './shape.ts'

const LEVELS = choice('strict', 'permissive')

/** The levels of notation under which a signature proves something. */
const level: Reader<NotationAuthority['level']> = {
  schema: LEVELS.schema,
  read: (node, scene) => {
    if (node.kind !== 'scalar' || (node.text !== 'audit' && node.text !== 'skip')) return LEVELS.read(node, scene)
    const takes = node.text === 'audit' ? 'takes a signature by anybody' : 'looks at no signature at all'
    return scene.notes.add(
      node,
      `level ${node.text} ${takes}, so nobody would have vouched`,
      'write strict or permissive; to see what would happen first, write "mode: warn" at the top of the policy',
    )
  },
}

const fields = {
  trustStore: optional(
    'PEM files of this repository with the authorities that issue signing certificates',
    list(certificateFile),
  ),
  signingAuthorities: optional(
    'PEM files with the certificates of services that sign and vouch for the time themselves (scheme notary.x509.signingAuthority)',
    list(certificateFile),
  ),
  identities: required('distinguished names of trusted signers', list(text(identityProblem))),
  level: optional(
    'strict (default): certificates that name a place to look for their revocation are not proof, because nobody looks; permissive: they are',
    level,
  ),
  timestampAuthorities: optional(
    'PEM files with root certificates of timestamp authorities, one of which must have countersigned; without them certificates must be valid now',
    list(certificateFile),
  ),
}

const shape = record(fields)

/** The `notation` kind of an authority: certificates for at least one of the two signing schemes. */
export const notation: Reader<ValuesOf<typeof fields>> = {
  schema: { ...shape.schema, anyOf: [{ required: ['trustStore'] }, { required: ['signingAuthorities'] }] },
  read: (node, scene) => {
    const value = shape.read(node, scene)
    if (value === undefined || value.trustStore !== undefined || value.signingAuthorities !== undefined) return value
    return scene.notes.add(
      node,
      'the key "trustStore" is missing',
      'add "trustStore": PEM files of this repository with the authorities that issue signing certificates',
    )
  },
}

/** The authority that the values of `notation` stand for; its name is filled in by its place. */
export function notationAuthority(value: ValuesOf<typeof fields>, { files }: Scene): NotationAuthority {
  const { trustStore = [], signingAuthorities, identities, timestampAuthorities } = value
  const pems = (paths: readonly string[]): readonly string[] => paths.flatMap((path) => files.get(path) ?? [])
  return {
    kind: 'notation',
    name: '',
    trustStore: pems(trustStore),
    identities: identities.map(withoutPrefix),
    level: value.level ?? 'strict',
    ...(signingAuthorities === undefined ? {} : { signingAuthorities: pems(signingAuthorities) }),
    ...(timestampAuthorities === undefined ? {} : { timestampAuthorities: pems(timestampAuthorities) }),
  }
}

/** Trust policies of notation write the kind of identity before it. */
function withoutPrefix(identity: string): string {
  return identity.replace(/^x509\.subject:\s*/, '')
}

/** Notation matches parts of a distinguished name; the specification asks for at least country, state and organisation. */
function identityProblem(value: string): Problem {
  const example = 'write a distinguished name, such as "C=US, ST=WA, O=acme"'
  if (value.includes('*')) return ['a pattern trusts every certificate that the store issued', example]
  const parsed = parseDistinguishedName(withoutPrefix(value))
  if (!parsed.ok) return [`"${value}" is no identity: ${parsed.why}`, example]
  const missing = missingAttributes(parsed.attributes)
  return missing.length === 0
    ? undefined
    : [`"${value}" lacks ${missing.join(', ')}`, 'write country, state and organisation, such as "C=US, ST=WA, O=acme"']
}
