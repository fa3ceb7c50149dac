import { quote } from '../gofmt/quote.ts'
import type { Callable } from '../govalue/callable.ts'
import { sourcesOf } from '../govalue/inspect.ts'
import { derivedText, EMPTY, type Text } from '../govalue/text.ts'
import { bool, int, type Struct, type Value } from '../govalue/value.ts'
import { parseConstraints, satisfies } from '../semver/constraint.ts'
import {
  compareVersions,
  nextMajor,
  nextMinor,
  nextPatch,
  type ParsedVersion,
  parseVersion,
  printVersion,
  type Version,
  withMetadata,
  withPreRelease,
} from '../semver/version.ts'
import { argument, panic, textAt } from './arguments.ts'
import { define } from './define.ts'

const POINTER = '*semver.Version'

function parsed(result: ParsedVersion): Version {
  if (!result.ok) throw panic(result.why)
  return result.version
}

/** A version as a value of templates, with the library's methods. */
function versionValue(version: Version, from: Text, type: string = POINTER): Struct {
  const shown = (): Text => derivedText(printVersion(version), [from])
  return {
    kind: 'struct',
    type,
    fields: new Map(),
    methods: methodsOf(version, from),
    print: shown,
    json: shown,
    sources: sourcesOf(from),
    inner: version,
  }
}

/** What copystructure makes of a version: it does not copy what it cannot see. */
export function zeroVersion({ type }: Struct): Struct {
  return versionValue({ major: 0n, minor: 0n, patch: 0n, pre: '', metadata: '', original: '' }, EMPTY, type)
}

function versionOf(value: Value): Version {
  if (value.kind === 'struct' && isVersion(value.inner)) return value.inner
  throw panic('runtime error: invalid memory address or nil pointer dereference')
}

function isVersion(inner: unknown): inner is Version {
  return typeof inner === 'object' && inner !== null && 'metadata' in inner
}

function methodsOf(version: Version, from: Text): ReadonlyMap<string, Callable> {
  const sources = sourcesOf(from)
  const compared = (name: string, test: (order: number) => boolean): Callable =>
    define(`${name}(${POINTER}) bool`, (args) => bool(test(compareVersions(version, versionOf(argument(args, 0))))))
  const changed = (name: string, change: (of: Version) => Version): Callable =>
    define(`${name}() semver.Version`, () => versionValue(change(version), from, 'semver.Version'))
  const callables: readonly Callable[] = [
    ...(['Major', 'Minor', 'Patch'] as const).map((name) =>
      define(`${name}() uint64`, () => int(version[name.toLowerCase() as 'major'], 'uint64', sources)),
    ),
    define('Prerelease() string', () => derivedText(version.pre, [from])),
    define('Metadata() string', () => derivedText(version.metadata, [from])),
    define('Original() string', () => derivedText(version.original, [from])),
    define('String() string', () => derivedText(printVersion(version), [from])),
    define(`Compare(${POINTER}) int`, (args) =>
      int(Math.sign(compareVersions(version, versionOf(argument(args, 0)))), 'int', sources),
    ),
    compared('Equal', (order) => order === 0),
    compared('LessThan', (order) => order < 0),
    compared('LessThanEqual', (order) => order <= 0),
    compared('GreaterThan', (order) => order > 0),
    compared('GreaterThanEqual', (order) => order >= 0),
    changed('IncPatch', nextPatch),
    changed('IncMinor', nextMinor),
    changed('IncMajor', nextMajor),
    define('SetPrerelease(string) semver.Version', (args) =>
      versionValue(parsed(withPreRelease(version, textAt(args, 0).text)), from, 'semver.Version'),
    ),
    define('SetMetadata(string) semver.Version', (args) =>
      versionValue(parsed(withMetadata(version, textAt(args, 0).text)), from, 'semver.Version'),
    ),
  ]
  return new Map(callables.map((callable) => [callable.name, callable]))
}

/** Functions on versions. */
export const VERSIONS: readonly Callable[] = [
  define(`semver(string) ${POINTER}`, (args) => versionValue(parsed(parseVersion(textAt(args, 0).text)), textAt(args, 0))),
  define(
    'semverCompare(string, string) bool',
    (args) => {
      const [constraint, version] = [textAt(args, 0), textAt(args, 1)]
      const constraints = parseConstraints(constraint.text, quote)
      if (!constraints.ok) throw panic(constraints.why)
      return bool(satisfies(parsed(parseVersion(version.text)), constraints.constraints), sourcesOf(version))
    },
    'word',
  ),
]
