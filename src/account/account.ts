import type { Accountant, Accounted, OpenValue, ScalarChange, Unaccounted } from '../model/account.ts'
import { MAX_UNACCOUNTED } from '../model/limits.ts'
import type { Place } from '../model/span.ts'
import type { DecidingPlace } from './deciding-place.ts'
import { setsShortImage } from './image-key.ts'
import { isInert } from './inert.ts'
import { looksLikeImage } from './looks-like.ts'
import { decidingPlaces } from './places/table.ts'
import { folderOf, type Scene } from './scene.ts'
import { shownText } from './shown-text.ts'

/**
 * What an account of a change is made from. `accountants` are asked in order, and the first answer stands; `paths` are all files of the head
 * side; `lost` tells places of base references that nothing replaced.
 */
export interface Books {
  readonly changes: readonly ScalarChange[]
  readonly accountants: readonly Accountant[]
  readonly paths: readonly string[]
  readonly lost: (place: Place) => boolean
  /** Who takes a value that could not be followed any further, if anybody does. */
  readonly open?: (change: ScalarChange) => OpenValue | undefined
}

/** The account of a change: who answers for how much of it, and what nobody answers for although it could decide an image. */
export interface AccountOfChange {
  readonly accounted: Accounted
  readonly unaccounted: readonly Unaccounted[]
  /** How many more there were than `MAX_UNACCOUNTED`. */
  readonly cut: number
}

/**
 * Accounts for every changed scalar: it belongs to a reference that has a ruling, a deciding place reads it (which leaves a question), its
 * schema says that it means nothing, it belongs to an object that is judged, or nobody answers for it.
 */
export function account({ changes, accountants, paths, lost, open: opened = () => undefined }: Books): AccountOfChange {
  const counts = { changed: changes.length, ruled: 0, judged: 0, inert: 0, unaccounted: 0 }
  const tree = treeOf(paths)
  const open = new Map<string, { readonly weighed: Weighed; readonly scenes: Scene[] }>()
  for (const change of changes) {
    const scene = sceneOf(change, tree, lost)
    const weighed = weigh(scene, accountants, opened)
    counts[typeof weighed === 'string' ? weighed : 'unaccounted']++
    if (typeof weighed === 'string') continue
    const key = groupKey(scene, weighed)
    const group = open.get(key)
    if (group === undefined) open.set(key, { weighed, scenes: [scene] })
    else group.scenes.push(scene)
  }
  const kept = [...open.values()].slice(0, MAX_UNACCOUNTED)
  const unaccounted = kept.map(({ weighed, scenes }) => factOf(weighed, scenes))
  return { accounted: counts, unaccounted, cut: open.size - kept.length }
}

type Weighed = { readonly kind: 'deciding'; readonly place: DecidingPlace } | { readonly kind: 'looks-like' }

function weigh(
  scene: Scene,
  accountants: readonly Accountant[],
  opened: NonNullable<Books['open']>,
): Weighed | 'ruled' | 'judged' | 'inert' | 'unaccounted' {
  for (const accountant of accountants) {
    const answer = accountant(scene.change)
    if (answer === 'open' || (answer === 'ruled' && setsShortImage(scene))) continue
    return answer
  }
  const place = decidingPlaces.find((one) => one.reads(scene))
  if (place !== undefined) return stillDecides(scene, place) ? { kind: 'deciding', place } : 'inert'
  if (isInert(scene)) return 'inert'
  const given = opened(scene.change)
  if (given !== undefined) return { kind: 'deciding', place: { name: 'open-chart', ...given, reads: () => true } }
  if (looksLikeImage(scene)) return { kind: 'looks-like' }
  return scene.kind === '' ? 'unaccounted' : 'judged'
}

/** What went with its whole document or file decides nothing more, unless the place knows that something outlives it. */
function stillDecides(scene: Scene, place: DecidingPlace): boolean {
  const { kind, gone } = scene.change
  return kind !== 'removed' || gone === 'scalar' || place.outlives?.(scene) === true
}

interface Tree {
  readonly has: (path: string) => boolean
  readonly hasFolder: (folder: string) => boolean
}

function treeOf(paths: readonly string[]): Tree {
  const files = new Set(paths)
  const folders = new Set(paths.map(folderOf))
  return { has: (path) => files.has(path), hasFolder: (folder) => folders.has(folder) }
}

function sceneOf(change: ScalarChange, tree: Tree, lost: Books['lost']): Scene {
  const { document, scalar } = change
  const apiVersion = document.apiVersion ?? ''
  return {
    change,
    ...tree,
    file: document.file,
    path: scalar.path.join('/'),
    key: scalar.path.at(-1) ?? '',
    text: scalar.text,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : /^v\d/.test(apiVersion) ? '' : apiVersion,
    kind: document.kind ?? '',
    lost: change.kind === 'removed' && lost({ file: document.file, span: scalar.span }),
  }
}

/** One question per document and place, and one per image of values: what stands beside each other belongs together. */
function groupKey({ change, path }: Scene, weighed: Weighed): string {
  const { file, kind, namespace, name } = change.document
  const rest =
    weighed.kind === 'deciding' && /values|elements|arguments|environment/.test(weighed.place.name) ? folderOf(path) : ''
  return JSON.stringify([file, kind, namespace, name, weighed.kind === 'deciding' ? weighed.place.name : path, rest])
}

function factOf(weighed: Weighed, scenes: readonly Scene[]): Unaccounted {
  const first = scenes.find(({ change }) => change.kind !== 'removed') ?? scenes[0]
  if (first === undefined) throw new Error('a question has at least one place')
  const { change } = first
  const place = weighed.kind === 'deciding' ? weighed.place : undefined
  const [before, after] = [
    shownText(change.kind === 'removed' ? change.scalar : change.before),
    shownText(change.kind === 'removed' ? undefined : change.scalar),
  ]
  return {
    kind: weighed.kind,
    place: placeOf(change),
    name: place?.name ?? 'looks-like',
    program: place?.program ?? '',
    change: change.kind,
    answer: place?.answer ?? '',
    keys: [...new Set(scenes.map(({ path }) => path))].slice(0, 20),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

/** Where a reader of the head side finds a change; for what was removed, the nearest thing that is still there. */
function placeOf({ kind, document, scalar, head }: ScalarChange): Place {
  if (kind !== 'removed') return { file: document.file, span: scalar.span }
  let best: Place['span'] = { start: 0, end: 0 }
  let most = 0
  for (const one of head?.scalars ?? []) {
    const at = one.path.findIndex((step, index) => step !== scalar.path[index])
    const length = at < 0 ? one.path.length : at
    if (length > most) [best, most] = [one.span, length]
  }
  return { file: head?.file ?? document.file, span: best }
}
