import { child, textOf } from '../model/tree.ts'
import type { Sighting, TextFile } from './format.ts'
import { inside, type Located, select } from './located.ts'
import { imageAt, partAt } from './sight.ts'

const SCHEME = /^(?:oci(?:\+native)?|docker-image|registry):\/\/(?=\S+$)/
const EXACT = /^v?\d+\.\d+\.\d+[\w.+-]*$/

/** An OCI artifact that a text names by its scheme (`oci://`, `registry://`), with a tag or a digest: without one it is a repository. */
export function artifactAt(file: TextFile, { node, path }: Located): readonly Sighting[] {
  const scheme = node.kind === 'scalar' ? SCHEME.exec(node.text)?.[0] : undefined
  if (scheme === undefined || node.kind !== 'scalar') return []
  const text = node.text.slice(scheme.length)
  if (!/[:@][^/]+$/.test(text)) return []
  return [{ ...partAt(file, { node, path }, scheme.length, text), artifact: true }]
}

/** A chart in an OCI registry: `repoURL` (with or without the scheme), `chart` and the `targetRevision` of a source of Argo CD. */
export function chartArtifact(file: TextFile, source: Located): readonly Sighting[] {
  const [chart, version] = ['chart', 'targetRevision'].map((key) => child(source.node, key))
  return select(source, 'repoURL').flatMap(({ node, path }) => {
    if (node.kind !== 'scalar' || version?.kind !== 'scalar') return []
    const scheme = /^oci:\/\//.exec(node.text)?.[0] ?? ''
    const base = node.text.slice(scheme.length).replace(/\/$/, '')
    const name = textOf(chart)
    if (scheme === '' && (name === undefined || /:\/\/|^git@/.test(base))) return []
    const whole = name === undefined || name === '.' ? base : `${base}/${name}`
    const isDigest = version.text.startsWith('sha256:')
    const related = [{ file: file.path, span: version.span }]
    const sighting = { ...partAt(file, { node, path }, scheme.length, base), artifact: true, related }
    if (isDigest) return [{ ...sighting, text: `${whole}@${version.text}` }]
    const isRange = name === undefined ? /[*^~<>=|, ]|\.x$/.test(version.text) : !EXACT.test(version.text)
    if (isRange && !/[{$]/.test(version.text)) return [{ ...sighting, text: whole, dynamic: 'its version is a range' }]
    return [{ ...sighting, text: `${whole}:${version.text.replaceAll('+', '_')}` }]
  })
}

/** What a Crossplane package depends on: `dependsOn[]` with `provider`, `configuration`, `function` or `package`, and an exact or a ranged version. */
export function dependedPackages(file: TextFile, list: Located): readonly Sighting[] {
  return inside(list).flatMap((one) => {
    const version = child(one.node, 'version')
    return ['provider', 'configuration', 'function', 'package']
      .flatMap((key) => select(one, key))
      .flatMap((at) => imageAt(file, at))
      .map((found) => {
        if (version?.kind !== 'scalar') return { ...found, artifact: true }
        const related = [{ file: file.path, span: version.span }]
        if (version.text.startsWith('sha256:'))
          return { ...found, artifact: true, related, text: `${found.text}@${version.text}` }
        if (EXACT.test(version.text)) return { ...found, artifact: true, related, text: `${found.text}:${version.text}` }
        return { ...found, artifact: true, related, dynamic: `the version range ${version.text} picks its tag` }
      })
  })
}
