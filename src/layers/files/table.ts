import type { PackageFile } from '../package-file.ts'
import { apk } from './apk.ts'
import { dpkg } from './dpkg.ts'
import { dpkgFiles } from './dpkg-files.ts'
import { java } from './java.ts'
import { composer, dotnet, gem, npm, npmCopy, python } from './languages.ts'
import { conda, cran, dpkgUpdates, pacman } from './others.ts'
import { program } from './program.ts'
import { rpmBerkeley, rpmJournal, rpmNdb, rpmSqlite } from './rpm.ts'
import { unread } from './unread.ts'

/** Every kind of file that says which packages an image has; the first whose place it is reads a file. */
export const packageFiles: readonly PackageFile[] = [
  dpkgFiles,
  dpkg,
  dpkgUpdates,
  apk,
  rpmSqlite,
  rpmJournal,
  rpmBerkeley,
  rpmNdb,
  pacman,
  npm,
  npmCopy,
  python,
  gem,
  composer,
  dotnet,
  conda,
  cran,
  java,
  ...unread,
  program,
]
