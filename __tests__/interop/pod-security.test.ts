import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { placeOf } from '../../src/kubernetes/field.ts'
import { podsOf } from '../../src/kubernetes/pods.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'
import type { Span } from '../../src/model/span.ts'
import { child, entriesOf, itemsOf, type MapNode, type Node, type ScalarNode } from '../../src/model/tree.ts'
import { applies, type ForbiddingLevel, type PodCheck, type Violation } from '../../src/posture/pod-security/check.ts'
import { minorOf } from '../../src/posture/pod-security/version.ts'
import { podSecurityChecks } from '../../src/rules/pod-security/table.ts'
import { objectIn, objectOf } from '../posture/objects.ts'

interface Fixtures {
  readonly cases: readonly (readonly [ForbiddingLevel, string, 'pass' | 'fail', string, number])[]
  readonly manifests: readonly string[]
}

interface Said {
  readonly check: PodCheck
  readonly violation: Violation
}

const shared = process.env.PREADMIT_SHARED
const suite = shared === undefined ? describe.skip : describe
const title = shared === undefined ? 'pod security fixtures (skipped: set PREADMIT_SHARED)' : 'pod security fixtures'

const WRAPPERS: readonly (readonly [string, string, readonly string[]])[] = [
  ['v1', 'PodTemplate', ['template']],
  ['v1', 'ReplicationController', ['spec', 'template']],
  ['apps/v1', 'ReplicaSet', ['spec', 'template']],
  ['apps/v1', 'Deployment', ['spec', 'template']],
  ['apps/v1', 'DaemonSet', ['spec', 'template']],
  ['apps/v1', 'StatefulSet', ['spec', 'template']],
  ['batch/v1', 'Job', ['spec', 'template']],
  ['batch/v1', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]
/** Checks that upstream names differently at restricted than in its file names. */
const TWINS: Readonly<Record<string, string>> = {
  hostpathvolumes: 'restrictedvolumes',
  capabilities_baseline: 'capabilities_restricted',
  seccompprofile_baseline: 'seccompprofile_restricted',
  procmount: 'procmount_restricted',
}

suite(title, () => {
  const fixtures = readFixtures()
  const pods = fixtures.manifests.map((text) => objectIn(text))

  test('every verdict equals upstream, for 4,537 pods', () => {
    const wrong = fixtures.cases.filter(([level, version, verdict, , index]) => {
      return verdictOf(said(pods[index], level, minorOf(version))) !== verdict
    })
    expect(fixtures.cases).toHaveLength(4537)
    expect(wrong).toEqual([])
  })

  test('every one of 3,486 failures names the check of the fixture', () => {
    const failing = fixtures.cases.filter(([, , verdict]) => verdict === 'fail')
    const wrong = failing.filter(([level, version, , name, index]) => {
      const names = said(pods[index], level, minorOf(version)).map(({ check }) => check.upstream.toLowerCase())
      return !names.some((one) => isNamed(name, one))
    })
    expect(failing).toHaveLength(3486)
    expect(wrong).toEqual([])
  })

  test('every verdict is the same in the eight workload kinds, for 36,296 objects', () => {
    const wrapped = WRAPPERS.map((wrapper) => pods.map((pod) => wrap(pod, wrapper)))
    let judged = 0
    const wrong = wrapped.flatMap((objects) =>
      fixtures.cases.filter(([level, version, verdict, , index]) => {
        judged++
        return verdictOf(said(objects[index], level, minorOf(version))) !== verdict
      }),
    )
    expect(judged).toBe(36_296)
    expect(wrong).toEqual([])
  })

  test('every finding lies on what was changed from the passing base pod or from a passing pod for the same check', () => {
    const astray = fixtures.cases.flatMap(([level, version, verdict, name, index]) => {
      const pod = pods[index]
      if (verdict === 'pass' || pod === undefined) return []
      const stem = name.replace(/\d+$/, '')
      const twins = passing(fixtures, pods, `${level} ${version}`, new RegExp(`^(?:base|base_linux|${stem}\\d+)$`))
      const regions = twins.flatMap((twin) => differences(twin.tree, pod.tree, pod.tree.span))
      const hits = said(pod, level, minorOf(version)).filter(({ check }) => isNamed(name, check.upstream.toLowerCase()))
      return hits
        .filter(({ violation }) => !regions.some((region) => contains(region, placeOf(violation.field).span)))
        .map(() => name)
    })
    expect(astray).toEqual([])
  })
})

function readFixtures(): Fixtures {
  if (shared === undefined) return { cases: [], manifests: [] }
  return JSON.parse(readFileSync(join(shared, 'conformance/pod-security/fixtures.json'), 'utf8'))
}

function said(object: ManifestObject | undefined, level: ForbiddingLevel, minor: number): readonly Said[] {
  const pods = object === undefined ? [] : podsOf(object)
  return podSecurityChecks
    .filter((check) => applies(check, level, minor))
    .flatMap((check) => pods.flatMap((pod) => check.check(pod, minor).map((violation) => ({ check, violation }))))
}

function verdictOf(hits: readonly Said[]): 'pass' | 'fail' {
  return hits.length === 0 ? 'pass' : 'fail'
}

function isNamed(name: string, upstream: string): boolean {
  const stem = name.replace(/\d+$/, '')
  return stem === upstream || TWINS[stem] === upstream
}

function wrap(pod: ManifestObject, [apiVersion, kind, path]: (typeof WRAPPERS)[number]): ManifestObject {
  const selector = map([['selector', map([])]])
  const body = path.reduceRight<Node>((inner, key) => {
    return map([[key, inner], ...(key === 'template' && path[0] === 'spec' ? selector.entries.map(pairOf) : [])])
  }, pod.tree)
  const tree = map([['apiVersion', scalar(apiVersion)], ['kind', scalar(kind)], ...entriesOf(body).map(pairOf)])
  return objectOf(tree, 'app.yaml')
}

function pairOf({ key, value }: { readonly key: ScalarNode; readonly value: Node }): readonly [string, Node] {
  return [key.text, value]
}

function map(entries: readonly (readonly [string, Node])[]): MapNode {
  return { kind: 'map', span: { start: 0, end: 0 }, entries: entries.map(([key, value]) => ({ key: scalar(key), value })) }
}

function scalar(text: string): ScalarNode {
  return { kind: 'scalar', span: { start: 0, end: 0 }, text, plain: true }
}

const twinsOf = new Map<string, readonly ManifestObject[]>()

function passing({ cases }: Fixtures, pods: readonly ManifestObject[], at: string, names: RegExp): readonly ManifestObject[] {
  const key = `${at} ${names.source}`
  const known = twinsOf.get(key)
  if (known !== undefined) return known
  const twins = cases
    .filter(([level, version, verdict, name]) => `${level} ${version}` === at && verdict === 'pass' && names.test(name))
    .flatMap(([, , , , index]) => pods[index] ?? [])
  twinsOf.set(key, twins)
  return twins
}

/** Regions of `b` that differ from `a`: the innermost nodes that were added or altered, and what surrounds a removed one. */
function differences(a: Node | undefined, b: Node | undefined, around: Span): readonly Span[] {
  if (b === undefined) return a === undefined ? [] : [around]
  if (a === undefined || a.kind !== b.kind) return [{ start: around.start, end: Math.max(around.end, b.span.end) }]
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.text === b.text ? [] : [b.span]
  if (a.kind === 'map') {
    const keys = new Set([...entriesOf(a), ...entriesOf(b)].map(({ key }) => key.text).filter((key) => key !== 'name'))
    return [...keys].flatMap((key) => {
      const entry = entriesOf(b).find((one) => one.key.text === key)
      if (entry === undefined) return [around]
      const region = { start: entry.key.span.start, end: Math.max(entry.key.span.end, entry.value.span.end) }
      return differences(child(a, key), entry.value, region)
    })
  }
  if (itemsOf(b).every((item) => item.kind === 'scalar') && JSON.stringify(textsOf(a)) !== JSON.stringify(textsOf(b)))
    return [around]
  const length = Math.max(itemsOf(a).length, itemsOf(b).length)
  return Array.from({ length }, (_, index) => {
    const item = itemsOf(b)[index]
    return differences(itemsOf(a)[index], item, item?.span ?? around)
  }).flat()
}

function textsOf(node: Node): readonly unknown[] {
  return itemsOf(node).map((item) => (item.kind === 'scalar' ? item.text : item))
}

function contains(region: Span, span: Span): boolean {
  return region.start <= span.start && span.end <= region.end
}
