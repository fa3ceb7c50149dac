import { groupOf } from '../../kubernetes/pods.ts'
import { itemsOf } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import { follow, holesIn } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { inside, type Located, rootOf } from '../located.ts'
import { type FoundObject, objectsOf } from '../manifest.ts'
import { sightObject } from '../object-images.ts'
import { parametersIn } from '../parameters.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

const HOLE = /\$\((?:(?:inputs\.)?params\.([\w.-]+)|(?:inputs\.)?params\[["']([^"'\]]+)["']\]|(tt\.params\.[\w.-]+)|([^()]*))\)/g

/** Tekton tasks, pipelines, runs and triggers. */
export const tekton: DocumentFormat = {
  name: 'tekton',
  title: 'Tekton',
  files: 'documents of `tekton.dev` and `triggers.tekton.dev`',
  rows: [
    {
      where: '`steps[]`, `sidecars[]`, `stepTemplate`, StepAction `spec`',
      meaning: 'their `image`, also in embedded task specs',
    },
    {
      where: '`$(params.x)`',
      meaning: "reported at the parameter's default; inside a longer text composed where it is used; without a default dynamic",
    },
    { where: 'parameters called `*image*`', meaning: 'defaults and values that are images beyond doubt' },
    { where: '`env` named `*IMAGE*`', meaning: 'its value' },
    { where: '`bundle`, the `bundle` parameter of a resolver', meaning: 'an OCI artifact' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => text.includes('tekton.dev/'),
  claims: ({ root }) =>
    objectsOf(root).length === 1 && objectsOf(root).every((object) => /(?:^|\.)tekton\.dev$/.test(groupOf(object))),
  read: ({ file, root }) => {
    const objects = objectsOf(root)
    return { objects, sightings: objects.flatMap((object) => sightTekton(file, object)) }
  },
}

function sightTekton(file: TextFile, object: FoundObject): readonly Sighting[] {
  const at = rootOf(object.tree, ...object.path)
  const nodes = [...everyNode(at)]
  const parameters = parametersIn(file, nodes, DECLARED)
  const images = [...sightObject(file, object)]
  for (const one of nodes) images.push(...templatedEnv(file, one), ...templatedArgs(file, one))
  const found = images.flatMap((one) => {
    const holes = holesIn(one.text, HOLE)
    return follow(file, one, holes, (name) => parameters(name.replace(/^tt\.params\./, ''), one.path))
  })
  const used = new Set(images.flatMap((one) => holesIn(one.text, HOLE)).map((hole) => hole.name))
  for (const one of nodes) {
    if (!used.has(String(one.path.at(-2)).slice(1, -1))) found.push(...namedParam(file, one))
    found.push(...bundleAt(file, one))
  }
  return found
}

function templatedEnv(file: TextFile, at: Located): readonly Sighting[] {
  if (at.path.at(-3) !== 'env' || at.path.at(-1) !== 'value' || !/IMAGE/.test(String(at.path.at(-2)))) return []
  return imageAt(file, at).filter((one) => /^\$\([^()]+\)$/.test(one.text))
}

/** The values of parameters: defaults of the spec around the use, or what a run gives. */
const DECLARED = [
  { list: ['params'], values: ['default', 'value'] },
  { list: ['inputs', 'params'], values: ['default', 'value'] },
]

/** `--image $(params.x)`: the image that a tool is told to deploy. */
function templatedArgs(file: TextFile, at: Located): readonly Sighting[] {
  if (at.path.at(-1) !== 'args') return []
  const items = itemsOf(at.node)
  return inside(at).flatMap((one, index) => {
    const flag = items[index - 1]
    if (flag?.kind !== 'scalar' || !/^--?(?:[\w.-]+-)?image$/.test(flag.text)) return []
    return imageAt(file, one).filter(({ text }) => /^\$\([^()]+\)$/.test(text))
  })
}

function namedParam(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (
    path.at(-3) !== 'params' ||
    !/^\[[\w.-]*image\]$/i.test(String(path.at(-2))) ||
    !/^(?:default|value)$/.test(String(path.at(-1)))
  )
    return []
  if (node.kind !== 'scalar' || !isExplicit(node.text)) return []
  // Without tag and digest, `IMAGE` or a registry inside the cluster is where a build puts its result.
  const output = /^\[image\]$/i.test(String(path.at(-2))) || !/^[\w-]+\./.test(node.text)
  if (path.at(-1) === 'value' && output && !/[:@][^/]+$/.test(node.text)) return []
  return imageAt(file, at).map((one) => ({ ...one, guess: true }))
}

function bundleAt(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  const resolver = path.at(-3) === 'params' && path.at(-2) === '[bundle]' && path.at(-1) === 'value'
  const reference = path.at(-1) === 'bundle' && /Ref$/.test(String(path.at(-2)))
  if (!(resolver || reference) || node.kind !== 'scalar') return []
  return imageAt(file, at).map((one) => ({ ...one, artifact: true }))
}
