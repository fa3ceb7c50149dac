import { readOpenVex } from '../inventory/openvex-statements.ts'
import { inventoryOf } from '../inventory/read-sbom.ts'
import { scanInventory } from '../inventory/read-scan.ts'
import { type Answer, absent, unknown } from '../model/answer.ts'
import type { Digest, ManifestPlace, Repository } from '../model/image-name.ts'
import type { Inventory, InventoryChoice, ReadInventory } from '../model/inventory.ts'
import type { Authority } from '../model/policy.ts'
import type { JsonValue } from '../model/strict-json.ts'
import type { VexStatement } from '../model/vex.ts'
import type { StreamingRegistry } from '../ports/blob-streams.ts'
import type { Registry } from '../ports/registry.ts'
import { type AttestedPredicate, attestedBy } from '../verify/attested.ts'
import { inlineStatements } from '../verify/inline.ts'
import type { VerifyPorts } from '../verify/verify.ts'
import { platformOf, withOthers } from './platform.ts'
import { layersWith } from './read-layers.ts'

/** What reading lists of packages needs: where signatures are, and whom the policy knows. */
export interface InventoryContext extends VerifyPorts {
  readonly registry: StreamingRegistry
  readonly authorities: readonly Authority[]
  readonly now: Date
}

/** Reads the statements of authorities, by their names in the policy, about exactly one manifest. */
export type ReadStatements = (
  repository: Repository,
  digest: Digest,
  signedBy: readonly string[],
) => Promise<readonly VexStatement[]>

/** Reads the packages of an image from SBOMs that an authority attested, that BuildKit laid into its index, or from its layers. */
export function readInventoryWith(context: InventoryContext): ReadInventory {
  const layers = layersWith(context.registry)
  return async (repository, digest, choice, beside) => {
    if (choice.kind === 'sbom') {
      const authorities = context.authorities.filter(({ name }) => choice.signedBy.includes(name))
      return signedSbom({ repository, digest }, authorities, context)
    }
    if (choice.kind === 'inline-sbom') return inlineSbom({ repository, digest }, context.registry)
    if (choice.kind === 'layers') return layers({ repository, digest }, choice.maxBytes, beside)
    return signedScan({ repository, digest }, choice, context)
  }
}

/** The newest scan of the first authority that attested one, about the index or about the platform that stands for it. */
async function signedScan(
  place: ManifestPlace,
  { signedBy, maxAgeSeconds }: Extract<InventoryChoice, { readonly kind: 'scan' }>,
  context: InventoryContext,
): Promise<Answer<Inventory>> {
  const authorities = context.authorities.filter(({ name }) => signedBy.includes(name))
  const asked = { type: 'vulnerability-scan', authorities, now: context.now }
  const read = (answer: Answer<readonly AttestedPredicate[]>): Answer<Inventory> => {
    if (answer.kind !== 'found') return answer
    const newest = newestOf(answer.value, authorities)
    if (newest === undefined) return absent
    const vouch = { by: 'authority', authority: newest.authority } as const
    return scanInventory(place.digest, newest.predicate as JsonValue, { vouch, maxAgeSeconds, now: context.now })
  }
  const own = await attestedBy(place, asked, context)
  if (own.kind !== 'absent') return read(own)
  const platform = await platformOf(place.repository, place.digest, context.registry)
  if (platform.kind !== 'found') return platform
  const { digest, others } = platform.value
  return withOthers(read(await attestedBy({ ...place, digest }, asked, context)), others)
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
  const first = newestOf(answer.value, authorities)
  if (first === undefined) return absent
  const same = answer.value.filter(({ time, authority }) => time === first.time && authority === first.authority)
  return inventoryOf(
    about,
    same.map(({ predicate, authority }) => ({ document: predicate as JsonValue, vouch: { by: 'authority', authority } })),
  )
}

/** The newest of the first authority in the order of the policy. */
function newestOf(all: readonly AttestedPredicate[], authorities: readonly Authority[]): AttestedPredicate | undefined {
  const rank = ({ authority }: AttestedPredicate): number => authorities.findIndex(({ name }) => name === authority)
  return all.toSorted((a, b) => rank(a) - rank(b) || ((a.time ?? '') < (b.time ?? '') ? 1 : -1))[0]
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
