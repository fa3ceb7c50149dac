import { columnOf } from '../../languages/sqlite/table.ts'
import { MAX_DATABASE_PACKAGES, MAX_PACKAGE_DATABASE } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'
import { type FileFindings, lostDatabase, type PackageFile } from '../package-file.ts'
import { berkeleyHeaders } from './rpm-berkeley.ts'
import { packageOfHeader } from './rpm-header.ts'
import { ndbHeaders } from './rpm-ndb.ts'

const PLACES = '^(?:var/lib/rpm|usr/lib/sysimage/rpm|usr/share/rpm|usr/lib/rpm)/'

/** The database of rpm 4.16 and newer: a table of headers in SQLite. */
export const rpmSqlite = database('rpmdb\\.sqlite', (bytes) => {
  const blobs = columnOf(bytes, { table: 'Packages', column: 1, maxRows: MAX_DATABASE_PACKAGES })
  return blobs?.some((blob) => blob === null) === true ? undefined : (blobs as readonly Uint8Array[] | undefined)
})

/** The database of older releases of rpm: a hash table of Berkeley DB. */
export const rpmBerkeley = database('Packages', berkeleyHeaders)

/** The database of SUSE's rpm. */
export const rpmNdb = database('Packages\\.db', ndbHeaders)

/** What SQLite had not yet written into the database: what stands in it is not all. */
export const rpmJournal: PackageFile = {
  path: new RegExp(`${PLACES}rpmdb\\.sqlite-wal$`),
  maxBytes: MAX_PACKAGE_DATABASE,
  read: (bytes, place) =>
    bytes.length === 0 ? { packages: [] } : lostDatabase(`${place} holds packages that are not yet in the database`),
}

function database(name: string, headersIn: (bytes: Uint8Array) => readonly Uint8Array[] | undefined): PackageFile {
  return {
    path: new RegExp(`${PLACES}${name}$`),
    maxBytes: MAX_PACKAGE_DATABASE,
    read(bytes, place) {
      const headers = headersIn(bytes)
      return headers === undefined || headers.length > MAX_DATABASE_PACKAGES
        ? lostDatabase(`${place} is no database of rpm that can be read`)
        : findingsOf(headers, place)
    },
  }
}

function findingsOf(headers: readonly Uint8Array[], place: string): FileFindings {
  const read = headers.map((header) => packageOfHeader(header, place))
  const packages = read.filter((one): one is Package => one !== undefined && one !== 'key')
  const broken = read.filter((one) => one === undefined).length
  const detail = `entries of ${place} that cannot be read`
  return { packages, ...(broken === 0 ? {} : { gaps: [{ kind: 'unsupported-database', detail, count: broken }] }) }
}
