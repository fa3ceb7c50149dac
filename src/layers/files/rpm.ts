import { DatabaseSync } from 'node:sqlite'
import { MAX_PACKAGE_DATABASE } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'
import { type FileFindings, type PackageFile, unreadable } from '../package-file.ts'
import { packageOfHeader } from './rpm-header.ts'

const PLACES = '^(?:var/lib/rpm|usr/lib/sysimage/rpm|usr/share/rpm|usr/lib/rpm)/'

/** The database of rpm 4.16 and newer: a table of headers in SQLite. */
export const rpmSqlite: PackageFile = {
  path: new RegExp(`${PLACES}rpmdb\\.sqlite$`),
  maxBytes: MAX_PACKAGE_DATABASE,
  read(bytes, place) {
    const blobs = headersOf(bytes)
    if (blobs === undefined) return unreadable(`${place} is no database of rpm that can be read`)
    return findingsOf(blobs, place)
  },
}

/** What SQLite had not yet written into the database: what stands in it is not all. */
export const rpmJournal: PackageFile = {
  path: new RegExp(`${PLACES}rpmdb\\.sqlite-wal$`),
  maxBytes: MAX_PACKAGE_DATABASE,
  read: (bytes, place) =>
    bytes.length === 0 ? { packages: [] } : unreadable(`${place} holds packages that are not yet in the database`),
}

/** The older databases of rpm (Berkeley DB, and ndb of SUSE), which are not read. */
export const rpmOlder: PackageFile = {
  path: new RegExp(`${PLACES}Packages(?:\\.db)?$`),
  maxBytes: 0,
  read: (_, place) => ({
    packages: [],
    gaps: [{ kind: 'unsupported-database', detail: `${place}, a database of rpm in a format that is not read`, count: 1 }],
  }),
}

function findingsOf(blobs: readonly Uint8Array[], place: string): FileFindings {
  const read = blobs.map((blob) => packageOfHeader(blob, place))
  const packages = read.filter((one): one is Package => one !== undefined && one !== 'key')
  const broken = read.filter((one) => one === undefined).length
  const detail = `entries of ${place} that cannot be read`
  return { packages, ...(broken === 0 ? {} : { gaps: [{ kind: 'unreadable-file', detail, count: broken }] }) }
}

/** The headers of a database; it is opened in memory, as if it had no journal. */
function headersOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  if (bytes.length < 100) return undefined
  const copy = Uint8Array.from(bytes)
  copy[18] = 1
  copy[19] = 1
  const database = new DatabaseSync(':memory:')
  try {
    database.deserialize(copy)
    return database
      .prepare('SELECT blob FROM Packages')
      .all()
      .map(({ blob }) => (blob instanceof Uint8Array ? blob : new Uint8Array()))
  } catch {
    return undefined
  } finally {
    database.close()
  }
}
