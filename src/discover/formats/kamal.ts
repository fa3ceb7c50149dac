import { textOf } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'
import { type Located, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Kamal deployments. */
export const kamal: DocumentFormat = keyedFormat({
  name: 'kamal',
  title: 'Kamal',
  files: '`config/deploy.yml`, `config/deploy.<destination>.yml`',
  rows: [
    {
      where: '`accessories.*.image`',
      meaning: 'behind `registry.server` of the accessory where it has one; the `image` of the app itself is an output',
    },
    { where: '`builder.pack.builder`', meaning: 'the builder of the buildpacks' },
    { where: '`<%= … %>`', meaning: 'dynamic: a program fills it in' },
  ],
  applied: 'elsewhere',
  named: /(?:^|\/)config\/deploy(?:\.[\w.-]+)?\.ya?ml$/i,
  has: hasAny('service', 'accessories', 'builder'),
  places: ['builder.pack.builder'],
  more: (file, top) => select(top, 'accessories', '*').flatMap((one) => accessoryImage(file, one)),
})

/** Kamal 2 joins the server of an accessory's own registry and its image. */
function accessoryImage(file: TextFile, accessory: Located): readonly Sighting[] {
  const server = select(accessory, 'registry', 'server')[0]?.node
  const host = textOf(server)
  return select(accessory, 'image')
    .flatMap((at) => imageAt(file, at))
    .map((one) => {
      if (server === undefined || !host) return one
      return { ...one, text: `${host}/${one.text}`, related: [{ file: file.path, span: server.span }] }
    })
}
