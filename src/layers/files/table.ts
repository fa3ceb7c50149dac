import type { PackageFile } from '../package-file.ts'
import { apk } from './apk.ts'
import { dpkg } from './dpkg.ts'
import { java } from './java.ts'
import { composer, dotnet, gem, npm, npmCopy, python } from './languages.ts'
import { program } from './program.ts'
import { rpmBerkeley, rpmJournal, rpmNdb, rpmSqlite } from './rpm.ts'

/** Every kind of file that says which packages an image has; the first whose place it is reads a file. */
export const packageFiles: readonly PackageFile[] = [
  dpkg,
  apk,
  rpmSqlite,
  rpmJournal,
  rpmBerkeley,
  rpmNdb,
  npm,
  npmCopy,
  python,
  gem,
  composer,
  dotnet,
  java,
  program,
]
