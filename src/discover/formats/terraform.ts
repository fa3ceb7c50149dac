import { hclTextOf } from '../../languages/hcl/hcl-nodes.ts'
import type { ScalarNode } from '../../model/tree.ts'
import { isExplicit, isQualified } from '../container-texts.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { hclFile, hclTree } from '../hcl-module.ts'
import { hclDocuments, looksLikeDocument } from '../hcl-texts.ts'
import { type Located, rootOf, select } from '../located.ts'
import { objectsOf } from '../manifest.ts'
import { sightObject } from '../object-images.ts'
import { imageAt } from '../sight.ts'
import { MODULE_FILE, terraformScope } from '../terraform-module.ts'
import { releaseImages } from '../terraform-release.ts'
import { sightValues } from '../values.ts'
import { everyNode } from '../walk.ts'

/** Where each kind of resource names an image: the last key of a path below it. Other resources have machine images, unless they list containers. */
const RESOURCES: readonly (readonly [RegExp, RegExp])[] = [
  [/^docker_(?:image|registry_image)$/, /^name$/],
  [/^docker_(?:container|service)$|^podman_container$/, /^image$/],
  [/^kubernetes_/, /^image$/],
  [/^aws_ecs_task_definition$|^aws_batch_job_definition$|^aws_lightsail_container_service_deployment_version$/, /^image$/],
  [/^aws_lambda_function$/, /^image_uri$/],
  [/^aws_apprunner_service$/, /^image_identifier$/],
  [/^aws_sagemaker_model$/, /^image$/],
  [/^google_cloud_run/, /^image$/],
  [/^google_cloudbuild_trigger$/, /^name$/],
  [/^azurerm_container_(?:group|app|app_job)$/, /^image$/],
  [/^azurerm_linux_(?:web|function)_app/, /^docker_image_name$/],
  [/^(?:kind|minikube|k3d)_cluster$/, /^(?:node_image|base_image|image)$/],
  [/^fly_machine$|^nomad_job$/, /^image$/],
]
/** What holds a list of containers, whatever the resource is called. */
const CONTAINERS = /^(?:(?:init_?|ephemeral_?|sidecar_?)?containers?|container_?definitions?|container_spec|sidecars?)$/i
/** Attributes that are a manifest, or container definitions: one that no file decides leaves its images open. */
const WHOLE = /^(?:yaml_body|manifest|manifests|container_definitions|container_properties|jobspec)$/
/** Without one of these words in it no expression of a file is worth evaluating. */
const MAY_NAME = /image|img|contain|docker|helm|manifest|yaml_|yamlencode|sha256|repositor|jobspec|podman|cloudbuild/i
const NAMED = /(?:^|_)(?:image|img)(?:_(?:uri|url|name|ref|reference|identifier))?$|[a-z]Image(?:Uri|Url|Name)?$/

/** Terraform and OpenTofu. */
export const terraform: TextFormat = {
  name: 'terraform',
  title: 'Terraform, OpenTofu',
  files: '`*.tf`, `*.tofu`, `*.tf.json`, `*.tofu.json`; `terraform.tfvars` and `*.auto.tfvars` give values',
  rows: [
    {
      where:
        '`docker_*`, `kubernetes_*`, `aws_ecs_task_definition`, `aws_lambda_function`, `google_cloud_run_*`, `azurerm_container_*` and similar',
      meaning:
        'their image attributes, in `jsonencode(…)` and in JSON and YAML texts too; machine images of other resources are none',
    },
    { where: '`containers`, `container_definitions` and similar below any resource or module', meaning: 'their `image`' },
    {
      where: '`yaml_body`, `manifest`, other texts of YAML or JSON',
      meaning: 'as the manifest that they are, after the template is evaluated',
    },
    {
      where: '`helm_release`',
      meaning: '`values`, `set` (as Helm values; a tag without a repository is dynamic), charts of `oci://` as artifacts',
    },
    {
      where: 'expressions',
      meaning:
        'evaluated: `var.x` (`terraform.tfvars`, `*.auto.tfvars`, what callers in this repository pass, the default), `local.x`, `for_each`, `dynamic`, functions; where a condition is open each side counts, what no file decides is dynamic',
    },
    {
      where:
        '`variable "*image*"`, locals and module arguments called `*image`, at any depth, and `{repository, tag}` mappings in them',
      meaning: 'where the value is an image beyond doubt',
    },
  ],
  applied: 'cluster',
  parts: /\.tfvars(?:\.json)?$/i,
  reads: 'text',
  claims: ({ path }) => MODULE_FILE.test(path),
  read: readTerraform,
}

function readTerraform(file: TextFile, side: Side): Reading {
  const parsed = hclFile(file)
  const problems = parsed.problem === undefined ? [] : [parsed.problem]
  if (!MAY_NAME.test(file.text)) return { sightings: [], problems }
  const full = terraformTree(file, side, 'with callers')
  // What callers pass can be too much to evaluate; without it, what they decide is open, and nothing else is lost.
  const { at, spent: over } = full.spent ? terraformTree(file, side, 'alone') : full
  const resources = [...select(at, 'resource', '*', '*'), ...select(at, 'data', '*', '*'), ...select(at, 'ephemeral', '*', '*')]
  const loose = [...select(at, 'variable', '*', 'default'), ...select(at, 'locals', '*'), ...select(at, 'module', '*', '*')]
  const spent = over ? [{ why: 'its expressions take too many steps to evaluate', span: { start: 0, end: 0 } }] : []
  return {
    sightings: [...resources.flatMap((one) => sightResource(file, one)), ...loose.flatMap((one) => sightLoose(file, one))],
    problems: [...problems, ...spent],
  }
}

function terraformTree(
  file: TextFile,
  side: Side,
  manner: 'with callers' | 'alone',
): { readonly at: Located; readonly spent: boolean } {
  const scope = terraformScope(file, side, manner)
  return { at: rootOf(hclTree(hclFile(file), scope)), spent: scope.budget.spent }
}

function sightResource(file: TextFile, resource: Located): readonly Sighting[] {
  const type = String(resource.path[1])
  if (type === 'helm_release') return releaseImages(file, resource)
  const rule = RESOURCES.find(([kind]) => kind.test(type))?.[1]
  return [...everyNode(resource)].flatMap((at) => sightNode(file, at, rule))
}

function sightNode(file: TextFile, at: Located, rule: RegExp | undefined): readonly Sighting[] {
  const { node, path } = at
  const key = String(path.at(-1))
  if (node.kind !== 'scalar' || path.at(-2) === 'rbd') return []
  if (path.length > 3 && rule?.test(key)) return attributeImage(file, at, node)
  if (key === 'image' && isContainer(path)) return attributeImage(file, at, node)
  if (WHOLE.test(key) && node.unknown !== undefined && hclTextOf(node) === undefined) return imageAt(file, at)
  if (looksLikeDocument(node)) return textImages(file, at, node)
  return NAMED.test(key) && node.unknown === undefined && isQualified(node.text) ? guesses(imageAt(file, at)) : []
}

function isContainer(path: Located['path']): boolean {
  return (
    path.slice(-3, -1).some((step) => typeof step === 'string' && CONTAINERS.test(step)) && path[1] !== 'google_compute_instance'
  )
}

function attributeImage(file: TextFile, at: Located, node: ScalarNode): readonly Sighting[] {
  // A reference to an image resource: the image is reported there.
  if (node.unknown !== undefined && /^\$\{(?:data\.)?docker_(?:registry_)?image\./.test(node.text)) return []
  return imageAt(file, at)
}

function guesses(sightings: readonly Sighting[]): readonly Sighting[] {
  return sightings.map((one) => ({ ...one, guess: true }))
}

/** Manifests, container definitions and values that stand in a text. */
function textImages(file: TextFile, at: Located, node: ScalarNode): readonly Sighting[] {
  const { documents, scanned } = hclDocuments(file, node)
  const found = documents.flatMap((root): readonly Sighting[] => {
    const objects = objectsOf(root)
    if (objects.length > 0) return objects.flatMap((object) => sightObject(file, object))
    return [...everyNode(rootOf(root))].filter((one) => one.path.at(-1) === 'image').flatMap((one) => imageAt(file, one))
  })
  return [...found, ...scanned].map((one) => ({ ...one, path: [...at.path, ...one.path] }))
}

/** Images that variables, locals and arguments of modules name: by their keys, at any depth, where they are images beyond doubt. */
function sightLoose(file: TextFile, top: Located): readonly Sighting[] {
  const own = top.path[0] === 'variable' ? { node: top.node, path: top.path.slice(0, 2) } : top
  const named = [...everyNode(own)].flatMap((at) => looseImage(file, at))
  const maps = guesses(sightValues(file, own).filter((one) => one.dynamic === undefined && isExplicit(one.text)))
  return [...named, ...maps].map((one) => ({ ...one, path: [...top.path, ...one.path.slice(own.path.length)] }))
}

function looseImage(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  const key = String(path.at(-1))
  if (node.kind !== 'scalar') return []
  if (looksLikeDocument(node)) return textImages(file, at, node)
  if (key === 'image' && isContainer(path)) return attributeImage(file, at, node)
  if (!NAMED.test(key) && !/@sha256:[0-9a-f]{64}$/.test(node.text)) return []
  if (node.unknown !== undefined)
    return hclTextOf(node) !== undefined && /[:/]/.test(node.text.replace(/\$\{[^}]*\}/g, '')) ? imageAt(file, at) : []
  return !node.plain && isExplicit(node.text) ? guesses(imageAt(file, at)) : []
}
