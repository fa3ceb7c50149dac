import { apkOrder } from '../languages/versions/apk.ts'
import { composerOrder } from '../languages/versions/composer.ts'
import { debOrder } from '../languages/versions/deb.ts'
import { dottedOrder } from '../languages/versions/dotted.ts'
import { gemOrder } from '../languages/versions/gem.ts'
import { mavenOrder } from '../languages/versions/maven.ts'
import type { VersionOrder } from '../languages/versions/order.ts'
import { pep440Order } from '../languages/versions/pep440.ts'
import { rpmOrder } from '../languages/versions/rpm.ts'
import { goOrder, nugetOrder, shortSemverOrder } from '../languages/versions/semver.ts'

const ORDERS: Readonly<Record<string, VersionOrder>> = {
  Alpaquita: apkOrder,
  AlmaLinux: rpmOrder,
  Alpine: apkOrder,
  'Azure Linux': rpmOrder,
  Bioconductor: dottedOrder,
  Bitnami: shortSemverOrder,
  Chainguard: apkOrder,
  CRAN: dottedOrder,
  'crates.io': shortSemverOrder,
  Debian: debOrder,
  Echo: debOrder,
  Go: goOrder,
  Hackage: dottedOrder,
  Hex: shortSemverOrder,
  Julia: shortSemverOrder,
  Mageia: rpmOrder,
  Maven: mavenOrder,
  MinimOS: apkOrder,
  npm: shortSemverOrder,
  NuGet: nugetOrder,
  openEuler: rpmOrder,
  openSUSE: rpmOrder,
  Packagist: composerOrder,
  'Photon OS': rpmOrder,
  Pub: shortSemverOrder,
  PyPI: pep440Order,
  'Red Hat': rpmOrder,
  'Rocky Linux': rpmOrder,
  RubyGems: gemOrder,
  SUSE: rpmOrder,
  SwiftURL: shortSemverOrder,
  Ubuntu: debOrder,
  Wolfi: apkOrder,
}

/** The order of versions in an ecosystem of OSV, whatever its release; undefined where there is none that we know. */
export function orderIn(ecosystem: string): VersionOrder | undefined {
  const base = ecosystem.split(':')[0] ?? ''
  return Object.hasOwn(ORDERS, base) ? ORDERS[base] : undefined
}
