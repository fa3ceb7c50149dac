import { isExplicit } from '../container-texts.ts'
import { follow, holesIn } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf } from '../located.ts'
import { type FoundObject, objectsOf } from '../manifest.ts'
import { sightObject } from '../object-images.ts'
import { parametersIn } from '../parameters.ts'
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
      meaning: 'the argument of a workflow; inputs of templates, which others may give another value, and expressions: dynamic',
    },
    { where: '`resource.manifest`', meaning: 'the manifest in the text' },
    { where: 'parameters called `*image*`', meaning: 'where the value is an image beyond doubt' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
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
  const inputs = parametersIn(file, everyNode(at), [{ list: ['inputs', 'parameters'], values: ['value', 'default'] }])
  const workflow = parametersIn(file, everyNode(at), [{ list: ['arguments', 'parameters'], values: ['value'] }])
  const images = sightObject(file, object).flatMap((one) => {
    const holes = holesIn(one.text, HOLE)
    const known = follow(file, one, holes, (name) => {
      const [scope, parameter = ''] = name.split('.parameters.')
      if (scope === 'inputs') return inputs(parameter, one.path)
      return scope === 'workflow' ? workflow(parameter, one.path) : undefined
    })
    const fixed = /^(?:Cron)?Workflow$/.test(object.kind) && !holes.some((hole) => hole.name.startsWith('inputs.'))
    return fixed ? known : known.map((value) => overridable(file, one, value))
  })
  const named: Sighting[] = []
  for (const one of everyNode(at)) named.push(...namedParameter(one))
  return [...images, ...named]
}

/** Whoever uses a template may give its parameters other values: the default is only part of where it stands, so that a change of it shows. */
function overridable(file: TextFile, use: Sighting, value: Sighting): Sighting {
  if (value.text === use.text) return value
  const why = `whoever uses the template may give it another value than ${value.text}`
  const related = value.span === use.span ? (value.related ?? []) : [{ file: file.path, span: value.span }]
  return { ...use, dynamic: why, path: [...use.path, `default ${value.text}`], related }
}

function namedParameter({ node, path }: Located): readonly Sighting[] {
  const [list, name, key] = path.slice(-3).map(String)
  if (list !== 'parameters' || !/^\[[\w.-]*image\]$/i.test(name ?? '') || !/^(?:value|default)$/.test(key ?? '')) return []
  return node.kind === 'scalar' && isExplicit(node.text) ? [{ span: node.span, text: node.text, path, guess: true }] : []
}
