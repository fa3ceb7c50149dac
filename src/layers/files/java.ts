import { readZip, type ZipFile } from '../../languages/zip/zip.ts'
import type { InventoryGap } from '../../model/inventory.ts'
import { MAX_JAR_DEPTH, MAX_JAR_FILES, MAX_LAYER_FILE } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'
import { type FileFindings, type PackageFile, textFrom, unreadable } from '../package-file.ts'

const ARCHIVE = /\.(?:jar|war|ear|par|sar|nar|jpi|hpi|lpkg|kar)$/i

/** Archives of Java, and those inside of them, by what Maven left in them. */
export const java: PackageFile = {
  path: ARCHIVE,
  maxBytes: 4 * MAX_LAYER_FILE,
  read: (bytes, place) => ofArchive(bytes, place, 1),
}

function ofArchive(bytes: Uint8Array, place: string, depth: number): FileFindings {
  const files = readZip(bytes, MAX_JAR_FILES)
  if (files === undefined) return unreadable(`${place} is no archive that can be read`)
  const inner = files.filter(({ name }) => ARCHIVE.test(name))
  const own = ownPackages(files, place)
  if (inner.length > 0 && depth >= MAX_JAR_DEPTH)
    return {
      ...own,
      gaps: [
        ...(own.gaps ?? []),
        { kind: 'limit', detail: `archives deeper than ${MAX_JAR_DEPTH} in ${place}`, count: inner.length },
      ],
    }
  const nested = inner.map((file) => {
    const unpacked = file.read(4 * MAX_LAYER_FILE)
    const at = `${place}:${file.name}`
    return unpacked === undefined ? unreadable(`${at} cannot be unpacked`) : ofArchive(unpacked, at, depth + 1)
  })
  const all = [own, ...nested]
  return { packages: all.flatMap(({ packages }) => packages), gaps: all.flatMap(({ gaps = [] }) => gaps) }
}

function ownPackages(files: readonly ZipFile[], place: string): FileFindings {
  const named = files
    .filter(({ name }) => /^(?:.*\/)?META-INF\/maven\/.+\/pom\.properties$/.test(name))
    .map((file) => pomOf(file, place))
  const broken = named.filter((one) => one === undefined).length
  const packages = named.flatMap((one) => one ?? [])
  const gaps: readonly InventoryGap[] =
    broken === 0 ? [] : [{ kind: 'unreadable-file', detail: `pom.properties in ${place}`, count: broken }]
  if (named.length > 0) return { packages, gaps }
  const holdsClasses = files.some(({ name }) => name.endsWith('.class'))
  return {
    packages: [],
    gaps: holdsClasses
      ? [{ kind: 'unnamed-package', detail: `archives of Java without the data of Maven, as ${place}`, count: 1 }]
      : [],
  }
}

function pomOf(file: ZipFile, place: string): Package | undefined {
  const bytes = file.read(MAX_LAYER_FILE)
  const text = bytes === undefined ? '' : textFrom(bytes)
  const [group, artifact, version] = ['groupId', 'artifactId', 'version'].map(
    (key) => new RegExp(`^[ \\t]*${key}[ \\t]*[=:][ \\t]*(\\S+)[ \\t]*\\r?$`, 'm').exec(text)?.[1],
  )
  if (group === undefined || artifact === undefined) return undefined
  return { type: 'maven', namespace: group, name: artifact, ...(version === undefined ? {} : { version }), place }
}
