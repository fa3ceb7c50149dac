import { child, textOf } from '../../model/tree.ts'
import { follow, holesIn, remembered, type Values, valuesAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

const NAMED =
  /(?:^|[/.-])azure-?pipelines?(?:[._-][^/]*)?\.ya?ml$|(?:^|\/)\.(?:azure-?pipelines|azuredevops|azdo|pipelines)\/.*\.ya?ml$/i
const HOLE = /\$\{\{\s*([^{}]+?)\s*\}\}|\$\(([\w.]+)\)|\$\[\s*([^[\]]+?)\s*\]/g

/** Azure Pipelines. */
export const azurePipelines: DocumentFormat = {
  name: 'azure-pipelines',
  title: 'Azure Pipelines',
  files: '`azure-pipelines*.yml`, `.azure-pipelines/**`, and YAML with `resources.containers`',
  rows: [
    { where: '`resources.containers[].image`', meaning: 'with `type: ACR` the registry is not known: dynamic' },
    {
      where: '`container`, `services.*`',
      meaning: 'a text or `{image}`; the name of a container resource is none. `pool.vmImage` is a virtual machine',
    },
    {
      where: '`${{ parameters.x }}`, `$(x)`',
      meaning: 'the default of the parameter, the value of the variable; without one dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) =>
    NAMED.test(path) || (/^resources:/m.test(text) && /^[ \t]+containers:/m.test(text) && /^[ \t]*-[ \t]+container:/m.test(text)),
  claims: ({ root }) => root.kind === 'map' && child(root, 'apiVersion') === undefined,
  read: ({ file, root }) => ({ sightings: readPipeline(file, rootOf(root)) }),
}

function readPipeline(file: TextFile, top: Located): readonly Sighting[] {
  const resources = select(top, 'resources', 'containers', '*')
  const aliases = new Set(resources.flatMap((one) => textOf(child(one.node, 'container')) ?? []))
  const declared = resources.flatMap((one) => select(one, 'image'))
  const used = [...everyNode(top)].flatMap((one) => usedAt(one)).filter(({ node }) => !aliases.has(textOf(node) ?? ''))
  const acr = resources.flatMap((one) => acrImage(one).flatMap((at) => imageAt(file, at)))
  const images = [...declared, ...used].flatMap((at) => imageAt(file, at))
  const values = valuesIn(file, top)
  return [
    ...images.flatMap((one) => follow(file, one, holesIn(one.text, HOLE), values)),
    ...acr.map((one) => ({ ...one, dynamic: 'its registry is an Azure subscription resource' })),
  ]
}

function acrImage(resource: Located): readonly Located[] {
  return textOf(child(resource.node, 'type')) === 'ACR' ? select(resource, 'repository') : []
}

/** Where a job or a step names its container. */
function usedAt({ node, path }: Located): readonly Located[] {
  if (path[0] === 'resources' || path[0] === 'parameters') return []
  const at = { node, path }
  const place = path.at(-1) === 'container' || path.at(-2) === 'services'
  if (!place) return []
  return node.kind === 'map' ? select(at, 'image') : [at]
}

function valuesIn(file: TextFile, top: Located): Values {
  return remembered((expression) => {
    const name = expression.replace(/^(?:parameters|variables)\.|^variables\[["']|["']\]$/g, '')
    const named = ['parameters', 'variables']
      .flatMap((key) => select(top, key, '*'))
      .filter(({ path }) => path.at(-1) === `[${name}]`)
    const listed = named.flatMap((one) => [...select(one, 'default'), ...select(one, 'value')])
    return valuesAt(file, [...listed, ...select(top, 'parameters', name), ...select(top, 'variables', name)].slice(0, 1))
  })
}
