import { describe, expect, test } from '@jest/globals'
import { oldProblemCount } from '../../src/judge/old-problems.ts'
import { allowPrivilegeEscalation } from '../../src/rules/pod-security/allow-privilege-escalation.ts'
import { capabilitiesBaseline } from '../../src/rules/pod-security/capabilities-baseline.ts'
import { capabilitiesRestricted } from '../../src/rules/pod-security/capabilities-restricted.ts'
import { hostPathVolumes } from '../../src/rules/pod-security/host-path-volumes.ts'
import { hostPorts } from '../../src/rules/pod-security/host-ports.ts'
import { hostProbesAndHostLifecycle } from '../../src/rules/pod-security/host-probes-and-host-lifecycle.ts'
import { notJudged } from '../../src/rules/pod-security/not-judged.ts'
import { privileged } from '../../src/rules/pod-security/privileged.ts'
import { restrictedVolumes } from '../../src/rules/pod-security/restricted-volumes.ts'
import { runAsNonRoot } from '../../src/rules/pod-security/run-as-non-root.ts'
import { runAsUser } from '../../src/rules/pod-security/run-as-user.ts'
import { seccompProfileRestricted } from '../../src/rules/pod-security/seccomp-profile-restricted.ts'
import { podSecurityRules } from '../../src/rules/pod-security/table.ts'
import { contextOf, factsOf, fixed, hitsOf, hitsOfFacts, pointedAt } from '../posture/hits.ts'
import { objectsIn } from '../posture/objects.ts'

const RESTRICTED = { options: { level: 'restricted' } }

function pod(container: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: web:1
${indent(container, 6)}${indent(spec, 2)}`
}

function namespace(labels: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {${labels}}
---
`
}

function indent(text: string, by: number): string {
  return text === '' ? '' : `${text.replace(/^/gm, ' '.repeat(by))}\n`
}

describe('what the change introduces', () => {
  const privilegedPod = pod('securityContext:\n  privileged: true')

  test('a new pod is judged whole', () => {
    const [hit, ...more] = hitsOf(privileged, { head: privilegedPod })
    expect(more).toEqual([])
    expect(hit).toMatchObject({ level: 'error', object: 'Pod shop/web' })
    expect(pointedAt(privilegedPod, hit)).toBe('true')
    expect(fixed(privilegedPod, hit)).toBe(pod('securityContext:\n  privileged: false'))
  })

  test('a problem that stood there before is no finding', () => {
    expect(hitsOf(privileged, { base: privilegedPod, head: privilegedPod.replace('web:1', 'web:2') })).toEqual([])
  })

  test('a second privileged container next to an old one is a finding', () => {
    const head = `${privilegedPod}    - {name: side, image: 'side:1', securityContext: {privileged: true}}\n`
    expect(hitsOf(privileged, { base: privilegedPod, head })).toHaveLength(1)
  })

  test('re-ordered containers are not new', () => {
    const a = "    - {name: a, image: 'a:1', securityContext: {privileged: true}}\n"
    const b = "    - {name: b, image: 'b:1'}\n"
    const start = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n'
    expect(hitsOf(privileged, { base: start + a + b, head: start + b + a })).toEqual([])
  })

  test('another host port than before is a finding', () => {
    const port = (number: number) => pod(`ports:\n  - containerPort: 80\n    hostPort: ${number}`)
    expect(hitsOf(hostPorts, { base: port(80), head: port(80) })).toEqual([])
    expect(hitsOf(hostPorts, { base: port(80), head: port(81) })).toHaveLength(1)
  })

  test('what stands in another folder than before counts as new', () => {
    const facts = factsOf(objectsIn(privilegedPod, 'dev/app.yaml'), objectsIn(privilegedPod, 'prod/app.yaml'))
    expect(hitsOfFacts(privileged, facts)).toHaveLength(1)
  })

  test('a container that loses its own protection is a finding', () => {
    const base = pod('securityContext:\n  runAsNonRoot: true')
    expect(hitsOf(runAsNonRoot, { base, head: pod('') }, RESTRICTED)).toHaveLength(1)
  })
})

describe('how values are read', () => {
  test.each(['true', 'yes', 'on', '"true"', '${PRIVILEGED}'])('privileged: %s is not known to be false', (value) => {
    expect(hitsOf(privileged, { head: pod(`securityContext:\n  privileged: ${value}`) })).toHaveLength(1)
  })

  test.each(['false', 'no', 'off', 'null', ''])('privileged: %s is false or unset', (value) => {
    expect(hitsOf(privileged, { head: pod(`securityContext:\n  privileged: ${value}`) })).toEqual([])
  })

  test.each(['0', '00', '0x0', '-0', '0.0', '"0"', '${UID}'])('runAsUser: %s may be root', (value) => {
    expect(hitsOf(runAsUser, { head: pod(`securityContext:\n  runAsUser: ${value}`) }, RESTRICTED)).toHaveLength(1)
  })

  test.each(['1', '10001', '0x10', 'null'])('runAsUser: %s is not root', (value) => {
    expect(hitsOf(runAsUser, { head: pod(`securityContext:\n  runAsUser: ${value}`) }, RESTRICTED)).toEqual([])
  })

  test('hostPort: 0 binds nothing, a quoted number binds', () => {
    expect(hitsOf(hostPorts, { head: pod('ports:\n  - hostPort: 0') })).toEqual([])
    expect(hitsOf(hostPorts, { head: pod('ports:\n  - hostPort: "80"') })).toHaveLength(1)
  })

  test('a security context of null is none', () => {
    expect(hitsOf(allowPrivilegeEscalation, { head: pod('securityContext: null') }, RESTRICTED)).toHaveLength(1)
    expect(hitsOf(privileged, { head: pod('securityContext: null') })).toEqual([])
  })

  test('an anchored security context counts wherever it is used', () => {
    const head = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: a, image: a, securityContext: &sc {privileged: true}}
    - {name: b, image: b, securityContext: *sc}
`
    expect(hitsOf(privileged, { head })).toHaveLength(2)
  })

  test('ephemeral containers count', () => {
    const head = pod('', 'ephemeralContainers:\n  - name: debug\n    image: busybox\n    securityContext: {privileged: true}')
    expect(hitsOf(privileged, { head })).toHaveLength(1)
  })

  test('a volume without a source is an emptyDir', () => {
    expect(hitsOf(restrictedVolumes, { head: pod('', 'volumes:\n  - name: scratch') }, RESTRICTED)).toEqual([])
  })

  test('an empty hostPath is a hostPath', () => {
    const head = pod('', 'volumes:\n  - name: host\n    hostPath: {}')
    const hits = hitsOf(hostPathVolumes, { head })
    expect(hits).toHaveLength(1)
    expect(pointedAt(head, hits[0])).toBe('hostPath')
  })
})

describe('which level and version', () => {
  const hostPath = pod('', 'volumes:\n  - name: host\n    hostPath: {path: /}')

  test('by default baseline is an error and restricted a notice', () => {
    expect(hitsOf(hostPathVolumes, { head: hostPath })[0]).toMatchObject({ level: 'error' })
    expect(hitsOf(runAsNonRoot, { head: hostPath })[0]).toMatchObject({ level: 'notice' })
  })

  test('one field is said once: not by baseline and again by its restricted twin', () => {
    expect(hitsOf(restrictedVolumes, { head: hostPath })).toEqual([])
    expect(hitsOf(restrictedVolumes, { head: hostPath }, RESTRICTED)[0]).toMatchObject({ level: 'error' })
    expect(hitsOf(hostPathVolumes, { head: hostPath }, RESTRICTED)).toEqual([])
  })

  test('the policy may ask for privileged: then nothing is said', () => {
    const around = { options: { level: 'privileged' } }
    expect(podSecurityRules.flatMap((rule) => hitsOf(rule, { head: hostPath }, around))).toEqual([])
  })

  test('the version decides which checks there are', () => {
    const probe = pod('livenessProbe:\n  httpGet: {host: 10.0.0.1, port: 80}')
    expect(hitsOf(hostProbesAndHostLifecycle, { head: probe }, { options: { version: 'v1.33' } })).toEqual([])
    expect(hitsOf(hostProbesAndHostLifecycle, { head: probe }, { options: { version: 'v1.34' } })).toHaveLength(1)
  })

  test('a version newer than the known ones is judged by the newest, and said', () => {
    const [hit] = hitsOf(hostPathVolumes, { head: hostPath }, { options: { version: 'v1.99' } })
    expect(hit?.evidence?.join(' ')).toContain('v1.99 is newer than the checks that are known, up to v1.37')
  })

  test('the label of the namespace before the change is taken before the policy', () => {
    const ns = namespace('pod-security.kubernetes.io/enforce: privileged')
    expect(hitsOf(hostPathVolumes, { base: ns, head: ns + hostPath })).toEqual([])
  })

  test('a label that only this change brings can raise the level', () => {
    const ns = namespace('pod-security.kubernetes.io/enforce: restricted')
    expect(hitsOf(runAsNonRoot, { head: ns + pod('') })[0]).toMatchObject({ level: 'error' })
  })

  test('a label that only this change brings cannot lower the level', () => {
    const ns = namespace('pod-security.kubernetes.io/enforce: privileged')
    expect(hitsOf(hostPathVolumes, { head: ns + hostPath })[0]).toMatchObject({ level: 'error' })
  })

  test('a label of another folder cannot lower the level, one of a folder above can', () => {
    const ns = objectsIn(namespace('pod-security.kubernetes.io/enforce: privileged'), 'k8s/dev/ns.yaml')
    const above = objectsIn(namespace('pod-security.kubernetes.io/enforce: privileged'), 'k8s/ns.yaml')
    const added = objectsIn(hostPath, 'k8s/prod/app.yaml')
    expect(hitsOfFacts(hostPathVolumes, factsOf(ns, [...ns, ...added]))[0]).toMatchObject({ level: 'error' })
    expect(hitsOfFacts(hostPathVolumes, factsOf(above, [...above, ...added]))).toEqual([])
  })

  test('warn and audit labels speak as warning and notice', () => {
    const ns = namespace(
      'pod-security.kubernetes.io/enforce: privileged, pod-security.kubernetes.io/warn: baseline, pod-security.kubernetes.io/audit: restricted',
    )
    expect(hitsOf(hostPathVolumes, { base: ns, head: ns + hostPath })[0]).toMatchObject({ level: 'warning' })
    expect(hitsOf(runAsNonRoot, { base: ns, head: ns + pod('') })[0]).toMatchObject({ level: 'notice' })
  })

  test('a label that is no level counts as restricted', () => {
    const ns = namespace('pod-security.kubernetes.io/enforce: strict')
    expect(hitsOf(runAsNonRoot, { base: ns, head: ns + pod('') })[0]).toMatchObject({ level: 'error' })
  })
})

describe('what can be clicked', () => {
  test('a missing line is written into the security context of the container', () => {
    const head = pod('securityContext:\n  readOnlyRootFilesystem: true\n  runAsGroup: 7')
    const [hit] = hitsOf(allowPrivilegeEscalation, { head }, RESTRICTED)
    expect(pointedAt(head, hit)).toBe('securityContext')
    expect(fixed(head, hit)).toBe(
      pod('securityContext:\n  readOnlyRootFilesystem: true\n  allowPrivilegeEscalation: false\n  runAsGroup: 7'),
    )
  })

  test('a missing security context is written into the container', () => {
    const head = pod('')
    const [hit] = hitsOf(capabilitiesRestricted, { head }, RESTRICTED)
    expect(pointedAt(head, hit)).toBe('app')
    expect(hitsOf(capabilitiesRestricted, { head: fixed(head, hit) }, RESTRICTED)).toEqual([])
    expect(fixed(head, hit)).toContain(
      '      securityContext:\n        capabilities:\n          drop: [ALL]\n      image: web:1\n',
    )
  })

  test('a missing profile is written once, for the pod', () => {
    const head = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: a\n      image: a\n    - name: b\n      image: b\n`
    const [hit, ...more] = hitsOf(seccompProfileRestricted, { head }, RESTRICTED)
    expect(more).toEqual([])
    expect(hit?.message).toContain('container "a", container "b"')
    const after = fixed(head, hit)
    expect(after).toContain('spec:\n  securityContext:\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n')
    expect(hitsOf(seccompProfileRestricted, { head: after }, RESTRICTED)).toEqual([])
  })

  test('JSON gets JSON', () => {
    const head = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"a","image":"a"}]}}'
    const [hit] = hitsOf(allowPrivilegeEscalation, { head }, RESTRICTED)
    const after = fixed(head, hit)
    expect(JSON.parse(after).spec.containers[0].securityContext).toEqual({ allowPrivilegeEscalation: false })
  })

  test('a value of null is not edited blindly', () => {
    const [hit] = hitsOf(allowPrivilegeEscalation, { head: pod('securityContext: null') }, RESTRICTED)
    expect(hit?.fix?.edits).toEqual([])
  })
})

describe('pods that an engine makes', () => {
  const SC = 'securityContext: {privileged: true}'
  test.each([
    [
      'Workflow',
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec: {templates: [{name: t, container: {image: a, ${SC}}}]}\n`,
    ],
    [
      'CronWorkflow',
      `apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nmetadata: {name: w}\nspec: {workflowSpec: {templates: [{name: t, script: {image: a, ${SC}}}]}}\n`,
    ],
    ['Task', `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: w}\nspec: {steps: [{name: s, image: a, ${SC}}]}\n`],
    [
      'PipelineRun',
      `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: w}\nspec: {pipelineSpec: {tasks: [{name: t, taskSpec: {sidecars: [{name: s, image: a, ${SC}}]}}]}}\n`,
    ],
    [
      'Rollout',
      `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: w}\nspec: {template: {spec: {containers: [{name: s, image: a, ${SC}}]}}}\n`,
    ],
    [
      'RayCluster',
      `apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: w}\nspec: {workerGroupSpecs: [{template: {spec: {containers: [{name: s, image: a, ${SC}}]}}}]}\n`,
    ],
    [
      'TFJob',
      `apiVersion: kubeflow.org/v1\nkind: TFJob\nmetadata: {name: w}\nspec: {tfReplicaSpecs: {Worker: {template: {spec: {containers: [{name: s, image: a, ${SC}}]}}}}}\n`,
    ],
  ])('%s', (_, head) => {
    expect(hitsOf(privileged, { head })).toHaveLength(1)
    expect(hitsOf(privileged, { head: head.replace('true', 'false') })).toEqual([])
  })
})

describe('patches of an overlay', () => {
  const patch = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: app
          image: web:2
`
  test('what a patch does not write is set elsewhere', () => {
    expect(hitsOf(allowPrivilegeEscalation, { head: patch }, RESTRICTED)).toEqual([])
  })

  test('a container that a patch brings is said to be not judged, an old one is not', () => {
    expect(hitsOf(notJudged, { head: patch })).toHaveLength(1)
    expect(hitsOf(notJudged, { base: patch, head: patch.replace('web:2', 'web:3') })).toEqual([])
    expect(hitsOf(notJudged, { head: pod('') })).toEqual([])
  })

  test('what a patch writes is judged', () => {
    const head = `${patch}          securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}\n`
    expect(hitsOf(privileged, { head })).toHaveLength(1)
    expect(hitsOf(capabilitiesBaseline, { head })).toHaveLength(1)
  })
})

test('old problems are a count', () => {
  const one = pod('securityContext:\n  privileged: true')
  const two = `${one}    - {name: side, image: 'side:1', securityContext: {privileged: true}}\n`
  const count = (base: string, head: string) =>
    oldProblemCount(contextOf(factsOf(objectsIn(base), objectsIn(head))), [privileged])
  expect(count(one, one)).toBe(1)
  expect(count(one, two)).toBe(1)
  expect(count('', two)).toBe(0)
})
