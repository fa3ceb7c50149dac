import { MAX_LAYER_FILE, MAX_PACKAGE_DATABASE } from '../../model/limits.ts'
import { parseStrictJson, textMember } from '../../model/strict-json.ts'
import { type FileFindings, lostDatabase, type PackageFile, textFrom, unreadable } from '../package-file.ts'

/** Packages of Arch Linux as pacman installed them. */
export const pacman: PackageFile = {
  path: /^var\/lib\/pacman\/local\/[^/]+\/desc$/,
  maxBytes: MAX_LAYER_FILE,
  read(bytes, place) {
    const text = textFrom(bytes)
    return found(
      'alpm',
      ['NAME', 'VERSION'].map((key) => new RegExp(`^%${key}%\\n(\\S+)$`, 'm').exec(text)?.[1]),
      place,
    )
  },
}

/** Packages as conda installed them. */
export const conda: PackageFile = {
  path: /(?:^|\/)conda-meta\/[^/]+\.json$/,
  maxBytes: MAX_LAYER_FILE,
  read(bytes, place) {
    const json = parseStrictJson(bytes, { anyKeys: true })
    if (!json.ok) return unreadable(`${place} is no JSON`)
    return found('conda', [textMember(json.value, 'name'), textMember(json.value, 'version')], place)
  },
}

/** Packages of R as they are installed. */
export const cran: PackageFile = {
  path: /\/(?:site-)?library\/[^/]+\/DESCRIPTION$/,
  maxBytes: MAX_LAYER_FILE,
  read(bytes, place) {
    const text = textFrom(bytes)
    return found(
      'cran',
      ['Package', 'Version'].map((key) => new RegExp(`^${key}:[ \\t]*(\\S+)[ \\t\\r]*$`, 'm').exec(text)?.[1]),
      place,
    )
  },
}

/** What dpkg was about to write into its database: what stands in it is not all. */
export const dpkgUpdates: PackageFile = {
  path: /^var\/lib\/dpkg\/updates\/\d+$/,
  maxBytes: MAX_PACKAGE_DATABASE,
  read: (bytes, place) => (bytes.length === 0 ? { packages: [] } : lostDatabase(`${place} is not yet in the database`)),
}

function found(type: string, [name, version]: readonly (string | undefined)[], place: string): FileFindings {
  if (name === undefined) return unreadable(`${place} names no package`)
  return { packages: [{ type, name, ...(version === undefined ? {} : { version }), place }] }
}
