import { parseConstraints, satisfies } from '../languages/semver/constraint.ts'
import { compareVersions, parseVersion } from '../languages/semver/version.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import { type Deadline, never, OVERTIME } from '../model/deadline.ts'
import { child, itemsOf, type Node, textOf } from '../model/tree.ts'

/** A version of a chart as the index of its repository lists it. */
export interface ListedChart {
  readonly version: string
  /** Where its archive lies, relative to the repository or not. */
  readonly url: string
  /** Hexadecimal SHA-256 of the archive. */
  readonly digest: string
}

/** The index of a chart repository; one that was not read to its end is none. */
export function readIndex(bytes: Uint8Array, url: string, deadline: Deadline = never): Answer<Node> {
  const { documents, broken } = parseYaml(new TextDecoder().decode(bytes), 0, deadline)
  if (deadline.passed()) return unknown('timeout', url, OVERTIME)
  const [root] = documents
  if (root === undefined || broken.length > 0) return unknown('malformed', url, 'the index of the repository cannot be read')
  return found(root)
}

/** The version of a chart that Helm takes from an index: that very version, else the highest one in the range. */
export function chosenChart(root: Node, name: string, version: string): Answer<ListedChart> {
  const entries = itemsOf(child(child(root, 'entries'), name))
    .filter(isValid)
    .map((node) => ({
      node,
      version: textOf(child(node, 'version')) ?? '',
    }))
  if (entries.length === 0) return absent
  const constraints = parseConstraints(version === '' ? '*' : version)
  if (!constraints.ok) return unknown('unsupported', name, `its version "${version}" is no range: ${constraints.why}`)
  const exact = entries.find((one) => one.version === version)
  if (exact !== undefined) return listed(exact.node, exact.version)
  const [best] = entries
    .flatMap((one) => {
      const parsed = parseVersion(one.version)
      return parsed.ok && satisfies(parsed.version, constraints.constraints) ? [{ ...one, parsed: parsed.version }] : []
    })
    .toSorted((a, b) => compareVersions(b.parsed, a.parsed))
  return best === undefined ? absent : listed(best.node, best.version)
}

/** Entries that are no metadata of a chart Helm passes over. */
function isValid(node: Node): boolean {
  const [name = '', version = '', type = ''] = ['name', 'version', 'type'].map((key) => textOf(child(node, key)))
  return name !== '' && parseVersion(version).ok && ['', 'application', 'library'].includes(type)
}

function listed(node: Node, version: string): Answer<ListedChart> {
  const url = textOf(itemsOf(child(node, 'urls'))[0])
  const digest = (textOf(child(node, 'digest')) ?? '').replace(/^sha256:/, '').toLowerCase()
  if (url === undefined) return unknown('malformed', version, `the index names no archive of version ${version}`)
  if (!/^[0-9a-f]{64}$/.test(digest))
    return unknown(
      'unsupported',
      version,
      `the index gives no SHA-256 digest of version ${version}, so its bytes cannot be proved`,
    )
  return found({ version, url, digest })
}
