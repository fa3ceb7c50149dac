import type { DefaultsAt, Written } from './written-defaults.ts'

const spec = ['spec']
const PERCENT = { type: 'Percent', value: 100, periodSeconds: 15 }
const MATCHED = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }

/** The defaults of kinds by which a cluster is set up, as kube-apiserver 1.37.2 puts them in; by API group and kind. */
export const CONFIGURATION_DEFAULTS: Readonly<Record<string, readonly DefaultsAt[]>> = {
  'autoscaling/HorizontalPodAutoscaler': [
    { at: spec, add: { minReplicas: 1 } },
    { at: ['spec', 'behavior'], add: { scaleUp: {}, scaleDown: {} } },
    {
      at: ['spec', 'behavior', 'scaleUp'],
      add: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, PERCENT],
      },
    },
    { at: ['spec', 'behavior', 'scaleDown'], add: { selectPolicy: 'Max', policies: [PERCENT] } },
  ],
  'storage.k8s.io/CSIDriver': [
    {
      at: spec,
      add: {
        ...{ attachRequired: true, podInfoOnMount: false, storageCapacity: false, requiresRepublish: false, seLinuxMount: false },
        ...{
          volumeLifecycleModes: ['Persistent'],
          fsGroupPolicy: 'ReadWriteOnceWithFSType',
          preventPodSchedulingIfMissing: false,
        },
      },
    },
  ],
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': policies({}),
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': policies({}),
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': [
    { at: ['spec', 'limited'], add: { nominalConcurrencyShares: 30, lendablePercent: 0 } },
  ],
  'apiextensions.k8s.io/CustomResourceDefinition': [{ at: spec, add: { conversion: { strategy: 'None' } } }],
  'resource.k8s.io/ResourceClaim': [exactly([])],
  'resource.k8s.io/ResourceClaimTemplate': [exactly(['spec'])],
}

function policies(more: Readonly<Record<string, Written>>): readonly DefaultsAt[] {
  const rules = ['resourceRules', 'excludeResourceRules'].map((list) => ['spec', 'matchConstraints', list, '*'])
  return [
    { at: spec, add: { failurePolicy: 'Fail', ...more } },
    { at: ['spec', 'matchConstraints'], add: MATCHED },
    ...rules.map((at) => ({ at, add: { scope: '*' } })),
  ]
}

function exactly(outer: readonly string[]): DefaultsAt {
  return { at: [...outer, 'spec', 'devices', 'requests', '*', 'exactly'], add: { allocationMode: 'ExactCount', count: 1 } }
}
