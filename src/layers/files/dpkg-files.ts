import { MAX_LAYER_FILE, MAX_LAYER_NAME } from '../../model/limits.ts'
import { type OwnedFile, type PackageFile, textFrom } from '../package-file.ts'

/** Files by which packages of languages are found and that packages of Debian bring as well. */
const OF_LANGUAGES = /\.dist-info\/METADATA$|\.egg-info(?:\/PKG-INFO)?$|\.gemspec$|\/package\.json$|\.jar$/

/** Which files a package of Debian brought: lists of dpkg, and what distroless images have instead. */
export const dpkgFiles: PackageFile = {
  path: /^var\/lib\/dpkg\/(?:info\/[^/]+\.list|status\.d\/[^/]+\.md5sums)$/,
  maxBytes: MAX_LAYER_FILE,
  read(bytes, place) {
    const owner = place
      .slice(place.lastIndexOf('/') + 1)
      .replace(/\.(?:list|md5sums)$/, '')
      .replace(/:[a-z0-9-]+$/, '')
    const owns = textFrom(bytes)
      .split('\n')
      .map((line): OwnedFile => ({ place: line.replace(/^[0-9a-f]{32} {2}/, '').replace(/^\//, ''), owner }))
      .filter((one) => one.place.length <= MAX_LAYER_NAME && OF_LANGUAGES.test(one.place))
    return { packages: [], owns }
  },
}
