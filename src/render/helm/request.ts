import type { MapValue } from '../../languages/govalue/value.ts'
import type { Place } from '../../model/span.ts'
import type { ChartFile } from './chart.ts'
import type { HelmVersion } from './load.ts'
import type { SetForm } from './strvals.ts'

/** A chart, one set of values and what else decides what Helm prints: everything is data, nothing is read from anywhere. */
export interface ChartRequest {
  readonly chart: ChartSource
  readonly release: ReleaseRequest
  /** Laid over the chart's own values one after another. */
  readonly values: readonly ValueSet[]
  readonly helm: HelmVersion
  /** As `--kube-version` takes it. */
  readonly kubeVersion: string
  /** API versions that the cluster has beyond those that Helm knows by itself. */
  readonly apiVersions: readonly string[]
  /** Whether the files of crds/ belong to what is applied: not for `helm template` without `--include-crds`. */
  readonly includeCrds: boolean
  /** What `lookup` answers: the empty map of `helm template` and Argo CD, or what only the cluster knows. */
  readonly lookup: 'empty' | 'unknown'
  /** Schemas of values that lie on some server: not known, or as if the server did not answer, which makes Helm refuse; the first if nothing is said. */
  readonly remoteSchemas?: 'unknown' | 'absent'
  /** What to do without a chart that it depends on and does not hold: refuse, as Helm does, or render the rest and say what is left out. */
  readonly missing?: 'refuse' | 'leave-out'
  /** Why charts that it depends on are not there, by their names. */
  readonly whyMissing?: ReadonlyMap<string, string>
  /** `printed` unless the documents are compared with those of a cut output. */
  readonly endings?: Endings
}

/** The files of a chart's folder (names relative to it, links followed), or the bytes of a packed chart. */
export type ChartSource =
  | { readonly kind: 'folder'; readonly path: string; readonly files: readonly ChartFile[] }
  | { readonly kind: 'archive'; readonly path: string; readonly bytes: Uint8Array }

/** The release that the chart is installed as; `at` is where its name and namespace are said. */
export interface ReleaseRequest {
  readonly name: string
  readonly namespace: string
  readonly at?: Place
  /** Whether it is known that this is a first installation: `unknown` makes IsInstall, IsUpgrade and Revision unknown. */
  readonly installing: 'first' | 'unknown'
}

/** One layer of values. */
export type ValueSet =
  /** A values file. */
  | { readonly kind: 'file'; readonly file: ChartFile }
  /** A table that stands in some object, with the places of its scalars. */
  | { readonly kind: 'table'; readonly table: MapValue }
  /** A text as `--set`, `--set-string` or `--set-json` takes it. */
  | { readonly kind: 'set'; readonly text: string; readonly form: SetForm; readonly at?: Place }
  /** One value at a path, as Flux's `targetPath` and Helm's `--set-file` set it: the text as it is. */
  | { readonly kind: 'text'; readonly path: string; readonly text: string; readonly at?: Place }
  /** Values that no file holds: everything that they could set is not known. */
  | { readonly kind: 'unknown'; readonly why: string; readonly at?: Place }

/**
 * Where documents end: `printed` leaves each the line break that Helm prints after it, as a cluster reads them; `cut` takes what white space
 * stands at the end of all but the last, as tools do that cut the output of `helm template` at its separators.
 */
export type Endings = 'printed' | 'cut'
