import type { Answer } from '../model/answer.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import type { OciManifest } from '../model/oci-manifest.ts'
import type { ImageConfig, Subject } from '../model/subject.ts'
import { normalPlatform } from './image-config.ts'

/** A manifest as it was read, with what it says. */
export interface ReadImage {
  readonly subject: Subject
  readonly manifest: OciManifest
}

/** Reads what a name stands for and its config; a second question of the same name is answered without asking. */
export interface ReadOnce {
  readonly image: (name: ImageName) => Promise<Answer<ReadImage>>
  /** Undefined when the image has no config. */
  readonly config: (image: ReadImage, platform?: string) => Promise<Answer<ImageConfig> | undefined>
}

/** That a config is to be read, and of which platform. `needed`: the image is not known without it. */
export interface ConfigWish {
  readonly needed: boolean
  readonly platform?: string
}

/** What stands on the other side of a replacement; `side` is that of the name itself. */
interface Counterpart {
  readonly side: 'now' | 'then'
  readonly other: ImageName
}

const USUAL = 'linux/amd64'

/** The counterparts of each name, by its text. */
export function replacementsOf(pairs: readonly (readonly [ImageName, ImageName])[]): ReadonlyMap<string, readonly Counterpart[]> {
  const sides = pairs.flatMap(([now, then]) => [
    { key: formatName(now), side: 'now' as const, other: then },
    { key: formatName(then), side: 'then' as const, other: now },
  ])
  return Map.groupBy(sides, ({ key }) => key)
}

/** Whether the config of an image is to be read: it is needed anyway, or the image is compared with other bytes. */
export async function wishFor(
  { name, image }: { readonly name: ImageName; readonly image: ReadImage },
  replacements: ReadonlyMap<string, readonly Counterpart[]>,
  {
    read,
    ...options
  }: {
    readonly read: ReadOnce
    readonly config?: (name: ImageName) => boolean
    readonly platforms?: (name: ImageName) => readonly string[]
  },
): Promise<ConfigWish | undefined> {
  const counterparts = replacements.get(formatName(name)) ?? []
  const answers = await Promise.all(counterparts.map(({ other }) => read.image(other)))
  const compared = counterparts.flatMap(({ side, other }, index) => {
    const answer = answers[index]
    const there = answer?.kind === 'found' ? answer.value : undefined
    // What a new image brings is told also where nobody knows what was there before it.
    const differs = there === undefined ? side === 'now' : there.subject.digest !== image.subject.digest
    return differs ? [{ side, other, there }] : []
  })
  const needed = options.config?.(name) === true || compared.some(({ side }) => side === 'now')
  if (!needed && compared.length === 0) return undefined
  const first = compared.find(({ there }) => there !== undefined)
  if (first?.there === undefined || !image.subject.isIndex) return { needed }
  const demanded = options.platforms?.(first.side === 'now' ? name : first.other) ?? []
  const preferred = [...demanded.map(normalPlatform), USUAL]
  const [now, then] = first.side === 'now' ? [image, first.there] : [first.there, image]
  const platform = await commonPlatform(now, then, { preferred, read })
  return { needed, ...(platform === undefined ? {} : { platform }) }
}

async function commonPlatform(
  now: ReadImage,
  then: ReadImage,
  { preferred, read }: { readonly preferred: readonly string[]; readonly read: ReadOnce },
): Promise<string | undefined> {
  const [after, before] = await Promise.all([platformsOf(now, read), platformsOf(then, read)])
  const common = after.filter((platform) => before.includes(platform))
  return preferred.find((platform) => common.includes(platform)) ?? common[0]
}

async function platformsOf(image: ReadImage, read: ReadOnce): Promise<readonly string[]> {
  if (image.subject.isIndex) return image.subject.platforms.map(({ platform }) => platform)
  const config = await read.config(image)
  return config?.kind === 'found' ? [config.value.platform] : []
}
