import type { CelFunction } from './cel-function.ts'
import { bool, failure, int, noOverload, type Outcome, type Value } from './value.ts'

const VERSION =
  /^(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+[0-9A-Za-z.-]+)?$/

/** `semver()` of Kubernetes, by the rules of semver.org. */
export const semverFunctions: readonly (readonly [string, CelFunction])[] = [
  ['semver', (args) => readFrom('semver', args)],
  [
    'isSemver',
    (args) => {
      const read = readFrom('isSemver', args)
      return read.kind === 'error' && read.why.startsWith('no such overload') ? read : bool(read.kind !== 'error')
    },
  ],
]

/** The methods of versions that no other value has. */
export const semverMethods: readonly (readonly [string, CelFunction])[] = (['major', 'minor', 'patch'] as const).map(
  (name) => [name, (args) => partOf(name, args)] as const,
)

function readFrom(name: string, args: readonly Value[]): Outcome {
  const [text, normalize] = args
  if (text?.kind !== 'string' || args.length > 2 || (args.length === 2 && normalize?.kind !== 'bool'))
    return noOverload(name, args)
  return readSemver(normalize?.kind === 'bool' && normalize.value ? normalized(text.value) : text.value)
}

/** A leading `v` is dropped, missing parts are zero, leading zeros too. */
function normalized(text: string): string {
  const [, core = '', rest = ''] = /^v?([0-9.]*)(.*)$/s.exec(text) ?? []
  const parts = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''))
  return `${[...parts, '0', '0'].slice(0, Math.max(3, parts.length)).join('.')}${rest}`
}

function readSemver(text: string): Outcome {
  const found = text.length <= 250 ? VERSION.exec(text) : null
  if (found === null) return failure('not a semantic version')
  const [, major = '', minor = '', patch = '', pre = ''] = found
  const parts = { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), pre }
  return { kind: 'opaque', type: 'semver', text, identity: `${major}.${minor}.${patch}-${pre}`, parts }
}

function partOf(name: 'major' | 'minor' | 'patch', args: readonly Value[]): Outcome {
  const [of] = args
  const part = of?.kind === 'opaque' && of.type === 'semver' && args.length === 1 ? of.parts[name] : undefined
  return typeof part === 'bigint' ? int(part) : noOverload(name, args)
}

/** The order of two versions; undefined when either is none. */
export function compareVersions(a: Value, b: Value): number | undefined {
  if (a.kind !== 'opaque' || b.kind !== 'opaque' || a.type !== 'semver' || b.type !== 'semver') return undefined
  for (const name of ['major', 'minor', 'patch'] as const) {
    const [left, right] = [BigInt(`${a.parts[name]}`), BigInt(`${b.parts[name]}`)]
    if (left !== right) return left < right ? -1 : 1
  }
  return comparePre(`${a.parts.pre}`, `${b.parts.pre}`)
}

function comparePre(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '')
  const [left, right] = [a.split('.'), b.split('.')]
  const at = left.findIndex((part, index) => part !== right[index])
  const [one, other] = at < 0 ? [undefined, right[left.length]] : [left[at], right[at]]
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined)
  const [number, otherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (number && otherNumber) return BigInt(one) < BigInt(other) ? -1 : 1
  if (number !== otherNumber) return number ? -1 : 1
  return one < other ? -1 : 1
}
