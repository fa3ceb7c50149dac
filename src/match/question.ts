import { parsePurl } from '../languages/purl/purl.ts'
import type { PackageQuestion } from '../model/advisory.ts'
import type { Distribution, Package } from '../model/package.ts'
import { releaseName, releaseOf } from './release.ts'

/** What to ask a database about a package: one question or several, any of which may hit; or why there is nothing to ask. */
export type PackageQuestions =
  | { readonly questions: readonly PackageQuestion[] }
  | { readonly unasked: 'no-version' | 'unknown-release' | 'unnamed-package'; readonly detail: string }

/** Package types of languages: the ecosystem, and how its names and versions are spelled there. */
const LANGUAGES: Readonly<Record<string, (found: Package) => readonly [string, string, string?]>> = {
  npm: ({ namespace, name }) => ['npm', joined(namespace, name, '/')],
  pypi: ({ name }) => ['PyPI', name.toLowerCase().replace(/[-_.]+/g, '-')],
  golang: ({ namespace, name, version = '' }) => ['Go', joined(namespace, name, '/'), goVersion(version)],
  maven: ({ namespace, name }) => ['Maven', joined(namespace, name, ':')],
  gem: ({ name }) => ['RubyGems', name],
  cargo: ({ name }) => ['crates.io', name],
  nuget: ({ name }) => ['NuGet', name],
  composer: ({ namespace, name }) => ['Packagist', joined(namespace, name, '/')],
  hex: ({ namespace, name }) => ['Hex', joined(namespace, name, '/')],
  pub: ({ name }) => ['Pub', name],
  swift: ({ namespace, name }) => ['SwiftURL', joined(namespace, name, '/')],
  cran: ({ name }) => ['CRAN', name],
  hackage: ({ name }) => ['Hackage', name],
  julia: ({ name }) => ['Julia', name],
  bitnami: ({ name, version = '' }) => ['Bitnami', name, version.replace(/-\d+$/, '')],
}
const NO_VERSION = /^(?:\s*|noassertion|unknown|none|\(devel\)|v0\.0\.0-unknown)$/i
/** Sources of the kernel: an image may carry their headers, and it is the node's kernel that runs. */
const KERNEL =
  /^linux(?:$|-(?:libc-dev|headers|image|modules|tools|meta|signed|kbuild|source)|-\d)|^kernel(?:$|-headers|-core|-modules)/

/** The questions for a package of an inventory. */
export function questionsFor(found: Package): PackageQuestions {
  const shown = joined(found.namespace, found.name, '/')
  if (found.version === undefined || NO_VERSION.test(found.version))
    return { unasked: 'no-version', detail: `${shown} has no version` }
  if (found.type === 'deb' || found.type === 'rpm' || found.type === 'apk') return systemQuestions(found, found.version)
  const spell = Object.hasOwn(LANGUAGES, found.type) ? LANGUAGES[found.type] : undefined
  if (spell === undefined) return { unasked: 'unnamed-package', detail: `packages of type ${found.type}` }
  if (found.type === 'maven' && (found.namespace ?? '') === '')
    return { unasked: 'unnamed-package', detail: 'archives of Java whose group is not known' }
  const [ecosystem, name, version = found.version] = spell(found)
  return { questions: [{ ecosystem, name, version }] }
}

/** The release that a package belongs to: as the list says, else as its package URL says, else of its namespace without a number. */
export function distributionOf(found: Package): Distribution {
  const namespace = (found.namespace ?? '').toLowerCase()
  if (found.distribution !== undefined) return found.distribution
  const parsed = found.purl === undefined ? undefined : parsePurl(found.purl)
  const distro = parsed?.ok === true ? parsed.purl.qualifiers.distro : undefined
  return distro === undefined ? { id: namespace } : releaseOf(namespace, distro)
}

function systemQuestions(found: Package, version: string): PackageQuestions {
  const source = found.source ?? sourceInPurl(found)
  if (KERNEL.test(found.name) || KERNEL.test(source?.name ?? ''))
    return { unasked: 'unnamed-package', detail: 'packages of the kernel, which is the one of the node' }
  const release = releaseName(distributionOf(found))
  if ('unknown' in release) return { unasked: 'unknown-release', detail: release.unknown }
  const bySource = { name: source?.name ?? found.name, version: source?.version ?? withoutRebuild(found.type, version) }
  const names = release.ecosystems.flatMap((ecosystem) => named(ecosystem, found, { version, bySource }))
  return { questions: [...new Map(names.map((one) => [JSON.stringify(one), one])).values()] }
}

/** Debian, Ubuntu and Alpine speak of source packages, Wolfi and its kin of packages, the families of RPM of either. */
function named(
  ecosystem: string,
  found: Package,
  { version, bySource }: { readonly version: string; readonly bySource: { readonly name: string; readonly version: string } },
): readonly PackageQuestion[] {
  const base = ecosystem.split(':')[0] ?? ''
  if (base === 'Wolfi' || base === 'Chainguard' || base === 'MinimOS') return [{ ecosystem, name: found.name, version }]
  if (found.type !== 'rpm') return [ecosystem, ...proReleases(ecosystem, version)].map((one) => ({ ecosystem: one, ...bySource }))
  return [found.name, bySource.name].map((name) => ({ ecosystem, name, version }))
}

/** Packages of Ubuntu's extended support have advisories of their own. */
function proReleases(ecosystem: string, version: string): readonly string[] {
  return ecosystem.startsWith('Ubuntu:') && version.includes('esm') ? [ecosystem.replace('Ubuntu:', 'Ubuntu:Pro:')] : []
}

/** `upstream=openssl@3.0.11-1`, `upstream=glibc-2.34-1.el9.src.rpm`: the source package by syft's qualifier. */
function sourceInPurl(found: Package): { readonly name: string; readonly version?: string } | undefined {
  const parsed = found.purl === undefined ? undefined : parsePurl(found.purl)
  const upstream = parsed?.ok === true ? parsed.purl.qualifiers.upstream : undefined
  if (upstream === undefined) return undefined
  const rpm = /^(.+)-[^-]+-[^-]+\.src\.rpm$/.exec(upstream)?.[1]
  if (rpm !== undefined) return { name: rpm }
  const [name = '', version] = upstream.split('@')
  return name === '' ? undefined : { name, ...(version === undefined ? {} : { version }) }
}

/** A binary package that was built again has a version of its own; its source has not. */
function withoutRebuild(type: string, version: string): string {
  return type === 'deb' ? version.replace(/\+b\d+$/, '') : version
}

function joined(namespace: string | undefined, name: string, sign: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}${sign}${name}`
}

/** OSV writes no `v`, and releases of Go itself as semantic versions: `go1.23rc2` is `1.23.0-rc.2`. */
function goVersion(version: string): string {
  const own = /^go(\d+\.\d+)(\.\d+)?(?:(rc|beta)(\d+))?/.exec(version)
  if (own === null) return version.replace(/^v(?=\d)/, '')
  const [, release = '', patch = '.0', word, number] = own
  return `${release}${patch}${word === undefined ? '' : `-${word}.${number}`}`
}
