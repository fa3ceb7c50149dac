import { describe, expect, test } from '@jest/globals'
import { judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import { discover } from '../../src/discover/discover.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import { facts as factsOf, image } from '../judge/facts.ts'

/** A policy of a cluster that admits no image at all. */
const NOTHING: ClusterPolicy = {
  kind: 'cluster-image-policy',
  name: 'nothing',
  place: { file: 'policy.yaml', span: { start: 0, end: 0 } },
  mode: 'enforce',
  checks: [
    {
      name: 'all',
      images: { kind: 'every' },
      objects: { kind: 'all', of: [] },
      demand: { kind: 'fixed', holds: false, says: 'nothing may run' },
    },
  ],
  trustRoots: [],
  problems: [],
  notes: [],
}

function outcomesOf(path: string, text: string): readonly string[] {
  const { references } = discover([{ path, bytes: new TextEncoder().encode(text) }])
  const facts = factsOf(
    references.map((reference) => ({ reference, touched: true })),
    { answers: { 'acme/web:1': image('acme/web:1') } },
  )
  return judgeClusterPolicies([NOTHING], facts).map(({ outcome }) => outcome)
}

describe('a policy of the cluster', () => {
  test.each([
    ['.drone.yml', 'kind: pipeline\nsteps:\n  - {name: a, image: acme/web:1}\n'],
    ['batect.yml', 'containers: {a: {image: acme/web:1}}\n'],
    ['kind.yaml', 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker, image: acme/web:1}]\n'],
    ['.ko.yaml', 'defaultBaseImage: acme/web:1\n'],
    ['Dockerfile', 'FROM acme/web:1\n'],
    ['compose.yaml', 'services: {a: {image: acme/web:1}}\n'],
    ['app.nomad', 'job "a" {\n  task "t" {\n    config { image = "acme/web:1" }\n  }\n}\n'],
  ])('never meets the image of %s', (path, text) => {
    expect(outcomesOf(path, text)).toEqual(['does-not-apply'])
  })

  test.each([
    ['values.yaml', 'image: {repository: acme/web, tag: "1"}\n'],
    ['main.tf', 'resource "kubernetes_pod" "a" {\n  spec {\n    container { image = "acme/web:1" }\n  }\n}\n'],
  ])('meets the image of %s', (path, text) => {
    expect(outcomesOf(path, text)).toEqual(['would-deny'])
  })
})
