import { child, textOf } from '../../model/tree.ts'
import { follow, holesIn, valuesAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

/** Templates of Azure Resource Manager. */
export const arm: DocumentFormat = {
  name: 'arm',
  title: 'Azure Resource Manager templates',
  files: 'JSON whose `$schema` is a `deploymentTemplate.json`',
  rows: [
    { where: '`image` of `containers[]`, `initContainers[]` and their `properties`', meaning: 'an image' },
    {
      where: "`[parameters('x')]`, `[variables('x')]`",
      meaning: 'the default of the parameter or the variable; other expressions are dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) => /\.jsonc?$/i.test(path) && /deploymentTemplate\.json/i.test(text),
  claims: ({ root }) => /deploymentTemplate\.json/i.test(textOf(child(root, '$schema')) ?? ''),
  read: ({ file, root }) => ({ sightings: imagesOf(file, rootOf(root)) }),
}

function imagesOf(file: TextFile, top: Located): readonly Sighting[] {
  return [...everyNode(top)]
    .filter(({ path }) => path.at(-1) === 'image' && path.some((step) => /^(?:init)?containers$/i.test(String(step))))
    .flatMap((at) => imageAt(file, at))
    .flatMap((one) => filled(file, top, one))
}

function filled(file: TextFile, top: Located, one: Sighting): readonly Sighting[] {
  if (!one.text.startsWith('[') || one.text.startsWith('[[')) return [one]
  const holes = holesIn(one.text, /^\[\s*((?:parameters|variables)\('[^']+'\))\s*\]$/g)
  const open = { ...one, dynamic: 'Azure computes it when it deploys' }
  if (holes.length === 0) return [open]
  return follow(file, one, holes, (name) => {
    const [, kind, key = ''] = /^(\w+)\('([^']+)'\)$/.exec(name) ?? []
    const found = kind === 'parameters' ? select(top, 'parameters', key, 'defaultValue') : select(top, 'variables', key)
    return valuesAt(file, found)
  }).map((found) => (found.text.startsWith('[') && found.dynamic === undefined ? { ...found, dynamic: open.dynamic } : found))
}
