import { MAX_DATABASE_PACKAGES, MAX_PACKAGE_DATABASE } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'
import { lostDatabase, type PackageFile, paragraphs, textFrom } from '../package-file.ts'

/** States of dpkg in which the files of a package are there: not those of which only the configuration is left. */
const PRESENT = /^\S+ \S+ (?:installed|unpacked|half-configured|half-installed|triggers-awaited|triggers-pending)$/

/** The database of dpkg (deb822): one file, or one for each package as distroless images have them. */
export const dpkg: PackageFile = {
  path: /^(?:var|usr)\/lib\/dpkg\/status(?:\.d\/[^/]+)?$/,
  maxBytes: MAX_PACKAGE_DATABASE,
  read(bytes, place) {
    const isWhole = place.endsWith('/status')
    const parts = paragraphs(textFrom(bytes), MAX_DATABASE_PACKAGES)
    if (parts.length > MAX_DATABASE_PACKAGES) return lostDatabase(`${place} has more than ${MAX_DATABASE_PACKAGES} entries`)
    const stanzas = parts.map(fieldsOf)
    const named = stanzas.filter((fields) => fields.has('package'))
    if (stanzas.some((fields) => fields.size > 0 && !fields.has('package')))
      return lostDatabase(`${place} has an entry without a package`)
    return {
      packages: named
        .filter((fields) => (isWhole ? PRESENT.test(fields.get('status') ?? '') : true))
        .map((fields) => packageOf(fields, place)),
    }
  },
}

function fieldsOf(stanza: string): ReadonlyMap<string, string> {
  return new Map(
    [...stanza.matchAll(/^([A-Za-z][\w-]*):[ \t]*(.*)$/gm)].map(([, key = '', value = '']) => [key.toLowerCase(), value.trim()]),
  )
}

function packageOf(fields: ReadonlyMap<string, string>, place: string): Package {
  const [version, arch] = [fields.get('version') ?? '', fields.get('architecture') ?? '']
  const source = /^(\S+)(?:[ \t]+\((.+)\))?$/.exec(fields.get('source') ?? '')
  const [, name = '', own] = source ?? []
  return {
    type: 'deb',
    name: fields.get('package') ?? '',
    ...(version === '' ? {} : { version }),
    ...(arch === '' ? {} : { arch }),
    ...(source === null ? {} : { source: { name, ...(own === undefined ? {} : { version: own }) } }),
    place,
  }
}
