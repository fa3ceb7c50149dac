import type { Place } from '../../model/span.ts'
import type { Build } from './build.ts'
import { Refusal } from './refusal.ts'
import type { Scalar } from './tree.ts'

/** A kustomization's folder, and who led there. */
export interface Loader {
  readonly root: string
  readonly referrer: Loader | undefined
}

/** The text of a file that a kustomization names; remote ones and those outside its folder are refused. */
export function loadText(build: Build, loader: Loader, name: Scalar): string {
  const path = locate(build, loader, name)
  const text = build.files.text(path)
  if (text !== undefined) return text
  throw new Refusal('missing-file', `file '${path}' is not there`, placeAt(name))
}

/** The bytes of a file that a kustomization names. */
export function loadBytes(build: Build, loader: Loader, name: Scalar): Uint8Array {
  const text = loadText(build, loader, name)
  return build.files.bytes?.(locate(build, loader, name)) ?? Buffer.from(text, 'utf8')
}

/** The path of a file that a kustomization names. */
export function locate(build: Build, loader: Loader, name: Scalar): string {
  if (/^https?:\/\//i.test(name.text)) throw remote(build, name)
  const joined = joinPath(loader.root, name.text)
  const path = joined === undefined ? undefined : realPath(build, joined)
  const restricted = build.options.loadRestriction !== 'none'
  if (path === undefined || (restricted && !isBelow(path, loader.root))) {
    if (path !== undefined && build.files.text(path) === undefined && !build.files.folder(path)) {
      throw new Refusal('missing-file', `file '${path}' is not there`, placeAt(name))
    }
    const why = `security; file '${name.text}' is not in or below '${loader.root || '.'}'`
    throw new Refusal('load-restriction', why, placeAt(name))
  }
  return path
}

/** Where a path leads once links are followed. */
export function realPath(build: Build, path: string): string {
  return build.files.real?.(path) ?? path
}

/** The loader of a folder that a kustomization names. */
export function enter(build: Build, loader: Loader, name: Scalar): Loader {
  if (name.text === '') throw new Refusal('other', 'new root cannot be empty', placeAt(name))
  if (isRepository(name.text)) throw remote(build, name)
  if (name.text.startsWith('/')) throw new Refusal('other', `new root '${name.text}' cannot be absolute`, placeAt(name))
  if (name.text.split('/').some((part) => part.includes('..') && part !== '..')) {
    throw new Refusal('other', `path "${name.text}" is ambiguous`, placeAt(name))
  }
  const joined = joinPath(loader.root, name.text)
  const root = joined === undefined ? undefined : realPath(build, joined)
  if (root === undefined || !build.files.folder(root)) {
    throw new Refusal('missing-file', `'${name.text}' is neither a file nor a folder`, placeAt(name))
  }
  for (let one: Loader | undefined = loader; one !== undefined; one = one.referrer) {
    if (!isBelow(one.root, root)) continue
    const why = `cycle detected: candidate root '${root || '.'}' contains visited root '${one.root || '.'}'`
    throw new Refusal('cycle', why, placeAt(name))
  }
  return { root, referrer: loader }
}

/** Notes a source that is not in the tree; the refusal that follows from it. */
export function remote(build: Build, name: Scalar): Refusal {
  const ref = /[?&](?:ref|version)=([^&]+)/.exec(name.text)?.[1]
  const place = placeAt(name)
  build.remotes.push({ url: name.text, ...(ref === undefined ? {} : { ref }), place })
  return new Refusal('remote', `${name.text} is not in this repository`, place)
}

/** Whether a text names a repository, as kustomize takes it: by scheme, by user and host, or at github.com. */
export function isRepository(text: string): boolean {
  if (text.startsWith('/')) return false
  const [path = ''] = text.replace(/^git::/i, '').split('?')
  const scheme = /^(?:ssh|https?|file):\/\//i.exec(path)?.[0] ?? ''
  const rest = path.slice(scheme.length)
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? ''
  const host = rest.slice(user.length)
  if (scheme === '' && user === '' && !/^github\.com[/:]/i.test(host)) return false
  if (scheme.toLowerCase() === 'file://') return host !== ''
  const colon = scheme === '' ? host.indexOf(':') : -1
  const slash = host.indexOf('/')
  const cut = colon > 0 && (slash < 0 || colon < slash) ? colon : slash
  if (cut <= 0) return false
  return hasRepositoryPath(host.slice(cut + 1))
}

function hasRepositoryPath(path: string): boolean {
  const marked = /^(.*?_git\/[^/]*)|^(.*?)\/\/|^(.*?\.git)/.exec(path)
  const found = marked === null ? path.split('/').slice(0, 2) : [marked[1] ?? marked[2] ?? marked[3] ?? '']
  if (marked === null && path.split('/').length < 2) return false
  return found.join('/') !== ''
}

/** Where a text stands. */
export function placeAt({ span }: { readonly span: Scalar['span'] }): Place {
  return { file: span.file ?? '', span: { start: span.start, end: span.end } }
}

/** A path relative to a folder, made plain; undefined where it leaves the tree. */
export function joinPath(folder: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined
  const steps: string[] = folder === '' ? [] : folder.split('/')
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return undefined
  }
  return steps.join('/')
}

/** Whether a path is a folder or lies in it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}
