import type { Distribution } from '../model/package.ts'

/** Releases by the names that some lists write instead of their numbers. */
const CODENAMES: Readonly<Record<string, string>> = {
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
  oracular: '24.10',
  plucky: '25.04',
  questing: '25.10',
  resolute: '26.04',
}

/** What a release is called in OSV: one ecosystem or several that are all to be asked, or why there is none. */
export type ReleaseName = { readonly ecosystems: readonly string[] } | { readonly unknown: string }

/** Distributions whose advisories OSV does not have: silence about them would mean nothing. */
const OUTSIDE: Readonly<Record<string, string>> = {
  amzn: 'Amazon Linux',
  ol: 'Oracle Linux',
  oracle: 'Oracle Linux',
  oraclelinux: 'Oracle Linux',
  fedora: 'Fedora',
  centos: 'CentOS',
  arch: 'Arch Linux',
  gentoo: 'Gentoo',
  bottlerocket: 'Bottlerocket',
  sles: 'SUSE Linux Enterprise (by module)',
  suse: 'SUSE Linux Enterprise (by module)',
}

type Named = (version: string) => readonly string[] | undefined

const NAMES: Readonly<Record<string, Named>> = {
  debian: (version) => (/^\d+/.test(version) ? [`Debian:${Number.parseInt(version, 10)}`] : undefined),
  ubuntu: (version) => (/^\d\d\.\d\d/.test(version) ? [`Ubuntu:${ubuntuRelease(version.slice(0, 5))}`] : undefined),
  alpine: (version) => {
    const release = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(version)?.[1]
    return release === undefined ? undefined : [`Alpine:v${release}`]
  },
  wolfi: () => ['Wolfi', 'Chainguard'],
  chainguard: () => ['Chainguard', 'Wolfi'],
  minimos: () => ['MinimOS'],
  echo: () => ['Echo'],
  almalinux: (version) => major(version, (release) => [`AlmaLinux:${release}`]),
  rocky: (version) => major(version, (release) => [`Rocky Linux:${release}`]),
  'rocky-linux': (version) => major(version, (release) => [`Rocky Linux:${release}`]),
  rhel: redHat,
  redhat: redHat,
  'opensuse-leap': (version) => (/^\d+\.\d+$/.test(version) ? [`openSUSE:Leap ${version}`] : undefined),
  azurelinux: (version) => major(version, (release) => [`Azure Linux:${release}`]),
  mariner: (version) => major(version, (release) => [`Azure Linux:${release}`]),
  photon: (version) => (/^\d+\.\d+$/.test(version) ? [`Photon OS:${version}`] : undefined),
  mageia: (version) => major(version, (release) => [`Mageia:${release}`]),
}

/** What OSV calls a release of a distribution. Rolling and unnamed ones have no advisories of their own. */
export function releaseName({ id, version = '' }: Distribution): ReleaseName {
  const key = id.toLowerCase()
  if (Object.hasOwn(OUTSIDE, key)) return { unknown: `${OUTSIDE[key]}, which the source does not know` }
  const named = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
  if (named === undefined) return { unknown: `${key}, which the source does not know` }
  const written = version.toLowerCase()
  const ecosystems = named(Object.hasOwn(CODENAMES, written) ? (CODENAMES[written] ?? '') : written)
  if (ecosystems !== undefined) return { ecosystems }
  return {
    unknown: version === '' ? `${key} of a release that is not named` : `${key} ${version}, which the source does not know`,
  }
}

/** A release from the qualifier `distro` of a package URL: `debian-12`, `bookworm`, `ubuntu-22.04`, `alpine-3.20.1`, `12`. */
export function releaseOf(namespace: string, distro: string): Distribution {
  const match = /^([a-z][a-z-]*?)-v?(\d[\w.]*)$/i.exec(distro)
  if (match !== null) return { id: (match[1] ?? namespace).toLowerCase(), version: match[2] ?? '' }
  return { id: namespace, version: distro }
}

/** Releases of April in even years are supported for long, and are called so. */
function ubuntuRelease(version: string): string {
  return Number.parseInt(version, 10) % 2 === 0 && version.endsWith('.04') ? `${version}:LTS` : version
}

function redHat(version: string): readonly string[] | undefined {
  return major(version, (release) => [
    `Red Hat:enterprise_linux:${release}::baseos`,
    `Red Hat:enterprise_linux:${release}::appstream`,
  ])
}

function major(version: string, named: (release: string) => readonly string[]): readonly string[] | undefined {
  const release = /^\d+/.exec(version)?.[0]
  return release === undefined ? undefined : named(release)
}
