import type { InventoryChoice } from '../model/inventory.ts'
import type { Node } from '../model/tree.ts'
import { RATINGS } from '../model/vulnerability.ts'
import type { VulnerabilityPolicy } from '../model/vulnerability-policy.ts'
import { filePathProblem, repositoryPattern } from './globs.ts'
import { attesterName, authorityName } from './images.ts'
import { choice, flag, list, optional, parsed, type Reader, record, required, text } from './shape.ts'
import { duration } from './values.ts'

const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }
const DEFAULT_LAYER_BYTES = 500 * 1024 ** 2
const DEFAULT_SCAN_AGE = 7 * 86_400

const bytes: Reader<number> = {
  ...parsed(parseBytes, 'is not a size', 'write a whole number and one of KiB, MiB, GiB, such as 500MiB'),
  schema: { type: 'string', pattern: '^[1-9][0-9]{0,5}(KiB|MiB|GiB)$', examples: ['500MiB'] },
}

const url: Reader<string> = text(
  (value) => {
    const read = URL.parse(value)
    return read?.protocol === 'https:' && read.username === '' && read.search === '' && read.hash === ''
      ? undefined
      : [`"${value}" is not a plain https address`, 'write https://host/path, without a query']
  },
  { examples: ['https://mirror.acme.example/osv'] },
)

const folderPath: Reader<string> = text(filePathProblem, { examples: ['.github/osv'] })

/** One word, or a mapping: which of the two is written decides which is read. */
function either<A, B>(word: Reader<A>, mapping: Reader<B>): Reader<A | B> {
  return {
    schema: { anyOf: [word.schema, mapping.schema] },
    read: (node, scene) => (node.kind === 'scalar' ? word : mapping).read(node, scene),
  }
}

const mirror = required('the address of the copy', url)
const allowPrivate = optional('its host may resolve to a private address', flag)

const advisoriesMap = record({
  mirror: optional("the address of a copy of OSV's export, with ECOSYSTEM/all.zip below it", url),
  folder: optional("a folder of the policy's repository with such a copy", folderPath),
  allowPrivate,
})

const advisories: Reader<VulnerabilityPolicy['advisories']> = {
  schema: { anyOf: [{ enum: ['osv'] }, { ...advisoriesMap.schema, minProperties: 1 }] },
  read: (node, scene) => {
    const value = either(choice('osv'), advisoriesMap).read(node, scene)
    if (value === undefined || value === 'osv') return value === undefined ? undefined : { kind: 'osv' }
    const { mirror: address, folder, allowPrivate: isPrivate } = value
    if (address !== undefined && folder === undefined) return { kind: 'mirror', url: address, allowPrivate: isPrivate ?? false }
    if (folder !== undefined && address === undefined && isPrivate === undefined)
      return { kind: 'folder', path: folder.replace(/\/$/, '') }
    return scene.notes.add(node, 'advisories come from one place', 'write osv, or {mirror: https://…}, or {folder: path}')
  },
}

const exploited: Reader<VulnerabilityPolicy['exploited']> = {
  schema: either(choice('cisa', 'off'), record({ mirror, allowPrivate })).schema,
  read: (node, scene) => {
    const value = either(choice('cisa', 'off'), record({ mirror, allowPrivate })).read(node, scene)
    if (value === undefined || value === 'cisa' || value === 'off') return value === undefined ? undefined : { kind: value }
    return { kind: 'mirror', url: value.mirror, allowPrivate: value.allowPrivate ?? false }
  },
}

const vouched = { signedBy: required('the authorities, any of whom may have signed it', list(attesterName)) }

const sourceMap = record({
  sbom: optional(
    'an SBOM that was attested, or "inline": what the build laid into the index',
    either(choice('inline'), record(vouched)),
  ),
  scan: optional(
    'the result of a scan that was attested',
    record({ ...vouched, maxAge: optional('how old it may be', duration) }),
  ),
  layers: optional("the image's own layers", record({ maxBytes: optional('how much of one image is read', bytes) })),
})

const source: Reader<InventoryChoice> = {
  schema: { ...sourceMap.schema, minProperties: 1, maxProperties: 1 },
  read: (node: Node, scene) => {
    const value = sourceMap.read(node, scene)
    if (value === undefined) return undefined
    const made: readonly InventoryChoice[] = [
      ...(value.sbom === undefined
        ? []
        : [value.sbom === 'inline' ? { kind: 'inline-sbom' as const } : { kind: 'sbom' as const, ...value.sbom }]),
      ...(value.scan === undefined
        ? []
        : [{ kind: 'scan' as const, signedBy: value.scan.signedBy, maxAgeSeconds: value.scan.maxAge ?? DEFAULT_SCAN_AGE }]),
      ...(value.layers === undefined
        ? []
        : [{ kind: 'layers' as const, maxBytes: value.layers.maxBytes ?? DEFAULT_LAYER_BYTES }]),
    ]
    const [one] = made
    if (one === undefined || made.length > 1)
      return scene.notes.add(node, 'one entry is one source', 'write one of sbom, scan and layers for each "-"')
    return one
  },
}

const shape = record({
  advisories: required("where advisories come from: osv is OSV's public service", advisories),
  exploited: optional('where the catalogue of exploited vulnerabilities comes from: cisa, off, or a copy', exploited),
  inventory: optional('where the packages of an image are known from, the preferred source first', list(source)),
  vex: optional(
    'whose statements silence vulnerabilities',
    record({ signedBy: required('the authorities, any of whom may have signed them', list(authorityName)) }),
  ),
  severity: optional('from which severity on the rules speak of what comes in', choice(...RATINGS)),
  images: optional(
    'which images are looked at',
    record({
      match: required('images by repository', list(repositoryPattern)),
      except: optional('but not these', list(repositoryPattern)),
    }),
  ),
})

/** The policy's `vulnerabilities`, with what it leaves out filled in. */
export const vulnerabilitySettings: Reader<VulnerabilityPolicy> = {
  schema: shape.schema,
  read: (node, scene) => {
    const value = shape.read(node, scene)
    if (value === undefined) return undefined
    return {
      line: scene.lineOf(node),
      advisories: value.advisories,
      exploited: value.exploited ?? { kind: 'cisa' },
      inventory: value.inventory ?? [{ kind: 'inline-sbom' }],
      vexSignedBy: value.vex?.signedBy ?? [],
      severity: value.severity ?? 'high',
      match: value.images?.match ?? ['**'],
      except: value.images?.except ?? [],
    }
  },
}

function parseBytes(value: string): number | undefined {
  const [, number, unit = ''] = /^([1-9]\d{0,5})(KiB|MiB|GiB)$/.exec(value) ?? []
  const scale = UNITS[unit]
  return number === undefined || scale === undefined ? undefined : Number(number) * scale
}
