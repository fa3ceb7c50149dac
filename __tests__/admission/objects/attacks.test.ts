import { describe, expect, test } from '@jest/globals'
import { deployment, said, validation, vap } from './judged.ts'

const NEVER = validation('false', 'message: never')
const DENIED = [expect.stringMatching(/^error: /)]
const OPEN = [expect.stringMatching(/^warning \(open\): /)]

describe('what would be denied and could be missed', () => {
  test.each(['pods/*', '*/*', '*'])('the resources %s are pods, too', (resources) => {
    const head = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec: {containers: [{name: a, image: b}]}\n'
    expect(said({ policies: vap(NEVER, { groups: '[""]', resources: `["${resources}"]` }), head })).toEqual(DENIED)
  })

  test.each(['pods/status', '*/status', 'pod'])('the resources %s are not', (resources) => {
    const head = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec: {containers: [{name: a, image: b}]}\n'
    expect(said({ policies: vap(NEVER, { groups: '[""]', resources: `["${resources}"]` }), head })).toEqual([])
  })

  test.each([
    ['yes', DENIED],
    ['no', []],
  ])('matchConditions see the parameters: on is %s', (on, expected) => {
    const policy = vap(NEVER, {
      spec: '  failurePolicy: Ignore\n  paramKind: {apiVersion: v1, kind: ConfigMap}\n  matchConditions: [{name: a, expression: "params.data.on == \'yes\'"}]\n',
      binding: '  paramRef: {name: p, namespace: b, parameterNotFoundAction: Deny}\n',
    })
    const params = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: p, namespace: b}\ndata: {on: "${on}"}\n`
    expect(said({ policies: `${policy}${params}`, head: deployment() })).toEqual(expected)
    expect(said({ policies: policy, head: deployment() })).toEqual(OPEN)
  })

  test.each([
    ['has(object.spec.template.spec.serviceAccountName)', { pod: '      serviceAccountName: ""\n' }, DENIED],
    [
      'object.spec.template.spec.containers.all(c, c.imagePullPolicy == "Always")',
      { container: '          imagePullPolicy: ""\n' },
      DENIED,
    ],
    [
      'object.spec.template.spec.containers.all(c, c.livenessProbe.periodSeconds < 10)',
      { container: '          livenessProbe: {periodSeconds: 0, tcpSocket: {port: 1}}\n' },
      DENIED,
    ],
    ['has(object.spec.template.spec.runtimeClassName)', { pod: '      runtimeClassName: ""\n' }, []],
    ['"note" in object.metadata.annotations', { meta: '  annotations: {note: ""}\n' }, []],
    ['object.spec.template.spec.containers.all(c, c.args == [""])', { container: '          args: [""]\n' }, []],
  ])('an empty text is left out of the fields that the API server leaves it out of: %s', (expression, parts, expected) => {
    expect(said({ policies: vap(validation(expression)), head: deployment(parts) })).toEqual(expected)
  })

  test('what a custom resource calls cpu may be a number', () => {
    const policies = vap(validation('object.spec.cpu <= 4'), {
      ...{ groups: '[x.io]', resources: '[vms]', spec: '  failurePolicy: Ignore\n' },
    })
    const machine = (cpu: number): string =>
      `apiVersion: x.io/v1\nkind: VM\nmetadata: {name: a, namespace: b}\nspec: {cpu: ${cpu}}\n`
    expect(said({ policies, head: machine(8) })).toEqual(DENIED)
    expect(said({ policies, head: machine(2) })).toEqual([])
  })

  test('a list inside a list that may hold more still may after flatten() and format()', () => {
    const some = 'object.spec.template.spec.containers.filter(c, c.image != "b").map(c, c.image)'
    const head = deployment({ image: '$' + '{X}' })
    expect(said({ policies: vap(validation(`[${some}].flatten().all(i, i == "b")`)), head })).toEqual(OPEN)
    expect(said({ policies: vap(validation(`"%s".format([[${some}]]) == "[[]]"`)), head })).toEqual(OPEN)
  })

  test.each([
    ['deploy', false, []],
    ['other', true, DENIED],
  ])('an object that comes from %s is made anew: %s', (folder, _isNew, expected) => {
    const policies = vap(NEVER).replace('[CREATE, UPDATE]', '[CREATE]')
    const base = deployment()
    expect(said({ policies, base, baseFile: `${folder}/app.yaml`, head: deployment({ replicas: 'replicas: 4' }) })).toEqual(
      expected,
    )
  })

  const JOB = 'spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: IMAGE}]}}}'
  test.each([
    ['a job of a generated name', `apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-, namespace: b}\n${JOB}\n`],
    ['a job, which cannot be changed', `apiVersion: batch/v1\nkind: Job\nmetadata: {name: a, namespace: b}\n${JOB}\n`],
  ])('%s is created again when it changes', (_title, manifest) => {
    const policies = vap(validation('object.spec.template.spec.containers.all(c, !c.image.endsWith("latest"))'), {
      ...{ groups: '[batch]', resources: '[jobs]' },
    }).replace('[CREATE, UPDATE]', '[CREATE]')
    const [base, head] = [manifest.replace('IMAGE', 'a:1'), manifest.replace('IMAGE', 'a:latest')]
    expect(said({ policies, base, head })).toEqual(DENIED)
    expect(said({ policies, base: head, head })).toEqual([])
  })

  const GUARDED = vap(NEVER, { binding: '  matchResources: {namespaceSelector: {matchLabels: {guard: "on"}}}\n' })
  const shop = (labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop${labels}}\n`
  const [ON, OFF, BARE] = [shop(', labels: {guard: "on"}'), shop(', labels: {guard: "off"}'), shop('')]
  test.each([
    ['two that agree', [ON, ON], DENIED],
    ['two that do not', [OFF, ON], OPEN],
    ['two that do not, the other way around', [ON, OFF], OPEN],
    ['one without labels', [BARE, ON], OPEN],
    ['two without the label', [BARE, OFF], OPEN],
    ['labels that are put in later', [shop(', labels: "$' + '{LABELS}"')], OPEN],
  ])('several manifests of a namespace: %s', (_title, namespaces, expected) => {
    expect(said({ policies: [GUARDED, ...namespaces].join('---\n'), head: deployment() })).toEqual(expected)
    expect(said({ policies: GUARDED, head: [deployment(), ...namespaces].join('\n---\n') })).toEqual(expected)
  })

  test('a namespace in the change does not take an object away from a policy that the default branch holds it to', () => {
    expect(said({ policies: `${GUARDED}---\n${ON}`, head: `${deployment()}\n---\n${OFF}` })).toEqual(OPEN)
  })

  test.each(['^[\\\\w-.]+$', '^[\\\\w-z]+$', '^[[:alpha:]-.]+$', '^[.\\\\w-]+$'])(
    'a dash behind a set is a dash, as in RE2: %s',
    (pattern) => {
      const policies = vap(validation(`object.metadata.name.matches('${pattern}')`))
      expect(said({ policies, head: deployment({ name: 'w-z' }) })).toEqual([])
      expect(said({ policies, head: deployment({ name: 'w/z' }) })).toEqual(DENIED)
    },
  )

  test.each([
    ['Deployment', 'deployments', 'strategy: {type: RollingUpdate}', 'object.spec.strategy.rollingUpdate.maxUnavailable == 0'],
    ['Deployment', 'deployments', 'strategy: {}', 'object.spec.strategy.rollingUpdate.maxSurge == 1'],
    [
      'Deployment',
      'deployments',
      'strategy: {rollingUpdate: {maxSurge: 1}}',
      'object.spec.strategy.rollingUpdate.maxSurge != 1 || object.spec.strategy.rollingUpdate.maxUnavailable == 0',
    ],
    ['Deployment', 'deployments', 'strategy: {type: Recreate}', 'has(object.spec.strategy.rollingUpdate)'],
    ['StatefulSet', 'statefulsets', 'updateStrategy: {}', 'object.spec.updateStrategy.rollingUpdate.partition > 0'],
    [
      'DaemonSet',
      'daemonsets',
      'updateStrategy: {type: RollingUpdate}',
      'object.spec.updateStrategy.rollingUpdate.maxUnavailable > 1',
    ],
  ])('%s (%s) with %s is rolled out by the defaults', (kind, resources, strategy, expression) => {
    const policies = vap(validation(expression), { resources: `[${resources}]`, spec: '  failurePolicy: Ignore\n' })
    const head = deployment({ meta: '' })
      .replace('kind: Deployment', `kind: ${kind}`)
      .replace('  replicas: 3\n', `  ${strategy}\n`)
    expect(said({ policies, head })).toEqual(DENIED)
  })

  test.each([
    ['Index', 'indices'],
    ['Analysis', 'analyses'],
    ['Proxy', 'proxies'],
    ['Batch', 'batches'],
    ['Data', 'data'],
  ])('the custom kind %s may be served as %s', (kind, plural) => {
    const policies = vap(NEVER, { groups: '[x.io]', resources: `[${plural}]` })
    expect(said({ policies, head: `apiVersion: x.io/v1\nkind: ${kind}\nmetadata: {name: a, namespace: b}\n` })).toEqual(DENIED)
  })

  test.each([
    ['!("locked" in oldObject.metadata.labels)', ''],
    ['request.operation != "UPDATE"', ''],
    ['!("locked" in request.oldObject.metadata.labels)', ''],
    ['!variables.locked', '  variables: [{name: locked, expression: "\'locked\' in oldObject.metadata.labels"}]\n'],
    ['false', '  matchConditions: [{name: locked, expression: "\'locked\' in oldObject.metadata.labels"}]\n'],
  ])('a validation of the change itself is new with every change: %s %s', (expression, spec) => {
    const policies = vap(validation(expression), { spec }).replace('[CREATE, UPDATE]', '[UPDATE]')
    const base = deployment({ meta: '  labels: {locked: "yes"}\n' })
    expect(said({ policies, base, head: base.replace('nginx:1.27', 'nginx:1.28') })).toEqual(DENIED)
    expect(said({ policies, base, head: `# moved\n${base}` })).toEqual([])
  })

  test('policies and objects inside a List are read', () => {
    const listed = (text: string): string =>
      `apiVersion: v1\nkind: List\nitems:\n${text
        .split('---\n')
        .map((one) => `- ${one.trimEnd().replaceAll('\n', '\n  ')}`)
        .join('\n')}\n`
    expect(said({ policies: listed(vap(NEVER)), head: listed(deployment()) })).toEqual(DENIED)
  })
})
