import type { TextFormat } from '../format.ts'
import { literalsIn } from '../literals.ts'

const IMAGE =
  /^[ \t]*\[[ \t]*build[ \t]*\][^\n]*\n(?:(?![ \t]*\[)[^\n]*\n)*?[ \t]*(?:image|"image")[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')/dgm
const DOTTED = /^[ \t]*build\.image[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')/dgm

/** Apps of Fly.io. */
export const fly: TextFormat = {
  name: 'fly',
  title: 'Fly.io',
  files: '`fly.toml`, `fly.*.toml`',
  rows: [{ where: '`build.image`', meaning: 'what is deployed' }],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path }) => /(?:^|\/)fly(?:[._-][\w.-]+)?\.toml$/i.test(path),
  read: (file) => ({
    sightings: [...literalsIn(file, IMAGE, ['build', 'image']), ...literalsIn(file, DOTTED, ['build', 'image'])],
  }),
}
