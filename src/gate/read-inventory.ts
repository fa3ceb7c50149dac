import { readOpenVex } from '../inventory/openvex-statements.ts'
import { inventoryOf } from '../inventory/read-sbom.ts'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { Digest, ManifestPlace, Repository } from '../model/image-name.ts'
import type { Inventory, ReadInventory } from '../model/inventory.ts'
import { MANIFEST_KINDS, parseManifest } from '../model/oci-manifest.ts'
import type { Authority } from '../model/policy.ts'
import type { JsonValue } from '../model/strict-json.ts'
import type { VexStatement } from '../model/vex.ts'
import type { Registry } from '../ports/registry.ts'
import { type AttestedPredicate, attestedBy } from '../verify/attested.ts'
import { inlineStatements } from '../verify/inline.ts'
import type { VerifyPorts } from '../verify/verify.ts'

/** What reading lists of packages needs: where signatures are, and whom the policy knows. */
export interface InventoryContext extends VerifyPorts {
  readonly authorities: readonly Authority[]
  readonly now: Date
}

/** Reads the statements of authorities, by their names in the policy, about exactly one manifest. */
export type ReadStatements = (
  repository: Repository,
  digest: Digest,
  signedBy: readonly string[],
) => Promise<readonly VexStatement[]>

/** Where several platforms are one image, the packages of this one stand for all. */
const PREFERRED = 'linux/amd64'

/** Reads the packages of an image from SBOMs that an authority attested, or that BuildKit laid into its index. */
export function readInventoryWith(context: InventoryContext): ReadInventory {
  return async (repository, digest, choice) => {
    if (choice.kind === 'sbom') {
      const authorities = context.authorities.filter(({ name }) => choice.signedBy.includes(name))
      return signedSbom({ repository, digest }, authorities, context)
    }
    if (choice.kind === 'inline-sbom') return inlineSbom({ repository, digest }, context.registry)
    return unknown('unsupported', digest, `this version does not read packages from ${choice.kind}`)
  }
}

async function signedSbom(
  place: ManifestPlace,
  authorities: readonly Authority[],
  context: InventoryContext,
): Promise<Answer<Inventory>> {
  const asked = { type: 'sbom', authorities, now: context.now }
  const own = await attestedBy(place, asked, context)
  if (own.kind !== 'absent') return ofPredicates(place.digest, own, authorities)
  // Many sign for each platform and leave the index alone.
  const platform = await platformOf(place.repository, place.digest, context.registry)
  if (platform.kind !== 'found') return platform
  const { digest, others } = platform.value
  return withOthers(ofPredicates(place.digest, await attestedBy({ ...place, digest }, asked, context), authorities), others)
}

/** The newest document of the first authority, in the order of the policy, that attested one. */
function ofPredicates(
  about: string,
  answer: Answer<readonly AttestedPredicate[]>,
  authorities: readonly Authority[],
): Answer<Inventory> {
  if (answer.kind !== 'found') return answer
  const rank = ({ authority }: AttestedPredicate): number => authorities.findIndex(({ name }) => name === authority)
  const [first] = answer.value.toSorted((a, b) => rank(a) - rank(b) || ((a.time ?? '') < (b.time ?? '') ? 1 : -1))
  if (first === undefined) return absent
  const same = answer.value.filter(({ time, authority }) => time === first.time && authority === first.authority)
  return inventoryOf(
    about,
    same.map(({ predicate, authority }) => ({ document: predicate as JsonValue, vouch: { by: 'authority', authority } })),
  )
}

async function inlineSbom(place: ManifestPlace, registry: Registry): Promise<Answer<Inventory>> {
  const statements = await inlineStatements(registry, place, 'sbom')
  if (statements.kind !== 'found') return statements
  const platform = await platformOf(place.repository, place.digest, registry)
  if (platform.kind !== 'found') return platform
  const about = statements.value.get(platform.value.digest) ?? []
  const broken = about.find(({ ok }) => !ok)
  if (broken?.ok === false) return unknown('malformed', place.digest, `an SBOM in its index: ${broken.rejection.detail}`)
  const documents = about.flatMap((one) => (one.ok && one.value.kind === 'attestation' ? [one.value.predicate as JsonValue] : []))
  if (documents.length === 0) return absent
  const read = inventoryOf(
    place.digest,
    documents.map((document) => ({ document, vouch: { by: 'nobody' } })),
  )
  return withOthers(read, platform.value.others)
}

/** Reads what authorities of the policy state about the vulnerabilities of an image; what cannot be had or read silences nothing. */
export function readStatementsWith(context: InventoryContext): ReadStatements {
  return async (repository, digest, signedBy) => {
    const authorities = context.authorities.filter(({ name }) => signedBy.includes(name))
    if (authorities.length === 0) return []
    const answer = await attestedBy({ repository, digest }, { type: 'openvex', authorities, now: context.now }, context)
    const attested = answer.kind === 'found' ? answer.value : []
    return attested.flatMap(({ predicate, authority, time }) =>
      readOpenVex(predicate as JsonValue, { authority, digest, ...(time === undefined ? {} : { time }) }),
    )
  }
}

/** Says that one platform stands for others, whose packages nobody looked at. */
function withOthers(read: Answer<Inventory>, others: number): Answer<Inventory> {
  if (read.kind !== 'found' || others === 0) return read
  const gap = { kind: 'limit', detail: 'other platforms, whose packages were not read', count: others } as const
  return found({ ...read.value, gaps: [...read.value.gaps, gap] })
}

interface Platform {
  readonly digest: Digest
  /** How many other platforms the index has. */
  readonly others: number
}

/** The manifest of one platform of an index; absent where the manifest is no index, or lists no image. */
async function platformOf(repository: Repository, digest: Digest, registry: Registry): Promise<Answer<Platform>> {
  const raw = await registry.manifest(repository, { digest })
  if (raw.kind !== 'found') return raw
  if (MANIFEST_KINDS[raw.value.mediaType] !== 'index') return absent
  const index = parseManifest(raw.value.bytes, raw.value.mediaType)
  if (index.kind !== 'found') return index
  const images = index.value.manifests.filter(({ platform }) => platform !== undefined && platform !== 'unknown/unknown')
  const [first] = [...images.filter(({ platform }) => platform === PREFERRED), ...images]
  return first === undefined ? absent : found({ digest: first.digest, others: images.length - 1 })
}
