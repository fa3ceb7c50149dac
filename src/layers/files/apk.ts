import { MAX_DATABASE_PACKAGES, MAX_PACKAGE_DATABASE } from '../../model/limits.ts'
import { lostDatabase, type PackageFile, paragraphs, textFrom } from '../package-file.ts'

/** The database of apk-tools: blocks of one-letter fields. */
export const apk: PackageFile = {
  path: /^(?:usr\/)?lib\/apk\/db\/installed$/,
  maxBytes: MAX_PACKAGE_DATABASE,
  read(bytes, place) {
    const parts = paragraphs(textFrom(bytes), MAX_DATABASE_PACKAGES)
    if (parts.length > MAX_DATABASE_PACKAGES) return lostDatabase(`${place} has more than ${MAX_DATABASE_PACKAGES} entries`)
    const blocks = parts
      .map((block) => new Map([...block.matchAll(/^([A-Za-z]):(.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()])))
      .filter((fields) => fields.size > 0)
    if (blocks.some((fields) => !fields.has('P'))) return lostDatabase(`${place} has an entry without a package`)
    return {
      packages: blocks.map((fields) => {
        const [version, arch, origin] = ['V', 'A', 'o'].map((key) => fields.get(key) ?? '')
        return {
          type: 'apk',
          name: fields.get('P') ?? '',
          ...(version ? { version } : {}),
          ...(arch ? { arch } : {}),
          ...(origin ? { source: { name: origin } } : {}),
          place,
        }
      }),
    }
  },
}
