import type { Sighting, TextFile, TextFormat } from '../format.ts'
import { literalsIn, withoutComments } from '../literals.ts'

const LITERAL = /(?:^|[{,])[ \t]*image[ \t]*:[ \t]*'((?:[^'\\\n]|\\.)+)'/dgm
const NAME = /(?:^|[{,])[ \t]*image[ \t]*:[ \t]*(\w+)[ \t]*(?=$|[,}\r\n])/dgm
const OTHER = /(?:^|[{,])[ \t]*image[ \t]*:[ \t]*((?!(?:resourceInput|resourceOutput)\b)[\w([][\w.]*[ \t]*[.(?=!&|+[][^\n]*)/dgm
const TYPES = /^(?:string|int|bool|object|array|null|true|false)$/

/** Bicep files: containers of Azure and of Radius. */
export const bicep: TextFormat = {
  name: 'bicep',
  title: 'Bicep',
  files: '`*.bicep`',
  rows: [
    { where: "`image: '…'`", meaning: 'an image; with `${…}` dynamic' },
    { where: '`image: name`', meaning: 'the default of `param name`, the text of `var name`; any other expression is dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path }) => /\.bicep$/i.test(path),
  read: (file) => {
    const code = withoutComments(file)
    const names = literalsIn(code, NAME).filter(({ text }) => !TYPES.test(text))
    const others = literalsIn(code, OTHER).filter(({ text }) => !/^(?:string|int|bool|object|array)\b/.test(text))
    return {
      sightings: [
        ...literalsIn(code, LITERAL),
        ...names.flatMap((one) => declared(code, one)),
        ...others.map((one) => ({ ...one, dynamic: 'it is computed when it is deployed' })),
      ],
    }
  },
}

function declared(code: TextFile, use: Sighting): readonly Sighting[] {
  const pattern = new RegExp(
    `^[ \\t]*(?:param[ \\t]+${use.text}[ \\t]+string|var[ \\t]+${use.text})[ \\t]*=[ \\t]*'((?:[^'\\\\\\n]|\\\\.)*)'`,
    'dgm',
  )
  const [found] = literalsIn(code, pattern)
  if (found === undefined) return [{ ...use, dynamic: `nothing here gives ${use.text} a value` }]
  return [{ ...found, path: use.path, related: [{ file: code.path, span: use.span }] }]
}
