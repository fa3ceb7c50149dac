import type { ImageName } from './image-name.ts'
import type { Origin } from './span.ts'

/**
 * One place in a manifest that names a container image. `text` is the reference as composed from the source; when
 * `verbatim` is true the file holds exactly that text at the origin's span, so a suggestion may replace it there.
 * `dynamic` means that the file alone does not say which image it is; it is reported, never guessed.
 * `artifact` marks OCI artifacts that are not runnable images (charts, Flux sources, Tekton bundles).
 */
export type ImageReference = {
  readonly origin: Origin
  readonly text: string
  readonly verbatim: boolean
  readonly artifact?: boolean
} & (
  | { readonly kind: 'static'; readonly name: ImageName }
  | { readonly kind: 'dynamic'; readonly why: string }
  | { readonly kind: 'malformed'; readonly why: string }
)
