import type { InventoryGap } from '../model/inventory.ts'
import { packageFiles } from './files/table.ts'
import type { Layer } from './layer.ts'
import { foldersOf, resolved, type ShownFile, type Stack } from './merge.ts'
import type { PackageFile } from './package-file.ts'

/** Folders of databases, and those around them: a link there leads what reads them elsewhere. */
const DATABASES =
  /^(?:var|usr\/lib|lib|var\/lib|usr)$|^(?:(?:var|usr)\/lib\/(?:dpkg|rpm|apk|sysimage|sysimage\/rpm)|usr\/share\/rpm|(?:usr\/)?lib\/apk(?:\/db)?)$/
/** `lib` and `usr/lib` are one in most distributions, and rpm's database has several places. */
const KNOWN = /^(?:usr\/lib|usr\/lib\/sysimage\/rpm|usr\/share\/rpm|usr\/lib\/apk(?:\/db)?|run)$/
const SYSTEM = /^(?:deb|apk|rpm)$/

/** What links, contradictions and second databases leave open in layers that lie over each other. */
export function openPlaces(layers: readonly Layer[], stack: Stack): readonly InventoryGap[] {
  const behind = [
    ...stack.shown.filter(({ place, layer }) => stack.isBehindLink(place, layer)).map(({ place }) => place),
    ...layers.flatMap(({ removed, opaque }, layer) =>
      [...removed, ...opaque].filter((place) => stack.isBehindLink(place, layer)),
    ),
  ]
  return [
    ...gapFor('unreadable-file', 'files that lie or are taken away behind a link', behind),
    ...gapFor('unreadable-file', 'files that one layer both brings and takes away', layers.flatMap(contradictions)),
    ...gapFor('unreadable-file', 'links to files that are not read', blindLinks(stack)),
    ...gapFor('unsupported-database', 'databases of packages behind links', lostDatabases(stack)),
    ...['rpm', 'apk'].flatMap((type) =>
      gapFor('unsupported-database', `more than one database of ${type}`, second(stack.shown, type)),
    ),
  ]
}

/** Whether what a layer says of packages depends on the layers below it: it names a release or packages of a system, or has links for files. */
export function asksForBase({ files, links, gaps }: Layer): boolean {
  const isOfSystem = [...files.values()].some(
    ({ packages, release, owns = [] }) =>
      release !== undefined || owns.length > 0 || packages.some(({ type }) => SYSTEM.test(type)),
  )
  return isOfSystem || gaps.length > 0 || [...links.keys()].some((place) => kindAt(place) !== undefined || DATABASES.test(place))
}

function gapFor(kind: InventoryGap['kind'], what: string, places: readonly string[]): readonly InventoryGap[] {
  const [first] = places
  return first === undefined ? [] : [{ kind, detail: `${what}, as ${first}`, count: places.length }]
}

/** Runtimes differ in which of the two they do last. */
function contradictions({ files, removed }: Layer): readonly string[] {
  if (removed.size === 0) return []
  return [...files.keys()].filter((place) => [place, ...foldersOf(place)].some((one) => removed.has(one)))
}

/** Links in the place of files that are looked for, to files that are there and are not looked for under their own name. */
function blindLinks({ links, isThere }: Stack): readonly string[] {
  return [...links.keys()].filter((place) => {
    const kind = kindAt(place)
    if (kind === undefined) return false
    const target = resolved(place, links)
    return target === undefined || (isThere(target) && kindAt(target) !== kind)
  })
}

function kindAt(place: string): PackageFile | undefined {
  return packageFiles.find(({ path, executable }) => executable === undefined && path.test(place))
}

function lostDatabases({ shown, links }: Stack): readonly string[] {
  if (shown.some(({ file }) => file.packages.some(({ type }) => SYSTEM.test(type)))) return []
  return [...links.keys()].filter((place) => DATABASES.test(place) && !KNOWN.test(resolved(place, links) ?? ''))
}

function second(shown: readonly ShownFile[], type: string): readonly string[] {
  return shown
    .filter(({ file }) => file.packages.some((one) => one.type === type))
    .map(({ place }) => place)
    .slice(1)
}
