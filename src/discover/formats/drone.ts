import { child, type Node, textOf } from '../../model/tree.ts'
import { follow, holesIn, remembered, valuesAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

const NAMED =
  /(?:^|\/)\.?(?:drone|woodpecker|vela|crow)(?:[._-][^/]*)?\.ya?ml$|(?:^|\/)\.(?:drone|woodpecker|vela|crow)\/.*\.ya?ml$/i
const SECTIONS = ['steps', 'services', 'pipeline', 'clone']

/** Drone, Woodpecker, Vela and Crow pipelines. */
export const drone: DocumentFormat = {
  name: 'drone',
  title: 'Drone, Woodpecker, Vela, Crow',
  files:
    '`.drone.yml`, `.woodpecker.yml`, `.woodpecker/**`, `.vela.yml`, `.crow/**`, documents of `kind: pipeline`, and YAML whose `steps` have an `image` and `commands`',
  rows: [
    {
      where: '`steps`, `services`, `clone`, `pipeline`',
      meaning: 'the `image` of each entry, of lists and mappings, stages too',
    },
    { where: '`secrets[].origin.image`', meaning: 'plugins of Vela that fetch secrets' },
    { where: '`${NAME}`', meaning: 'each value of the `matrix`; without one dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) =>
    NAMED.test(path) ||
    /^kind:[ \t]*["']?pipeline/m.test(text) ||
    (text.includes('image:') && /^(?:steps|pipeline):/m.test(text)),
  claims: ({ file, root }) =>
    root.kind === 'map' && (NAMED.test(file.path) || textOf(child(root, 'kind')) === 'pipeline' || hasSteps(root)),
  read: ({ file, root }) => ({ sightings: readPipeline(file, rootOf(root)) }),
}

/** Steps that name an image and what to do in it. */
function hasSteps(root: Node): boolean {
  if (['apiVersion', 'jobs', 'runs', 'stages'].some((key) => child(root, key) !== undefined)) return false
  const steps = ['steps', 'pipeline'].flatMap((section) => select(rootOf(root), section, '*'))
  return steps.some(
    ({ node }) =>
      child(node, 'image') !== undefined && ['commands', 'settings', 'environment'].some((key) => child(node, key) !== undefined),
  )
}

function readPipeline(file: TextFile, top: Located): readonly Sighting[] {
  const values = remembered((name) => matrixValues(file, top, name))
  const stages = [top, ...select(top, 'stages', '*')]
  const entries = stages.flatMap((stage) => SECTIONS.flatMap((section) => select(stage, section, '*')))
  return entries
    .flatMap((entry) => select(entry, 'image'))
    .concat(select(top, 'secrets', '*', 'origin', 'image'))
    .flatMap((at) => imageAt(file, at))
    .flatMap((one) => follow(file, one, holesIn(one.text, /\$\{?([A-Z_][A-Z0-9_]*)\}?/g), values))
}

function matrixValues(file: TextFile, top: Located, name: string) {
  const listed = select(top, 'matrix', name, '*')
  const included = [...select(top, 'matrix', 'include', '*', name), ...select(top, 'matrix', '*', name)]
  return valuesAt(file, [...listed, ...included])
}
