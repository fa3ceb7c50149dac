import { parsePurl } from '../languages/purl/purl.ts'
import type { Package } from '../model/package.ts'

/** Words that stand where a version should. */
const NO_VERSION = /^(?:\s*|noassertion|unknown|none|\(devel\))$/i

/** The package that a package URL in a list of packages names; `version` and `place` as the list says them beside it. */
export function packageOfPurl(text: string, version: string | undefined, place: string): Package | undefined {
  const parsed = parsePurl(text)
  if (!parsed.ok) return undefined
  const { type, namespace, name, version: own, qualifiers } = parsed.purl
  const written = own ?? version
  const known = written === undefined || NO_VERSION.test(written) ? undefined : withEpoch(type, written, qualifiers.epoch)
  return {
    type,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(known === undefined ? {} : { version: known }),
    ...(qualifiers.arch === undefined ? {} : { arch: qualifiers.arch }),
    purl: text,
    place,
  }
}

/** A package URL of an rpm keeps the epoch apart. */
function withEpoch(type: string, version: string, epoch: string | undefined): string {
  return type === 'rpm' && epoch !== undefined && epoch !== '0' && !version.includes(':') ? `${epoch}:${version}` : version
}
