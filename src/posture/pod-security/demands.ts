import { folderOf } from '../../kubernetes/introduced.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import type { Facts } from '../../model/facts.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'
import { child, textOf } from '../../model/tree.ts'
import type { ForbiddingLevel } from './check.ts'
import { minorOf, NEWEST_MINOR } from './version.ts'

/** A level of the Pod Security Standards that a pod is held to, how loud a violation is, and who asks for it. */
export interface LevelDemand {
  readonly level: ForbiddingLevel
  readonly minor: number
  readonly loud: 'error' | 'warning' | 'notice'
  readonly source: string
}

const PREFIX = 'pod-security.kubernetes.io/'
const MODES = [
  ['enforce', 'error'],
  ['warn', 'warning'],
  ['audit', 'notice'],
] as const

/**
 * What the pods of an object are held to: the labels of its namespace in the repository, else the policy's options, else
 * baseline as an error and restricted as a notice. Labels that only this change brings, or that stand in another folder (another
 * cluster may have a namespace of that name), can add a demand and never take one away.
 */
export function demandsFor(
  object: ManifestObject,
  facts: Pick<Facts, 'objects'>,
  options: Readonly<Record<string, string>>,
): readonly LevelDemand[] {
  const { byName, answers } = namespacesOf(facts.objects)
  const folder = folderOf(object.origin.file)
  const question = JSON.stringify([object.namespace, folder, options.level, options.version])
  const answer = answers.get(question) ?? demandsIn(byName.get(object.namespace ?? '') ?? [], folder, options)
  answers.set(question, answer)
  return answer
}

function demandsIn(
  changes: readonly ObjectChange[],
  folder: string,
  options: Readonly<Record<string, string>>,
): readonly LevelDemand[] {
  const before = changes.flatMap(({ base }) => base ?? [])
  const after = changes.flatMap(({ head }) => (head === undefined ? [] : (labelDemands(head, 'in this change') ?? [])))
  const near = before.filter(({ origin }) => isAbove(folderOf(origin.file), folder))
  const enforced = near.length > 0 && near.every((one) => labelDemands(one, '') !== undefined)
  const known = before.flatMap((one) => labelDemands(one, 'before the change') ?? [])
  return distinct([...(enforced ? [] : optionDemands(options)), ...known, ...after])
}

function isAbove(folder: string, other: string): boolean {
  return folder === '' || other === folder || other.startsWith(`${folder}/`)
}

/** The value of a pod security label of a namespace object; undefined where it has none. */
export function podSecurityLabel(namespace: ManifestObject, name: string): string | undefined {
  return textOf(child(child(child(namespace.tree, 'metadata'), 'labels'), `${PREFIX}${name}`))
}

interface Namespaces {
  readonly byName: ReadonlyMap<string, readonly ObjectChange[]>
  readonly answers: Map<string, readonly LevelDemand[]>
}

const namespaces = new WeakMap<Facts['objects'], Namespaces>()

// Kept per facts, because every pod asks for it.
function namespacesOf(objects: Facts['objects']): Namespaces {
  const known = namespaces.get(objects)
  if (known !== undefined) return known
  const found = objects.filter(({ base, head }) => [base, head].some((one) => one !== undefined && typeOf(one) === '/Namespace'))
  const byName = Map.groupBy(found, ({ base, head }) => (head ?? base)?.name ?? '')
  byName.delete('')
  const read = { byName, answers: new Map<string, readonly LevelDemand[]>() }
  namespaces.set(objects, read)
  return read
}

/** Undefined when the namespace does not say what is enforced. */
function labelDemands(namespace: ManifestObject, when: string): readonly LevelDemand[] | undefined {
  if (podSecurityLabel(namespace, 'enforce') === undefined) return undefined
  return MODES.flatMap(([mode, loud]) => {
    const level = levelOf(podSecurityLabel(namespace, mode))
    const version = podSecurityLabel(namespace, `${mode}-version`)
    const source = `the label ${PREFIX}${mode} of namespace ${namespace.name ?? ''} ${when}`
    return level === undefined ? [] : [{ level, minor: minorOf(version), loud, source: `${source}${clamped(version)}` }]
  })
}

/** As upstream reads it: a text that is no level counts as restricted. */
function levelOf(text: string | undefined): ForbiddingLevel | undefined {
  if (text === undefined || text === 'privileged') return undefined
  return text === 'baseline' ? 'baseline' : 'restricted'
}

function optionDemands({ level, version }: Readonly<Record<string, string>>): readonly LevelDemand[] {
  const minor = minorOf(version)
  if (level !== undefined) {
    const asked = levelOf(level)
    const source = `the policy's level for pod-security${clamped(version)}`
    return asked === undefined ? [] : [{ level: asked, minor, loud: 'error', source }]
  }
  const source = `the default level: no label of the namespace is known${clamped(version)}`
  return [
    { level: 'baseline', minor, loud: 'error', source },
    { level: 'restricted', minor, loud: 'notice', source },
  ]
}

function clamped(version: string | undefined): string {
  const match = /^v1\.(\d+)$/.exec(version ?? '')
  const newer = match !== null && Number(match[1]) > NEWEST_MINOR
  return newer ? ` (${version} is newer than the checks that are known, up to v1.${NEWEST_MINOR})` : ''
}

function distinct(demands: readonly LevelDemand[]): readonly LevelDemand[] {
  const rank = { error: 0, warning: 1, notice: 2 }
  const sorted = demands.toSorted((a, b) => rank[a.loud] - rank[b.loud])
  const keys = sorted.map((one) => `${one.level} ${one.minor}`)
  return sorted.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}
