import { type Answer, absent, found, type Problem, unknown } from '../../src/model/answer.ts'
import { type Digest, parseDigest, type Repository } from '../../src/model/image-name.ts'
import type { Registry } from '../../src/ports/registry.ts'
import type { Trust } from '../../src/ports/trust.ts'
import { type Attachment, digestOf } from '../fakes/signing/attach.ts'

/** The repository in which test images live. */
export const REPOSITORY: Repository = { registry: 'registry.test', repository: 'app' }
/** The bytes of the test image's manifest. */
export const IMAGE = Buffer.from('{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[]}')
/** The digest of the test image. */
export const DIGEST = asDigest(digestOf(IMAGE))

/** A digest from text that is one. */
export function asDigest(text: string): Digest {
  const digest = parseDigest(text)
  if (digest === undefined) throw new Error(`${text} is no digest`)
  return digest
}

/** Places of a shelf that do not answer. */
export type Trouble = 'sig' | 'att' | 'referrers' | 'manifest' | 'blob'

/** A registry as a plain map of what was attached: the double for tests of verification alone. */
export function shelf(attachments: readonly Attachment[], trouble: readonly Trouble[] = []): Registry {
  const manifests = new Map<string, { bytes: Buffer; mediaType: string }>([[DIGEST, { bytes: IMAGE, mediaType: MANIFEST }]])
  for (const { digest, manifest, mediaType } of attachments) manifests.set(digest, { bytes: manifest, mediaType })
  const blobs = new Map(attachments.flatMap((one) => one.blobs.map((blob) => [digestOf(blob), blob] as const)))
  const down = (about: string) => unknown('unreachable', about, 'the registry does not answer')
  return {
    manifest: async (_, selector) => {
      if ('tag' in selector) {
        if (trouble.some((place) => selector.tag.endsWith(`.${place}`))) return down(selector.tag)
        const tagged = attachments.find(({ tag }) => tag === selector.tag)
        return tagged === undefined
          ? absent
          : found({ digest: asDigest(tagged.digest), mediaType: tagged.mediaType, bytes: tagged.manifest })
      }
      if (trouble.includes('manifest')) return down(selector.digest)
      const known = manifests.get(selector.digest)
      return known === undefined ? absent : found({ digest: selector.digest, ...known })
    },
    tagDigest: async () => absent,
    blob: async (_, digest): Promise<Answer<Uint8Array>> => {
      if (trouble.includes('blob')) return down(digest)
      const blob = blobs.get(digest)
      return blob === undefined ? absent : found(blob)
    },
    referrers: async (_, digest) => {
      if (trouble.includes('referrers')) return down(digest)
      const listed = attachments.filter(({ subject }) => subject === digest)
      return found(
        listed.map((one) => ({
          mediaType: one.mediaType,
          digest: asDigest(one.digest),
          size: one.manifest.length,
          annotations: {},
        })),
      )
    },
    requests: () => [],
    exchanges: () => [],
  }
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** Trust roots from a plain record, all of them stale for the reason that is given. */
export function trustOf(roots: Readonly<Record<string, string>>, stale?: Problem): Trust {
  const text = (json: string) => found(stale === undefined ? { json } : { json, stale })
  return { root: async (name) => (roots[name] === undefined ? absent : text(roots[name])), requests: () => [] }
}
