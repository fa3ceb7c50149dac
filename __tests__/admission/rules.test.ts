import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import type { Policy } from '../../src/model/policy.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { block, DIGEST, factsOf, objectsIn, PEM, podOf, policyIn } from './cluster.ts'

const IMAGE = `ghcr.io/acme/app@${DIGEST}`
const cip = (mode = 'enforce', key = `data: |\n${block(PEM, 10)}`): ClusterPolicy =>
  policyIn(`apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: acme}
spec:
  mode: ${mode}
  images: [{glob: ghcr.io/acme/**}]
  authorities:
    - name: release
      key:
        ${key}
`)
const policy: Policy = { ...builtInPolicy, clusterPolicies: ['policies/**'] }
const facts = (one: ClusterPolicy, status: 'proved' | 'absent' | 'unknown' = 'absent'): Facts =>
  factsOf(podOf(IMAGE), [one], () => status)

function said({ findings }: Judgement): readonly string[] {
  return findings
    .filter(({ rule }) => rule.startsWith('admission/'))
    .map(({ rule, level, message }) => `${level} ${rule}: ${message}`)
}

describe('policies of the cluster in a judgement', () => {
  test('a denial blocks, and the finding names the policy, its file and the reason', () => {
    const judgement = judge(policy, facts(cip()))
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['blocked'])
    expect(said(judgement)).toEqual([
      `error admission/cluster-image-policy: \`${IMAGE}\` would be denied by ClusterImagePolicy "acme" (policies/policy.yaml): release: nothing found`,
    ])
  })

  test('a policy that cannot be evaluated is unverified by name', () => {
    const judgement = judge(policy, facts(cip('enforce', 'secretRef: {name: cosign}'), 'proved'))
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['unverified'])
    expect(said(judgement)).toEqual([
      expect.stringContaining(
        'could not be held against ClusterImagePolicy "acme" (policies/policy.yaml): spec.authorities[0].key is secret cosign',
      ),
    ])
  })

  test('a proof clears as far as the policy of the cluster goes', () => {
    expect(judge(policy, facts(cip(), 'proved')).rulings.map(({ ruling }) => ruling)).toEqual(['cleared'])
  })

  test('mode warn warns and clears', () => {
    const judgement = judge(policy, facts(cip('warn')))
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['cleared'])
    expect(said(judgement)).toEqual([expect.stringMatching(/^warning admission\/cluster-image-policy: .*would be warned of by/)])
  })

  test('a rule that is off removes the sentence and clears nothing', () => {
    const off: Policy = { ...policy, rules: [{ rule: 'admission', level: 'off', options: {} }] }
    const judgement = judge(off, facts(cip()))
    expect(said(judgement)).toEqual([])
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['blocked'])
  })

  test('an exception covers what one rule denies, not another one, and never an outage', () => {
    const excepting = (rule: string): Policy => ({
      ...policy,
      exceptions: [{ line: 1, rule, image: 'ghcr.io/acme/app', paths: [], reason: 'r', owner: '@o', expires: '2026-12-01' }],
    })
    const rulings = (rule: string, status: 'absent' | 'unknown') =>
      judge(excepting(rule), facts(cip(), status)).rulings.map(({ ruling }) => ruling)
    expect(rulings('admission/cluster-image-policy', 'absent')).toEqual(['exempt'])
    expect(rulings('admission/containers-policy', 'absent')).toEqual(['blocked'])
    expect(rulings('admission/cluster-image-policy', 'unknown')).toEqual(['unverified'])
  })

  test('policies that were named and not read leave every image unverified', () => {
    const { clusterPolicies: _, ...unread } = facts(cip(), 'proved')
    const judgement = judge(policy, unread)
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['unverified'])
    expect(said(judgement)).toEqual([expect.stringMatching(/^warning admission\/unread: /)])
  })

  test('a policy that the change itself brings holds nothing and lets nothing through', () => {
    const lax = objectsIn(
      `apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec: {images: [{glob: "**"}], authorities: [{static: {action: pass}}]}\n`,
    )
    const withOwn = { ...facts(cip()), objects: [...facts(cip()).objects, ...lax.map((head) => ({ head }))] }
    expect(judge(policy, withOwn).rulings.map(({ ruling }) => ruling)).toEqual(['blocked'])
  })

  test('a policy that matched none of the images is said when everything was looked at', () => {
    const other = factsOf(podOf(`ghcr.io/other/app@${DIGEST}`), [cip()], () => 'absent')
    const all: Facts = { ...other, change: { ...other.change, scope: 'all' } }
    expect(said(judge(policy, all))).toEqual([
      expect.stringMatching(/^notice admission\/cluster-image-policy: ClusterImagePolicy "acme" .* matched 0 of 1 images/),
    ])
    expect(said(judge(policy, other))).toEqual([])
  })

  test('a policy that the change brings is held to the rules of its project, and what is easily misread is said', () => {
    const heads = objectsIn(`apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: acme}
spec:
  images: [{glob: "ghcr.io/(acme)/**"}]
  authorities:
    - keyless: {identities: [{issuer: https://accounts.google.com, subjectRegExp: github.com/acme/app}]}
`)
    const { findings } = judge(policy, { ...facts(cip(), 'proved'), objects: heads.map((head) => ({ head })) })
    const lint = findings
      .filter(({ rule }) => rule === 'admission/invalid-policy')
      .map(({ level, message }) => `${level}: ${message}`)
    expect(lint).toEqual([
      expect.stringMatching(/^notice: .*subjectRegExp is not anchored/),
      expect.stringMatching(/^warning: `ClusterImagePolicy\/acme` is not valid: spec\.images\[0\]\.glob/),
    ])
  })

  test('recorded facts give the same judgement, and so does any order of policies and objects', () => {
    const one = { ...facts(cip()), clusterPolicies: [cip(), cip('warn')] }
    const expected = JSON.stringify(judge(policy, one))
    expect(JSON.stringify(judge(policy, JSON.parse(JSON.stringify(one)) as Facts))).toBe(expected)
    const turned = { ...one, clusterPolicies: one.clusterPolicies.toReversed(), objects: one.objects.toReversed() }
    expect(judge(policy, turned).rulings.map(({ ruling }) => ruling)).toEqual(
      judge(policy, one).rulings.map(({ ruling }) => ruling),
    )
  })

  test('a narrower policy says which images of the change it leaves out', () => {
    const object = (glob: string) =>
      objectsIn(
        `apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec: {images: [{glob: "${glob}"}], authorities: [{static: {action: fail}}]}\n`,
      )
    const [base, head] = [object('ghcr.io/acme/**'), object('ghcr.io/acme/other')].flat()
    if (base === undefined || head === undefined) throw new Error('two objects')
    const { findings } = judge(policy, { ...facts(cip(), 'proved'), objects: [{ base, head }] })
    const [weakened] = findings.filter(({ rule }) => rule === 'weakened/image-policy')
    expect(weakened).toMatchObject({
      level: 'error',
      message: expect.stringContaining('is no longer about ghcr.io/acme/**'),
      evidence: [`no longer about these images in the files of the change: ${IMAGE}`],
    })
  })
})
