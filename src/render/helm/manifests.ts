import { sliceText, type Text } from '../../languages/govalue/text.ts'
import type { HelmVersion } from './load.ts'
import { compareNames } from './scope.ts'

/** One manifest as Helm cuts it out of what a template printed. */
export interface Manifest {
  /** The name of the template. */
  readonly path: string
  readonly printed: Text
}

const SPACE = /[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/

function trimStart(characters: string, from: number, to: number): number {
  let at = from
  while (at < to && SPACE.test(characters.charAt(at))) at++
  return at
}

function trimEnd(characters: string, from: number, to: number): number {
  let at = to
  while (at > from && SPACE.test(characters.charAt(at - 1))) at--
  return at
}

/** Whether a text is white space alone, as Go trims it. */
export function isBlankText(characters: string): boolean {
  return trimStart(characters, 0, characters.length) === characters.length
}

/** Cuts what a template printed at its `---` lines, by the rules of that Helm. */
export function splitManifests(printed: Text, helm: HelmVersion): readonly Text[] {
  const characters = printed.text
  const start = trimStart(characters, 0, characters.length)
  const end = helm === 3 ? trimEnd(characters, start, characters.length) : characters.length
  const cuts = helm === 3 ? cutsOf3(characters, start, end) : cutsOf4(characters, start, end)
  const found: Text[] = []
  let from = start
  for (const cut of [...cuts, { from: end, to: end }]) {
    const inner = trimStart(characters, from, cut.from)
    const outer = helm === 3 ? trimEnd(characters, inner, cut.from) : cut.from
    const kept = helm === 3 ? from < cut.from : inner < cut.from
    if (kept) found.push(sliceText(printed, inner, outer))
    from = cut.to
  }
  return found
}

interface Cut {
  readonly from: number
  readonly to: number
}

/** `(?:^|\s*\n)---\s*` of RE2, whose `\s` is ASCII. */
function cutsOf3(characters: string, start: number, end: number): readonly Cut[] {
  const cuts: Cut[] = []
  let from = start
  while (from <= end) {
    const isFirst = from === start && characters.startsWith('---', start)
    const at = isFirst ? start : characters.indexOf('\n---', from) + 1
    if ((at === 0 && !isFirst) || at + 3 > end) break
    let left = at
    while (left > from && isAsciiSpace(characters.charCodeAt(left - 1))) left--
    let right = at + 3
    while (right < end && isAsciiSpace(characters.charCodeAt(right))) right++
    cuts.push({ from: left, to: right })
    from = right
  }
  return cuts
}

function isAsciiSpace(c: number): boolean {
  return c === 32 || c === 10 || c === 9 || c === 13 || c === 12
}

/** `(?m)^---[ \t]*`. */
function cutsOf4(characters: string, start: number, end: number): readonly Cut[] {
  const cuts: Cut[] = []
  const line = /^---[ \t]*/gm
  line.lastIndex = start
  for (let match = line.exec(characters); match !== null; match = line.exec(characters)) {
    if (match.index > 0 && match.index !== start && characters[match.index - 1] !== '\n') continue
    if (match.index + match[0].length <= end) cuts.push({ from: match.index, to: match.index + match[0].length })
  }
  return cuts
}

const ORDER: readonly string[] = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
]
const ORDER_4: readonly string[] = [...ORDER, 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

/** The order in which Helm installs kinds: known ones by its list, the others after them by name. */
export function compareKinds(a: string, b: string, helm: HelmVersion): number {
  const order = helm === 3 ? ORDER : ORDER_4
  const [left, right] = [order.indexOf(a), order.indexOf(b)]
  if (left < 0 && right < 0) return compareNames(a, b)
  if (left < 0 || right < 0) return left < 0 ? 1 : -1
  return left - right
}
