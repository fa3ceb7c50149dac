import { parseHcl } from '../../languages/hcl/hcl.ts'
import type { Node } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import { embedded } from '../embed.ts'
import type { Values } from '../follow.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { type HclFile, hclImage, hclRoot, moduleValues } from '../hcl-values.ts'
import { type Located, rootOf, select } from '../located.ts'
import { everyNode } from '../walk.ts'

/** Where each kind of resource names an image: the last keys of a path below it. Resources that are not here have machine images. */
const RESOURCES: readonly (readonly [RegExp, RegExp])[] = [
  [/^docker_(?:image|registry_image)$/, /^name$/],
  [/^docker_(?:container|service)$/, /^image$/],
  [/^kubernetes_/, /^image$/],
  [/^aws_ecs_task_definition$|^aws_batch_job_definition$/, /^image$/],
  [/^aws_lambda_function$/, /^image_uri$/],
  [/^aws_apprunner_service$/, /^image_identifier$/],
  [/^aws_sagemaker_model$/, /^image$/],
  [/^google_cloud_run/, /^image$/],
  [/^azurerm_container_(?:group|app|app_job)$/, /^image$/],
  [/^azurerm_linux_(?:web|function)_app/, /^docker_image_name$/],
]

/** Terraform and OpenTofu. */
export const terraform: TextFormat = {
  name: 'terraform',
  title: 'Terraform, OpenTofu',
  files: '`*.tf`, `*.tofu`',
  rows: [
    {
      where:
        '`docker_*`, `kubernetes_*`, `aws_ecs_task_definition`, `aws_lambda_function`, `google_cloud_run_*`, `azurerm_container_*` and similar',
      meaning: 'their image attributes, in `jsonencode(…)` and JSON texts too; machine images of other resources are none',
    },
    { where: '`var.x`, `local.x`, `"${var.x}:…"`', meaning: 'defaults and constants of the module; other expressions: dynamic' },
    {
      where: '`variable "*image*"`, locals and module arguments called `*image`',
      meaning: 'where the value is an image beyond doubt',
    },
  ],
  applied: 'cluster',
  parts: /\.tfvars$/i,
  reads: 'text',
  claims: ({ path }) => /\.(?:tf|tofu)$/i.test(path),
  read: readTerraform,
}

function readTerraform(file: TextFile, side: Side): Reading {
  const { root, problem } = parseHcl(file.text)
  const at = rootOf(root)
  const values = moduleValues([{ file, root: at }, ...moduleFiles(file, side)])
  const resources = [...select(at, 'resource', '*'), ...select(at, 'data', '*')].flatMap((type) =>
    sightResources(file, type, values),
  )
  const named = [...select(at, 'variable', '*', 'default'), ...select(at, 'locals', '*'), ...select(at, 'module', '*', '*')]
  return {
    sightings: [...resources, ...named.flatMap((one) => namedImage(one))],
    problems: problem === undefined ? [] : [problem],
  }
}

/** The other files of the module: those of the same folder. Only files that give variables or locals a value are parsed. */
function moduleFiles(file: TextFile, side: Side): readonly HclFile[] {
  if (!/\b(?:var|local)\./.test(file.text)) return []
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  return side
    .folder(directory)
    .filter((path) => path !== file.path && /\.(?:tf|tofu)$/i.test(path))
    .flatMap((path) => side.file(path) ?? [])
    .filter((other) => /^(?:variable|locals)\b/m.test(other.text))
    .map((other) => ({ file: other, root: hclRoot(other) }))
}

function sightResources(file: TextFile, type: Located, values: Values): readonly Sighting[] {
  const rule = RESOURCES.find(([kind]) => kind.test(String(type.path[1])))
  if (rule === undefined) return []
  const found = [...everyNode(type)].flatMap((at) => {
    if (rule[1].test(String(at.path.at(-1))) && at.path.length > 3) return sightAttribute(file, at, values)
    return jsonText(file, at)
  })
  return found
}

function sightAttribute(file: TextFile, at: Located, values: Values): readonly Sighting[] {
  if (at.node.kind !== 'scalar' || at.path.at(-2) === 'rbd') return []
  // A reference to an image resource: the image is reported there.
  if (at.node.plain && /^(?:data\.)?docker_(?:registry_)?image\./.test(at.node.text)) return []
  return hclImage(file, at, values)
}

/** Container definitions that are written as JSON in a heredoc. */
function jsonText(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.plain || !/^\s*[[{]/.test(node.text) || !/"image"\s*:/i.test(node.text)) return []
  const inner = embedded(file, node, path)
  const images = inner.documents.flatMap((root) => [...everyNode(rootOf(root))]).filter((one) => one.path.at(-1) === 'image')
  return [...images.flatMap((one) => imageText(one.node, one.path)).map(inner.place), ...inner.scanned]
}

function imageText(node: Node, path: Located['path']): readonly Sighting[] {
  return node.kind === 'scalar' && node.text !== '' ? [{ span: node.span, text: node.text, path }] : []
}

function namedImage(at: Located): readonly Sighting[] {
  const { node, path } = at
  const key = path[0] === 'variable' ? path[1] : path.at(-1)
  if (node.kind !== 'scalar' || node.plain || !/image(?:_uri)?$/i.test(String(key)) || !isExplicit(node.text)) return []
  return [{ span: node.span, text: node.text, path, guess: true }]
}
