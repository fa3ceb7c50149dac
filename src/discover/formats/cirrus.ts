import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { keyedFormat } from '../keyed-format.ts'
import { type Located, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

/** Cirrus CI. */
export const cirrus: DocumentFormat = keyedFormat({
  name: 'cirrus',
  title: 'Cirrus CI',
  files: '`.cirrus.yml`',
  rows: [
    {
      where: '`image` of `container`, `arm_container`, `windows_container`, `pipe` steps and their `matrix`',
      meaning: 'texts and lists of texts; `$NAME` is dynamic; machine images are none',
    },
  ],
  applied: 'elsewhere',
  named: /(?:^|\/)\.cirrus(?:\.[\w.-]+)?\.ya?ml$/i,
  places: [],
  more: imagesOf,
})

function imagesOf(file: TextFile, top: Located): readonly Sighting[] {
  return [...everyNode(top)].flatMap((one) => {
    if (one.path.at(-1) !== 'image') return []
    const holders = one.path.slice(0, -1).filter((step) => typeof step === 'string' && !step.startsWith('[') && step !== 'matrix')
    if (!/container$|^pipe$|^steps$/.test(String(holders.at(-1)))) return []
    return (one.node.kind === 'list' ? select(one, '*') : [one]).flatMap((at) => imageAt(file, at))
  })
}
