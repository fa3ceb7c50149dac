import type { Package } from '../../model/package.ts'
import { groupOf } from './java-groups.ts'

/** The package that a `pom.properties` of Maven names; undefined where it names none. */
export function packageOfPom(text: string, place: string): Package | undefined {
  const [group, artifact, version] = ['groupId', 'artifactId', 'version'].map(
    (key) => new RegExp(`^[ \\t]*${key}[ \\t]*[=:][ \\t]*(\\S+)[ \\t]*\\r?$`, 'm').exec(text)?.[1],
  )
  if (group === undefined || artifact === undefined) return undefined
  return { type: 'maven', namespace: group, name: artifact, ...(version === undefined ? {} : { version }), place }
}

/**
 * The package of an archive without the data of Maven: what its file is called, and the version that its manifest or the file says. Which
 * group it belongs to stands nowhere: unless it is of a known project, no database can be asked about it.
 */
export function namedByFile(manifest: string, place: string, files: readonly { readonly name: string }[]): Package {
  const file = place.slice(Math.max(place.lastIndexOf('/'), place.lastIndexOf(':')) + 1).replace(/\.\w+$/, '')
  const [, name = file, named] = /^(.+?)[-_](\d[\w.+-]*)$/.exec(file) ?? []
  const lines = manifest.replace(/\r\n?/g, '\n').replace(/\n /g, '')
  const [own, bundle] = ['Implementation-Version', 'Bundle-Version'].map(
    (key) => new RegExp(`^${key}:[ \\t]*(\\S+)[ \\t]*$`, 'im').exec(lines)?.[1],
  )
  const version = named ?? own ?? bundle
  const group = groupOf(name, files)
  const namespace = group === undefined ? {} : { namespace: group }
  return { type: 'maven', ...namespace, name, ...(version === undefined ? {} : { version }), place }
}
