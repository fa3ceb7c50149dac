import type { PackageFile } from '../package-file.ts'

/** Databases and lists of packages that are not read: an image that has one has packages that nobody named. */
export const unread: readonly PackageFile[] = [
  ['the database of opkg', /^(?:usr|var)\/lib\/opkg\/status$/],
  ['the database of Portage', /^var\/db\/pkg\/[^/]+\/[^/]+\/CONTENTS$/],
  ['packages of Nix', /^nix\/store\/[^/]{33,}\/bin\/[^/]+$/],
  // It names binary packages alone, and advisories of Ubuntu are about their sources.
  ['the database of chisel', /^var\/lib\/chisel\/manifest\.wall$/],
  ['lists of packages of Bitnami', /^opt\/bitnami\/(?:[^/]+\/)?\.spdx-[^/]+\.spdx$/],
  ['packages in archives of Yarn', /(?:^|\/)\.pnp\.c?js$/],
  ['packages of Windows', /^Hives\/[^/]+$/],
].map(([what, path]) => named(what as string, path as RegExp))

function named(what: string, path: RegExp): PackageFile {
  const gap = { kind: 'unsupported-database', detail: `${what}, not read`, count: 1 } as const
  return { path, maxBytes: 0, read: () => ({ packages: [], gaps: [gap] }) }
}
