/** The folder of a path, without a slash at its end; empty for a file at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** A relative path seen from a folder, as a path from the root; undefined when it leaves the repository or is absolute. */
export function resolved(folder: string, relative: string): string | undefined {
  if (relative.startsWith('/')) return undefined
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** Every folder that some of the paths lie in, at any depth, or are. */
export function foldersAround(paths: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const path of paths) {
    for (let folder = path; !found.has(folder); folder = folderOf(folder)) found.add(folder)
  }
  return found
}

/** A name below a folder, as a path from the root. */
export function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Whether a folder has a kustomization file. */
export function isKustomizationIn(tree: { readonly has: (path: string) => boolean }, folder: string): boolean {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some((name) => tree.has(pathIn(folder, name)))
}
