import { describe, expect, test } from '@jest/globals'
import type { Rule } from '../../src/case/rule.ts'
import { snippetAnnotation } from '../../src/rules/exposure/snippet-annotation.ts'
import { objectRules } from '../../src/rules/object/table.ts'
import { hitsOf, pointedAt } from '../posture/hits.ts'

function ruleOf(name: string): Rule {
  const rule = objectRules.find(({ id }) => id === `object/${name}`)
  if (rule === undefined) throw new Error(`no rule object/${name}`)
  return rule
}

function deployment(labels: string, { selector = 'app: web', more = '' } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {${selector}}}
  template:
    metadata: {labels: {${labels}}}
    spec:
      containers:
        - {name: web, image: web:1${more}}
---
`
}

const service = (selector: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {${selector}}, ports: [{port: 80}]}\n---\n`

describe('a field that the kind does not have', () => {
  const rule = ruleOf('unknown-field')

  test('is said at its key, with the field that is meant', () => {
    const head = deployment('app: web', { more: ', securityContext: {runAsNonroot: true}' })
    const [hit] = hitsOf(rule, { head })
    expect(hit?.message).toContain('did you mean runAsNonRoot?')
    expect(pointedAt(head, hit)).toBe('runAsNonroot')
    expect(hitsOf(rule, { base: head, head })).toEqual([])
  })

  test.each([
    ['a field at the wrong depth', deployment('app: web', { more: ', runAsNonRoot: true' }), 1],
    ['two in one list', deployment('app: web', { more: ', env: [{name: A, vale: b}, {name: B, vale: b}]' }), 2],
    ['fields that are there', deployment('app: web', { more: ', resources: {limits: {"example.com/gpu": 1}}' }), 0],
    ['keys of a map', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {any: x}}\ndata: {whatever: x}\n', 0],
    ['a kind whose schema is not known', 'apiVersion: example.com/v1\nkind: Robot\nmetadata: {name: r}\nanything: 1\n', 0],
    ['a directive of a patch', 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n$patch: delete\n', 0],
    ['a placeholder as a key', 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {"${KEY}": 1}\n', 0],
    ['what SOPS keeps', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nsops: {version: 3.9.0}\n', 0],
  ])('%s', (_, head, count) => {
    expect(hitsOf(rule, { head })).toHaveLength(count)
  })
})

test('a selector that the template does not match is said', () => {
  const rule = ruleOf('selector-mismatch')
  expect(hitsOf(rule, { head: deployment('app: shop') })).toHaveLength(1)
  expect(hitsOf(rule, { head: deployment('app: web, tier: front') })).toEqual([])
  expect(hitsOf(rule, { head: deployment('tier: front', { selector: 'app: web' }).replace(', image: web:1', '') })).toEqual([])
})

describe('what selects nothing', () => {
  const rule = ruleOf('selects-nothing')
  const kinds: readonly (readonly [string, (app: string) => string])[] = [
    ['a Service', (app) => service(`app: ${app}`)],
    [
      'a network policy',
      (app) =>
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\nspec: {podSelector: {matchLabels: {app: ${app}}}}\n`,
    ],
    [
      'a disruption budget',
      (app) =>
        `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: n, namespace: shop}\nspec: {selector: {matchExpressions: [{key: app, operator: In, values: [${app}]}]}}\n`,
    ],
    [
      'an autoscaler',
      (app) =>
        `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: n, namespace: shop}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${app}}}\n`,
    ],
  ]
  test.each(kinds)('%s is said beside what it misses, not where it finds it, not where nothing is in sight', (_, text) => {
    expect(hitsOf(rule, { head: deployment('app: web') + text('wbe') })).toHaveLength(1)
    expect(hitsOf(rule, { head: deployment('app: web') + text('web') })).toEqual([])
    expect(hitsOf(rule, { head: text('wbe') })).toEqual([])
  })

  test('a selector of everything selects', () => {
    const all = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {}}\n'
    expect(hitsOf(rule, { head: deployment('app: web') + all })).toEqual([])
  })

  test('what it selected before and loses is named once', () => {
    const hits = hitsOf(rule, {
      base: deployment('app: web') + service('app: web'),
      head: deployment('app: web') + service('app: wbe'),
    })
    expect(hits).toHaveLength(1)
    const ingress = (name: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec: {defaultBackend: {service: {name: ${name}, port: {number: 80}}}}\n`
    const lost = hitsOf(rule, { base: service('a: b') + ingress('web'), head: service('a: b') + ingress('wbe') })
    expect(lost.map(({ message }) => message)).toEqual([
      'Ingress shop/i no longer selects Service shop/web: it selects no Service wbe',
    ])
    expect(hitsOf(rule, { base: ingress('web'), head: ingress('wbe') })).toEqual([])
  })
})

test.each([
  ['enforce', 'strict', 1],
  ['enforce', 'baseline', 0],
  ['enforce-version', 'latest', 0],
  ['enforce-version', 'v1.34', 0],
  ['enforce-version', '1.34', 1],
  ['enforced', 'baseline', 1],
  ['warn', '{{ .Values.level }}', 0],
])('the Pod Security label %s: %s', (name, value, count) => {
  const head = `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/${name}: "${value}"}}\n`
  expect(hitsOf(ruleOf('pod-security-label'), { head })).toHaveLength(count)
})

test('a webhook that is asked about everything is said, one for some groups is not', () => {
  const hook = (rule: string): string =>
    `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: m}\nwebhooks: [{name: m.example.com, rules: [${rule}]}]\n`
  const everything = '{apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE], resources: ["*/*"]}'
  expect(hitsOf(ruleOf('catch-all-webhook'), { head: hook(everything) })).toHaveLength(1)
  expect(hitsOf(ruleOf('catch-all-webhook'), { head: hook(everything.replace('["*/*"]', '[pods]')) })).toEqual([])
  expect(
    hitsOf(ruleOf('catch-all-webhook'), { head: hook(everything.replace('apiGroups: ["*"]', 'apiGroups: [apps]')) }),
  ).toEqual([])
})

test.each([
  ['nginx.ingress.kubernetes.io/configuration-snippet', 1],
  ['nginx.ingress.kubernetes.io/auth-snippet', 1],
  ['nginx.org/server-snippets', 1],
  ['nginx.ingress.kubernetes.io/rewrite-target', 0],
])('the annotation %s of an Ingress', (name, count) => {
  const head = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, annotations: {${name}: x}}\nspec: {}\n`
  expect(hitsOf(snippetAnnotation, { head })).toHaveLength(count)
})
