import { child, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { folderOf, resolved } from '../paths.ts'
import type { GitopsObject } from './objects.ts'
import type { GitopsScene } from './scene.ts'

/**
 * The cluster that what a Flux object applies belongs to, by a name that all entries of one root share: the folder of the Kustomization that applies itself and,
 * over any number of steps, this one; or the secret by which another cluster is reached. Undefined where files do not tell, or tell several.
 */
export function fluxRoot(scene: GitopsScene, object: GitopsObject): string | undefined {
  const remote = remoteOf(object)
  if (remote !== undefined) return remote
  const above = object.kind === 'Kustomization' ? object : parentOf(scene, object)
  return above === undefined ? undefined : climb(scene, above, new Set())
}

function climb(scene: GitopsScene, object: GitopsObject, seen: Set<GitopsObject>): string | undefined {
  if (seen.has(object)) return undefined
  seen.add(object)
  const remote = remoteOf(object)
  if (remote !== undefined) return remote
  const path = pathOf(object)
  if (path !== undefined && isBelow(object.file, path)) return `Flux ${path === '' ? '.' : path}`
  const parent = parentOf(scene, object)
  return parent === undefined ? undefined : climb(scene, parent, seen)
}

/** The Kustomization that applies the file of an object: that of the innermost folder around it; of two for one folder none is known. */
function parentOf({ objects }: GitopsScene, object: GitopsObject): GitopsObject | undefined {
  const around = objects.flatMap((one) => {
    const path = one.group === 'kustomize.toolkit.fluxcd.io' && one !== object ? pathOf(one) : undefined
    return path !== undefined && isBelow(object.file, path) ? [{ one, length: path.length }] : []
  })
  const deepest = Math.max(...around.map(({ length }) => length))
  const [only, second] = around.filter(({ length }) => length === deepest)
  return second === undefined ? only?.one : undefined
}

function pathOf({ tree }: GitopsObject): string | undefined {
  return resolved('', (textOf(nodeAt(tree, ['spec', 'path'])) ?? '').replace(/^\/+/, ''))
}

function isBelow(file: string, folder: string): boolean {
  return folder === '' || folderOf(file) === folder || file.startsWith(`${folder}/`)
}

function remoteOf({ tree }: GitopsObject): string | undefined {
  const name = textOf(nodeAt(tree, ['spec', 'kubeConfig', 'secretRef', 'name']))
  return name === undefined ? undefined : `kubeConfig ${name}`
}

/** The cluster that an Application is for; undefined where that is the one in which Argo CD runs, whichever this is. */
export function argoRoot(spec: Node | undefined): string | undefined {
  const destination = child(spec, 'destination')
  const [server, name] = ['server', 'name'].map((key) => textOf(child(destination, key)))
  if (server === 'https://kubernetes.default.svc' || name === 'in-cluster') return undefined
  const cluster = server ?? name
  return cluster === undefined || cluster === '' ? undefined : `cluster ${cluster}`
}
