import { builtInDefinition, builtInSchema, type MergeSchema } from '../../kubernetes/merge-keys.ts'
import { child, itemsOf, type Node, textOf } from '../../model/tree.ts'
import type { Build } from './build.ts'
import { CLUSTER_SCOPED, NAMESPACED } from './cluster-scoped.ts'
import type { Kustomization } from './kustomization.ts'
import { type Loader, loadText, locate, placeAt } from './loader.ts'
import { asNode, readDocument } from './read.ts'
import { Refusal } from './refusal.ts'

const clusterScoped = new Set(words(CLUSTER_SCOPED))
const namespaced = new Set(words(NAMESPACED))

function words(table: string): readonly string[] {
  return table.trim().split(/\s+/).slice(1)
}

/** Whether kustomize is certain without any schema that a kind has no namespace. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return clusterScoped.has(`${apiVersion}/${kind}`)
}

/** Whether kustomize knows without a schema whether a kind has a namespace. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  return clusterScoped.has(`${apiVersion}/${kind}`) || namespaced.has(`${apiVersion}/${kind}`)
}

/** The schema of Kubernetes' own kinds. */
export const kubernetesSchema: Build['schema'] = builtInSchema

/** Takes the schema that a kustomization names in `openapi`; the topmost one that names one wins. */
export function useSchema(build: Build, loader: Loader, { openapi }: Kustomization): void {
  const path = openapi?.get('path')
  const version = openapi?.get('version')
  const text = path === undefined ? undefined : loadText(build, loader, path)
  if (build.schemaSet) return
  if (path !== undefined && text !== undefined) {
    if (version !== undefined)
      throw new Refusal('other', 'builtin version and custom schema provided, cannot use both', placeAt(path))
    const tree = readDocument({ text, file: locate(build, loader, path), budget: build.budget })
    if (tree !== undefined) takeDefinitions(build, asNode(tree))
    build.schemaSet = true
    return
  }
  if (version === undefined || version.text === '') return
  if (version.text !== 'v1.21.2') throw new Refusal('other', 'the specified OpenAPI version is not built in', placeAt(version))
  build.schemaSet = true
}

function takeDefinitions(build: Build, root: Node): void {
  const definitions = child(root, 'definitions')
  const byKind = new Map<string, Node>()
  for (const { value } of definitions?.kind === 'map' ? definitions.entries : []) {
    for (const one of itemsOf(child(value, 'x-kubernetes-group-version-kind'))) byKind.set(kindKey(one), value)
  }
  const keepsOwn = build.askedSchema
  build.schema = (apiVersion, kind) => {
    const found = byKind.get(`${apiVersion}/${kind}`)
    if (found === undefined) return keepsOwn ? builtInSchema(apiVersion, kind) : undefined
    return schemaOf(found, { definitions, keepsOwn })
  }
  const scopes = scopesOf(child(root, 'paths'))
  build.clusterScoped = (apiVersion, kind) => isClusterScoped(apiVersion, kind) || scopes.get(`${apiVersion}/${kind}`) === false
}

function kindKey(node: Node): string {
  const group = textOf(child(node, 'group')) ?? ''
  return `${group === '' ? '' : `${group}/`}${textOf(child(node, 'version')) ?? ''}/${textOf(child(node, 'kind')) ?? ''}`
}

/** Whether kinds have namespaces, by the paths under which they are read. */
function scopesOf(paths: Node | undefined): ReadonlyMap<string, boolean> {
  const scopes = new Map<string, boolean>()
  for (const { key, value } of paths?.kind === 'map' ? paths.entries : []) {
    const kind = child(child(value, 'get'), 'x-kubernetes-group-version-kind')
    if (kind === undefined) continue
    const id = kindKey(kind)
    scopes.set(id, key.text.includes('namespaces/{namespace}') || scopes.get(id) === true)
  }
  return scopes
}

/** The definitions of a document, and whether Kubernetes' own are there too. */
interface Definitions {
  readonly definitions: Node | undefined
  readonly keepsOwn: boolean
}

function schemaOf(node: Node, all: Definitions, depth = 0): MergeSchema | undefined {
  const ref = textOf(child(node, '$ref'))
  if (ref !== undefined) {
    const name = ref.replace('#/definitions/', '')
    const target = child(all.definitions, name)
    if (target === undefined) return all.keepsOwn ? builtInDefinition(name) : undefined
    return depth > 20 ? undefined : schemaOf(target, all, depth + 1)
  }
  const strategy = textOf(child(node, 'x-kubernetes-patch-strategy'))?.split(',') ?? []
  const listKeys = itemsOf(child(node, 'x-kubernetes-list-map-keys')).map((key) => textOf(key) ?? '')
  const key = textOf(child(node, 'x-kubernetes-patch-merge-key'))
  const keys = listKeys.length > 0 ? listKeys : key === undefined ? [] : [key]
  return {
    ...(strategy.includes('merge') ? { keys } : {}),
    field: (name) => below(child(child(node, 'properties'), name) ?? additional(node), all),
    items: () => (textOf(child(node, 'type')) === 'array' ? below(child(node, 'items'), all) : undefined),
  }
}

function additional(node: Node): Node | undefined {
  const found = child(node, 'additionalProperties')
  return found?.kind === 'map' ? found : undefined
}

function below(node: Node | undefined, all: Definitions): MergeSchema | undefined {
  return node === undefined ? undefined : schemaOf(node, all)
}
