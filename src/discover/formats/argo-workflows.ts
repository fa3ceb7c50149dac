import type { PathStep } from '../../model/span.ts'
import { isExplicit } from '../container-texts.ts'
import { follow, holesIn, type Values, valuesAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { type FoundObject, objectsOf } from '../manifest.ts'
import { sightObject } from '../object-images.ts'
import { everyNode } from '../walk.ts'

const HOLE = /\{\{\s*([^{}]+?)\s*\}\}/g

/** Argo Workflows: workflows, their templates and cron workflows. */
export const argoWorkflows: DocumentFormat = {
  name: 'argo-workflows',
  title: 'Argo Workflows',
  files: '`Workflow`, `WorkflowTemplate`, `ClusterWorkflowTemplate`, `CronWorkflow` of `argoproj.io`',
  rows: [
    {
      where: '`container`, `script`, `initContainers`, `sidecars`, `containerSet`, `templateDefaults`',
      meaning: 'their `image`',
    },
    {
      where: '`{{inputs.parameters.x}}`, `{{workflow.parameters.x}}`',
      meaning: 'the value or default that the file gives; without one, and for expressions: dynamic',
    },
    { where: '`resource.manifest`', meaning: 'the manifest in the text' },
    { where: 'parameters called `*image*`', meaning: 'where the value is an image beyond doubt' },
  ],
  reads: 'documents',
  suspects: ({ text }) => text.includes('argoproj.io/') && text.includes('Workflow'),
  claims: ({ root }) => objectsOf(root).length === 1 && objectsOf(root).every(isWorkflow),
  read: ({ file, root }) => {
    const objects = objectsOf(root)
    return { objects, sightings: objects.flatMap((object) => sightWorkflow(file, object)) }
  },
}

function isWorkflow(object: FoundObject): boolean {
  return object.apiVersion.startsWith('argoproj.io/') && /^(?:(?:Cluster)?WorkflowTemplate|(?:Cron)?Workflow)$/.test(object.kind)
}

function sightWorkflow(file: TextFile, object: FoundObject): readonly Sighting[] {
  const at = rootOf(object.tree, ...object.path)
  const images = sightObject(file, object).flatMap((one) =>
    follow(file, one, holesIn(one.text, HOLE), valuesIn(file, at, one.path)),
  )
  const named = [...everyNode(at)]
    .filter(
      ({ path }) =>
        path.at(-3) === 'parameters' &&
        /^\[[\w.-]*image\]$/i.test(String(path.at(-2))) &&
        /^(?:value|default)$/.test(String(path.at(-1))),
    )
    .flatMap(({ node, path }) =>
      node.kind === 'scalar' && isExplicit(node.text) ? [{ span: node.span, text: node.text, path, guess: true }] : [],
    )
  return [...images, ...named]
}

/** The values of parameters at a use: of the template around it, and of the workflow. */
function valuesIn(file: TextFile, root: Located, use: readonly PathStep[]): Values {
  const specs = [...select(root, 'spec'), ...select(root, 'spec', 'workflowSpec'), ...select(root, 'spec', 'workflowMetadata')]
  return (name) => {
    const match = /^(inputs|workflow)\.parameters\.([\w-]+)$/.exec(name)
    if (match === null) return undefined
    const holders = match[1] === 'workflow' ? specs.flatMap((spec) => select(spec, 'arguments')) : inputsAround(specs, use)
    const parameters = holders
      .flatMap((one) => select(one, 'parameters', '*'))
      .filter(({ path }) => path.at(-1) === `[${match[2]}]`)
    return valuesAt(file, parameters.flatMap((one) => [...select(one, 'value'), ...select(one, 'default')]).slice(0, 1))
  }
}

function inputsAround(specs: readonly Located[], use: readonly PathStep[]): readonly Located[] {
  const templates = specs.flatMap((spec) => [...select(spec, 'templates', '*'), ...select(spec, 'templateDefaults')])
  const around = templates.filter(({ path }) => path.every((step, index) => step === use[index]))
  return around.flatMap((template) => select(template, 'inputs'))
}
