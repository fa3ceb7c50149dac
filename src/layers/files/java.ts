import { readZip, type ZipFile } from '../../languages/zip/zip.ts'
import type { InventoryGap } from '../../model/inventory.ts'
import { MAX_JAR, MAX_JAR_DEPTH, MAX_JAR_FILES, MAX_JAR_UNPACKED, MAX_LAYER_FILE, MAX_NESTED_JARS } from '../../model/limits.ts'
import { type FileFindings, type PackageFile, textFrom, unreadable } from '../package-file.ts'
import { namedByFile, packageOfPom } from './java-names.ts'

const ARCHIVE = /\.(?:jar|war|ear|par|sar|nar|jpi|hpi|lpkg|kar)$/i

/** Archives of Java, and those inside of them, by what Maven left in them, else by their manifest and the name of their file. */
export const java: PackageFile = {
  path: ARCHIVE,
  maxBytes: MAX_JAR,
  read: (bytes, place) => ofArchive(bytes, { place, depth: 1, rest: { bytes: MAX_JAR_UNPACKED, archives: MAX_NESTED_JARS } }),
}

interface Visit {
  readonly place: string
  readonly depth: number
  /** What may still be unpacked of the outermost archive: files may lie over each other, so that a small one unpacks to anything. */
  readonly rest: { bytes: number; archives: number }
}

function ofArchive(bytes: Uint8Array, visit: Visit): FileFindings {
  const files = readZip(bytes, MAX_JAR_FILES)
  if (files === undefined) return unreadable(`${visit.place} is no archive that can be read`)
  const inner = files.filter(({ name }) => ARCHIVE.test(name))
  const own = ownPackages(files, visit)
  if (inner.length > 0 && visit.depth >= MAX_JAR_DEPTH)
    return joined([
      own,
      { packages: [], gaps: [gap('limit', `archives deeper than ${MAX_JAR_DEPTH} in ${visit.place}`, inner.length)] },
    ])
  return joined([own, ...inner.map((file) => ofNested(file, visit))])
}

function joined(all: readonly FileFindings[]): FileFindings {
  return { packages: all.flatMap(({ packages }) => packages), gaps: all.flatMap(({ gaps = [] }) => gaps) }
}

function ofNested(file: ZipFile, { place, depth, rest }: Visit): FileFindings {
  const at = `${place}:${file.name}`
  if (rest.archives-- <= 0) return { packages: [], gaps: [gap('limit', `more than ${MAX_NESTED_JARS} archives in ${place}`)] }
  const unpacked = unpack(file, MAX_JAR, rest)
  if (unpacked === 'too-much')
    return { packages: [], gaps: [gap('limit', `archives that unpack to more than ${MAX_JAR_UNPACKED} bytes, as ${place}`)] }
  return unpacked === undefined
    ? unreadable(`${at} cannot be unpacked`)
    : ofArchive(unpacked, { place: at, depth: depth + 1, rest })
}

function unpack(file: ZipFile, maxBytes: number, rest: Visit['rest']): Uint8Array | 'too-much' | undefined {
  if (file.size > rest.bytes) return 'too-much'
  rest.bytes -= file.size
  return file.read(maxBytes)
}

function ownPackages(files: readonly ZipFile[], { place, rest }: Visit): FileFindings {
  const poms = files.filter(({ name }) => /^(?:.*\/)?META-INF\/maven\/.+\/pom\.properties$/.test(name))
  const packages = poms.flatMap((file) => {
    const bytes = unpack(file, MAX_LAYER_FILE, rest)
    const found = bytes === undefined || bytes === 'too-much' ? undefined : packageOfPom(textFrom(bytes), place)
    return found === undefined ? [] : [found]
  })
  const broken = poms.length - packages.length
  if (poms.length > 0)
    return { packages, ...(broken === 0 ? {} : { gaps: [gap('unreadable-file', `pom.properties in ${place}`, broken)] }) }
  const manifest = files.find(({ name }) => name.toUpperCase() === 'META-INF/MANIFEST.MF')
  // Starters of Spring Boot have no classes, and advisories name them; what has neither is no archive of Java.
  if (manifest === undefined && !files.some(({ name }) => name.endsWith('.class'))) return { packages: [] }
  const bytes = manifest === undefined ? undefined : unpack(manifest, MAX_LAYER_FILE, rest)
  return { packages: [namedByFile(bytes === undefined || bytes === 'too-much' ? '' : textFrom(bytes), place, files)] }
}

function gap(kind: InventoryGap['kind'], detail: string, count = 1): InventoryGap {
  return { kind, detail, count }
}
