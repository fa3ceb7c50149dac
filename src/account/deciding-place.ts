import type { Scene } from './scene.ts'

/**
 * A place that a known program reads for an image, or for where images come from. `reads` decides by what changed; what was removed together
 * with its document or file counts only where `outlives` says that what it decided for is still there.
 */
export interface DecidingPlace {
  readonly name: string
  readonly program: string
  readonly answer: string
  readonly reads: (scene: Scene) => boolean
  readonly outlives?: (scene: Scene) => boolean
}

/** A deciding place of Kubernetes objects: their group, kind and path, and what else must hold. */
export function placeOfObject(
  place: Omit<DecidingPlace, 'reads'> & {
    readonly group: RegExp
    readonly kind: RegExp
    readonly path: RegExp
    readonly when?: (scene: Scene) => boolean
  },
): DecidingPlace {
  const { group, kind, path, when, ...rest } = place
  return {
    ...rest,
    reads: (scene) =>
      kind.test(scene.kind) && group.test(scene.group) && path.test(scene.path) && (when === undefined || when(scene)),
  }
}

/** A deciding place of documents that are no objects, by the path of their file and the path in it. */
export function placeOfFile(
  place: Omit<DecidingPlace, 'reads'> & {
    readonly file: RegExp
    readonly path: RegExp
    readonly when?: (scene: Scene) => boolean
  },
): DecidingPlace {
  const { file, path, when, ...rest } = place
  return { ...rest, reads: (scene) => file.test(scene.file) && path.test(scene.path) && (when === undefined || when(scene)) }
}

export const RENDER_ANSWER =
  'Write the image out where it is used, or have the chart rendered with these values (`render` in the policy).'
export const REMOTE_ANSWER =
  'Pin the source to a digest or commit and have it fetched and rendered, or except the path with a reason.'
