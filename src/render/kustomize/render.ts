import { MAX_KUSTOMIZE_NODES, MAX_KUSTOMIZE_STEPS } from '../../model/limits.ts'
import type { RenderedDocument, Rendering } from '../../model/rendering.ts'
import { accumulate, nothing } from './accumulate.ts'
import type { Build, Files, KustomizeOptions, RemoteSource } from './build.ts'
import { finalTree } from './final.ts'
import { findKustomization } from './find.ts'
import { addHashes } from './hash.ts'
import type { Kustomization } from './kustomization.ts'
import { type Loader, realPath } from './loader.ts'
import { setAll } from './metadata.ts'
import { validateObject } from './objects.ts'
import { mendReferences } from './references.ts'
import { Refusal, Undecided } from './refusal.ts'
import { metaMap, NOTES, noteOf, REMOVED_NOTES, setMetaMap } from './resource.ts'
import { appendAll, type Resources } from './resources.ts'
import { isClusterScoped, isKnownKind, kubernetesSchema, useSchema } from './schema.ts'
import { sortAll } from './sort.ts'
import { scalar } from './tree.ts'
import { resolveVariables } from './variables.ts'

/** What a kustomization comes to, which files it read, and which sources outside the tree it names. */
export interface KustomizeRendering {
  readonly rendering: Rendering
  readonly files: readonly string[]
  readonly remotes: readonly RemoteSource[]
}

/** What is rendered: a tree of files, the folder of the kustomization, and how. */
export interface KustomizeRequest {
  readonly files: Files
  readonly path: string
  readonly options?: KustomizeOptions
}

/**
 * Renders the kustomization of a folder as `kustomize build` 5.8.2 does, with where every scalar comes from. What kustomize refuses
 * is `failed` with its class; what the files do not decide is `unknown`. Nothing is fetched: remote sources are refused and named.
 */
export function renderKustomization({ files, path, options = {} }: KustomizeRequest): KustomizeRendering {
  const used = new Set<string>()
  const build = newBuild(watched(files, used), options)
  const rendering = attempt(build, path)
  return { rendering, files: [...used].sort(), remotes: build.remotes }
}

function newBuild(files: Files, options: KustomizeOptions): Build {
  const build: Build = {
    files,
    options,
    budget: { steps: MAX_KUSTOMIZE_STEPS, nodes: MAX_KUSTOMIZE_NODES },
    remotes: [],
    unknowns: [],
    schema: kubernetesSchema,
    schemaSet: false,
    askedSchema: false,
    clusterScoped: (apiVersion, kind) => {
      build.askedSchema ||= !isKnownKind(apiVersion, kind)
      return isClusterScoped(apiVersion, kind)
    },
  }
  return build
}

function watched(files: Files, used: Set<string>): Files {
  return {
    ...files,
    text: (path) => {
      const text = files.text(path)
      if (text !== undefined) used.add(path)
      return text
    },
  }
}

function attempt(build: Build, path: string): Rendering {
  try {
    const documents = documentsOf(build, path)
    return { kind: 'rendered', documents, unknowns: build.unknowns }
  } catch (problem) {
    if (problem instanceof Undecided) return { kind: 'unknown', why: problem.message, ...at(problem) }
    if (problem instanceof Refusal) return { kind: 'failed', failure: problem.failure, why: problem.message, ...at(problem) }
    throw problem
  }
}

function at({ at: place }: Refusal | Undecided) {
  return place === undefined ? {} : { at: place }
}

function documentsOf(build: Build, path: string): readonly RenderedDocument[] {
  const loader: Loader = { root: realPath(build, path.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, '')), referrer: undefined }
  const kustomization = topmost(build, loader)
  useSchema(build, loader, kustomization)
  const origin = kustomization.buildMetadata.length > 0 ? { path: '' } : undefined
  const all = accumulate(build, { kustomization, loader, origin, helmNamespace: undefined, depth: 0 }, nothing())
  const { resources, variables, config } = all
  addHashes(build, resources)
  mendReferences(build, resources, config)
  resolveVariables(build, resources, variables, config)
  dropLocal(build, resources)
  sortAll(build, resources, kustomization.sortOptions)
  finish(build, resources, kustomization)
  return resources.list.flatMap(({ node, file }) =>
    node === undefined ? [] : [{ root: finalTree(node), source: file, always: true }],
  )
}

function topmost(build: Build, loader: Loader): Kustomization {
  const read = findKustomization(build, loader)
  const { top } = build.options
  const used = top === undefined ? read : top(read)
  if (used !== undefined) return used
  const file = loader.root === '' ? 'kustomization.yaml' : `${loader.root}/kustomization.yaml`
  throw new Refusal('no-kustomization', `unable to find a kustomization file in '${loader.root || '.'}'`, {
    file,
    span: { start: 0, end: 0 },
  })
}

/** Objects that are there only for the build are not printed; the others must still have a kind, a name and an id of their own. */
function dropLocal(build: Build, resources: Resources): void {
  const left = resources.list.filter(({ node, file }) => {
    if (node === undefined) return false
    validateObject(node, file)
    const local = noteOf(node, 'config.kubernetes.io/local-config')
    return local === undefined || local === 'false'
  })
  resources.list = []
  appendAll(build, resources, left)
}

function finish(build: Build, resources: Resources, { buildMetadata }: Kustomization): void {
  const says = (option: string) => buildMetadata.find(({ text }) => text === option)
  const managed = says('managedByLabel')
  if (managed !== undefined) {
    const spec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true }
    const value = scalar('kustomize-v5.8.2', managed, 'str')
    setAll(build, resources, new Map([['app.kubernetes.io/managed-by', value]]), [spec])
  }
  const removed = new Set(REMOVED_NOTES)
  if (says('originAnnotations') === undefined) removed.add(NOTES.origin)
  if (says('transformerAnnotations') === undefined) removed.add(NOTES.transformations)
  for (const { node } of resources.list) {
    if (node === undefined) continue
    const kept = [...metaMap(node, 'annotations')].filter(([name]) => !removed.has(name))
    setMetaMap(node, 'annotations', new Map(kept))
  }
}
