import type { RemoteChart } from '../../model/rendering.ts'
import { child, type Node, textOf } from '../../model/tree.ts'
import type { GitopsObject } from './objects.ts'
import { placeIn } from './scene.ts'

/**
 * The chart of a source that lies outside the repository: `chart` in a chart repository (`https://`), or below an address in a registry (`oci://`, or
 * without any scheme); without `chart` the artifact at an `oci://` address itself. Undefined where the source names none, or not which version.
 */
export function remoteChartOf(object: GitopsObject, source: Node): RemoteChart | undefined {
  const [address, chart, revision] = ['repoURL', 'chart', 'targetRevision'].map((key) => child(source, key))
  const [url, version] = [textOf(address)?.replace(/\/+$/, ''), textOf(revision)]
  if (address === undefined || url === undefined || revision === undefined || version === undefined || version === '')
    return undefined
  const name = textOf(chart) ?? ''
  const at = placeIn(object, revision)
  const named = [placeIn(object, address), ...(chart === undefined ? [] : [placeIn(object, chart)])]
  const whole = { version, at, named, source: at.file }
  if (name === '') return ownArtifact(source, url, whole)
  if (/^https?:\/\//i.test(url)) return { ...whole, kind: 'http', url, name }
  return { ...whole, kind: 'oci', url: `oci://${url.replace(/^oci:\/\//, '')}/${name}`, name }
}

/** An artifact in a registry, which is a chart as a whole or is none. */
function ownArtifact(
  source: Node,
  url: string,
  whole: Pick<RemoteChart, 'version' | 'at' | 'named' | 'source'>,
): RemoteChart | undefined {
  const isWhole = /^(?:\.?\/?)*$/.test(textOf(child(source, 'path')) ?? '')
  if (!url.startsWith('oci://') || !isWhole) return undefined
  return { ...whole, kind: 'oci', url, name: url.slice(url.lastIndexOf('/') + 1) }
}

/** Whether a source says that it is a chart of a repository or registry, whatever else it lacks. */
export function namesChart(source: Node): boolean {
  return (textOf(child(source, 'chart')) ?? '') !== ''
}
