import { MAX_LAYER_FILE } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'
import { isList, isObject, type JsonValue, member, parseStrictJson, textMember } from '../../model/strict-json.ts'
import { type FileFindings, type PackageFile, textFrom, unreadable } from '../package-file.ts'

/** Packages of Node.js as they are installed. */
export const npm: PackageFile = {
  path: /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/,
  maxBytes: MAX_LAYER_FILE,
  read: (bytes, place) => ofJson(bytes, place, (json) => npmPackage(json, place)),
}

/** Copies of packages that a package of Node.js carries in itself; other `package.json` in it only say how its files are to be read. */
export const npmCopy: PackageFile = {
  path: /\/(?:compiled|vendor|vendored|third_party|bundled)\/(?:@[^/]+\/)?[^/]+\/package\.json$/,
  maxBytes: MAX_LAYER_FILE,
  read: (bytes, place) =>
    place.includes('node_modules/')
      ? ofJson(bytes, place, (json) => npmPackage(json, place).filter(({ version }) => version !== undefined))
      : { packages: [] },
}

function npmPackage(json: JsonValue, place: string): readonly Package[] {
  const [name, version] = [textMember(json, 'name') ?? '', textMember(json, 'version')]
  const scoped = /^(@[^/]+)\/(.+)$/.exec(name)
  if (name === '') return []
  const named = scoped === null ? { name } : { namespace: scoped[1] ?? '', name: scoped[2] ?? '' }
  return [{ type: 'npm', ...named, ...(version === undefined || version === '' ? {} : { version }), place }]
}

/** Distributions of Python as they are installed (core metadata). */
export const python: PackageFile = {
  path: /\.dist-info\/METADATA$|\.egg-info(?:\/PKG-INFO)?$|\.egg\/EGG-INFO\/PKG-INFO$/,
  maxBytes: MAX_LAYER_FILE,
  read(bytes, place) {
    const head = textFrom(bytes).replace(/\r\n/g, '\n').split('\n\n')[0] ?? ''
    const [name, version] = ['Name', 'Version'].map((key) => new RegExp(`^${key}:(.*)$`, 'im').exec(head)?.[1]?.trim())
    if (name === undefined || name === '') return unreadable(`${place} names no package`)
    return { packages: [{ type: 'pypi', name, ...(version === undefined || version === '' ? {} : { version }), place }] }
  },
}

/** Gems as they are installed. */
export const gem: PackageFile = {
  path: /\/specifications\/(?:default\/)?[^/]+\.gemspec$/,
  maxBytes: MAX_LAYER_FILE,
  read(bytes, place) {
    const text = textFrom(bytes)
    const [name, version] = ['name', 'version'].map(
      (key) => new RegExp(`^[ \\t]{0,40}s\\.${key} *= *(?:Gem::Version\\.new(?: |\\())?["']([^"'\\n]+)["']`, 'm').exec(text)?.[1],
    )
    if (name === undefined) return unreadable(`${place} names no package`)
    return { packages: [{ type: 'gem', name, ...(version === undefined ? {} : { version }), place }] }
  },
}

/** Packages of PHP as Composer installed them. */
export const composer: PackageFile = {
  path: /\/composer\/installed\.json$/,
  maxBytes: MAX_LAYER_FILE,
  read: (bytes, place) =>
    ofJson(bytes, place, (json) => {
      const list = isList(json) ? json : member(json, 'packages')
      if (!isList(list)) return undefined
      return list.flatMap((one) => {
        const [vendor = '', name = ''] = (textMember(one, 'name') ?? '').split('/')
        const version = textMember(one, 'version')?.replace(/^v(?=\d)/, '')
        return name === ''
          ? []
          : [{ type: 'composer', namespace: vendor, name, ...(version === undefined ? {} : { version }), place }]
      })
    }),
}

/** Packages of .NET that a program was published with. */
export const dotnet: PackageFile = {
  path: /\.deps\.json$/,
  maxBytes: MAX_LAYER_FILE,
  read: (bytes, place) =>
    ofJson(bytes, place, (json) => {
      const libraries = member(json, 'libraries')
      if (!isObject(libraries)) return undefined
      return Object.entries(libraries).flatMap(([key, library]) => {
        const [name = '', version = ''] = key.split('/')
        return textMember(library, 'type') === 'package' && version !== '' ? [{ type: 'nuget', name, version, place }] : []
      })
    }),
}

function ofJson(bytes: Uint8Array, place: string, packagesOf: (json: JsonValue) => readonly Package[] | undefined): FileFindings {
  const json = parseStrictJson(withoutMark(bytes), { anyKeys: true })
  if (!json.ok) return unreadable(`${place} is no JSON`)
  const packages = packagesOf(json.value)
  return packages === undefined ? unreadable(`${place} lists no packages`) : { packages }
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
