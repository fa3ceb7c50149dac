import type { Answer, Problem } from '../model/answer.ts'
import type { Observation } from '../model/evidence.ts'
import { type Digest, type ManifestPlace, parseDigest } from '../model/image-name.ts'
import { MAX_CANDIDATES } from '../model/limits.ts'
import { type Descriptor, MANIFEST_KINDS, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import type { ManifestSelector, Registry } from '../ports/registry.ts'
import { HOLDS_STATEMENTS, PREDICATE_TYPE, REFERENCE_DIGEST, REFERENCE_TYPE } from './buildkit.ts'
import { IN_TOTO } from './statement.ts'

/** What is said about a manifest without anybody's signature: shown, never proof. */
export interface Unsigned {
  readonly observations: readonly Observation[]
  readonly problems: readonly Problem[]
}

/** Lists BuildKit's inline statements of an index, and what cosign attached under the `.sbom` tag. */
export async function listUnsigned(registry: Registry, subject: ManifestPlace): Promise<Unsigned> {
  const lists = await Promise.all([inlineStatements(registry, subject), attachedSbom(registry, subject)])
  return { observations: lists.flatMap(({ observations }) => observations), problems: lists.flatMap(({ problems }) => problems) }
}

async function manifestOf(registry: Registry, subject: ManifestPlace, selector: ManifestSelector): Promise<Answer<OciManifest>> {
  const raw = await registry.manifest(subject.repository, selector)
  return raw.kind === 'found' ? parseManifest(raw.value.bytes, raw.value.mediaType) : raw
}

function nothing(answer: Answer<unknown>): Unsigned {
  return { observations: [], problems: answer.kind === 'unknown' ? [answer.problem] : [] }
}

/** BuildKit hides its statements among the platforms of the index, each beside the image that it is about. */
async function inlineStatements(registry: Registry, subject: ManifestPlace): Promise<Unsigned> {
  const raw = await registry.manifest(subject.repository, { digest: subject.digest })
  if (raw.kind !== 'found' || MANIFEST_KINDS[raw.value.mediaType] !== 'index') return nothing(raw)
  const index = parseManifest(raw.value.bytes, raw.value.mediaType)
  if (index.kind !== 'found') return nothing(index)
  const holders = index.value.manifests.filter(({ annotations }) => annotations[REFERENCE_TYPE] === HOLDS_STATEMENTS)
  const lists = await Promise.all(holders.slice(0, MAX_CANDIDATES).map((holder) => statementsIn(registry, subject, holder)))
  const observations = lists.flatMap((list) => list.observations)
  const more = holders.length > MAX_CANDIDATES || observations.length > MAX_CANDIDATES ? [tooMany(subject.digest)] : []
  return {
    observations: observations.slice(0, MAX_CANDIDATES),
    problems: [...lists.flatMap(({ problems }) => problems), ...more],
  }
}

function tooMany(about: Digest): Problem {
  const detail = `the index holds more statements than the ${MAX_CANDIDATES} that are listed`
  return { kind: 'too-many', about, detail }
}

async function statementsIn(registry: Registry, subject: ManifestPlace, holder: Descriptor): Promise<Unsigned> {
  const manifest = await manifestOf(registry, subject, { digest: holder.digest })
  if (manifest.kind !== 'found') return nothing(manifest)
  const about = parseDigest(holder.annotations[REFERENCE_DIGEST] ?? '') ?? subject.digest
  const statements = manifest.value.layers.filter(({ mediaType }) => mediaType === IN_TOTO)
  return {
    observations: statements.map((layer) =>
      unsigned(about, { format: 'buildkit', where: 'the index itself', what: layer.annotations[PREDICATE_TYPE] }),
    ),
    problems: [],
  }
}

async function attachedSbom(registry: Registry, subject: ManifestPlace): Promise<Unsigned> {
  const manifest = await manifestOf(registry, subject, { tag: `${subject.digest.replace(':', '-')}.sbom` })
  if (manifest.kind !== 'found') return nothing(manifest)
  return {
    observations: manifest.value.layers.map(({ mediaType }) =>
      unsigned(subject.digest, { format: 'cosign-sbom', where: 'tag .sbom', what: mediaType }),
    ),
    problems: [],
  }
}

interface Statement {
  readonly format: string
  readonly where: string
  readonly what: string | undefined
}

function unsigned(digest: Digest, { format, where, what }: Statement): Observation {
  const named = what === undefined ? 'a statement' : `a statement of type ${what.slice(0, 200)}`
  return { digest, kind: 'attestation', format, where, status: 'unsigned', reason: `${named} that nobody signed` }
}
