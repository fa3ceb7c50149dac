import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import { MAX_TREE_REQUESTS } from '../../model/limits.ts'
import type { TreeEntry } from '../../ports/change.ts'
import type { TreeLine } from '../git/object-id.ts'
import { objectId, treeContent } from '../git/object-id.ts'
import { modeOf } from '../tree-entry.ts'
import type { GithubApi } from './api.ts'
import type { Json } from './json.ts'
import { booleanAt, integerAt, listAt, textAt } from './json.ts'

/** Lists whole trees of one repository, each tree id once. A listing counts only if its entries hash to the tree's id. */
export type TreeReader = (treeId: string) => Promise<Answer<readonly TreeEntry[]>>

interface Listed {
  readonly path: string
  readonly mode: string
  readonly id: string
  readonly size?: number
}

interface Walk {
  readonly api: GithubApi
  readonly repository: string
  requests: number
}

/** A reader of trees in `owner/name`, recursive where GitHub gives a tree whole, folder by folder where it truncates it. */
export function createTreeReader(api: GithubApi, repository: string): TreeReader {
  const walk: Walk = { api, repository, requests: 0 }
  const whole = new Map<string, Promise<Answer<readonly Listed[]>>>()
  const list = (treeId: string): Promise<Answer<readonly Listed[]>> => {
    const listing = whole.get(treeId) ?? listWhole(walk, treeId, list)
    whole.set(treeId, listing)
    return listing
  }
  return async (treeId) => {
    const listed = await list(treeId)
    return listed.kind === 'found' ? found(listed.value.filter((item) => item.mode !== FOLDER).map(entryOf)) : listed
  }
}

const FOLDER = '40000'

async function listWhole(
  walk: Walk,
  treeId: string,
  list: (treeId: string) => Promise<Answer<readonly Listed[]>>,
): Promise<Answer<readonly Listed[]>> {
  const recursive = await request(walk, treeId, true)
  if (recursive.kind !== 'found') return recursive
  if (!recursive.value.truncated) return proved(treeId, recursive.value.items, true)
  const direct = await request(walk, treeId, false)
  if (direct.kind !== 'found') return direct
  if (direct.value.truncated) return unknown('too-large', treeId, 'GitHub truncated the listing of a single folder')
  const here = proved(treeId, direct.value.items, false)
  if (here.kind !== 'found') return here
  const folders = here.value.filter((item) => item.mode === FOLDER)
  const below = await Promise.all(folders.map(async (folder) => ({ folder, answer: await list(folder.id) })))
  const items = [...here.value]
  for (const { folder, answer } of below) {
    if (answer.kind !== 'found') return answer
    for (const item of answer.value) items.push({ ...item, path: `${folder.path}/${item.path}` })
  }
  return found(items)
}

async function request(
  walk: Walk,
  treeId: string,
  recursive: boolean,
): Promise<Answer<{ readonly items: readonly Listed[]; readonly truncated: boolean }>> {
  if (++walk.requests > MAX_TREE_REQUESTS)
    return unknown('too-many', treeId, `the trees need more than ${MAX_TREE_REQUESTS} requests to be listed`)
  const path = `/repos/${walk.repository}/git/trees/${treeId}${recursive ? '?recursive=1' : ''}`
  const answer = await walk.api.json({ method: 'GET', path })
  if (answer.kind === 'absent') return unknown('unresolved', treeId, 'GitHub has no such tree')
  if (answer.kind !== 'found') return answer
  const list = listAt(answer.value, 'tree')
  const truncated = booleanAt(answer.value, 'truncated')
  const items = list?.map(listedOf)
  if (items === undefined || truncated === undefined || !items.every((item) => item !== undefined))
    return unknown('malformed', treeId, 'GitHub answered with something that is not a tree')
  return found({ items, truncated })
}

function listedOf(entry: Json): Listed | undefined {
  const [path, mode, id] = [textAt(entry, 'path'), textAt(entry, 'mode'), textAt(entry, 'sha')]
  const size = integerAt(entry, 'size')
  if (path === undefined || mode === undefined || id === undefined || !/^[0-9a-f]{40,64}$/.test(id)) return undefined
  return { path, mode: mode.replace(/^0+/, ''), id, ...(size === undefined ? {} : { size }) }
}

/** GitHub's listing is believed only if each folder in it, and the root, hashes to its own id: nothing was left out. */
function proved(treeId: string, items: readonly Listed[], recursive: boolean): Answer<readonly Listed[]> {
  const repeated = repeatedPath(items)
  if (repeated !== undefined) return unknown('malformed', treeId, `the listing has two entries for "${repeated}"`)
  const folders = new Map<string, TreeLine[]>([['', []]])
  const ids = new Map<string, string>([['', treeId]])
  for (const item of items) {
    if (item.mode !== FOLDER) continue
    folders.set(item.path, [])
    ids.set(item.path, item.id)
  }
  for (const item of items) {
    const slash = item.path.lastIndexOf('/')
    const parent = folders.get(item.path.slice(0, Math.max(0, slash)))
    if (parent === undefined)
      return unknown('digest-mismatch', treeId, 'the listing names a file in a folder that it does not list')
    parent.push({ mode: item.mode, name: item.path.slice(slash + 1), id: item.id })
  }
  for (const [folder, lines] of folders) {
    const unlisted = folder !== '' && !recursive
    if (unlisted || objectId('tree', treeContent(lines), treeId) === ids.get(folder)) continue
    // A name that is no UTF-8 arrives with U+FFFD in its place: it could be any name, as in a listing of local git.
    const lossy = lines.find((line) => line.name.includes('\uFFFD'))
    if (lossy !== undefined)
      return unknown('malformed', treeId, `"${folder}/" has a name that is not UTF-8, so that it cannot be told which file it is`)
    return unknown('digest-mismatch', treeId, `the listing of "${folder}/" does not hash to its tree id`)
  }
  return found(items)
}

/** A path that is listed twice: two files that arrive under one name could stand for each other. */
function repeatedPath(items: readonly Listed[]): string | undefined {
  const seen = new Set<string>()
  return items.find(({ path }) => seen.size === seen.add(path).size)?.path
}

function entryOf(item: Listed): TreeEntry {
  const size = item.size === undefined ? {} : { size: item.size }
  return { path: item.path, id: item.id, mode: modeOf(item.mode), ...size }
}
