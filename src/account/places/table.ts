import type { DecidingPlace } from '../deciding-place.ts'
import { argocdPlaces } from './argocd.ts'
import { buildPlaces } from './builds.ts'
import { clusterPlaces } from './cluster.ts'
import { commandPlaces } from './commands.ts'
import { fluxPlaces } from './flux.ts'
import { helmPlaces } from './helm.ts'
import { kustomizePlaces } from './kustomize.ts'
import { overrides } from './overrides.ts'

/** Every place that a known program reads for an image or for where images come from; the first one that reads a change names it. */
export const decidingPlaces: readonly DecidingPlace[] = [
  ...fluxPlaces,
  ...argocdPlaces,
  ...kustomizePlaces,
  ...clusterPlaces,
  ...buildPlaces,
  ...helmPlaces,
  ...commandPlaces,
  overrides,
]
