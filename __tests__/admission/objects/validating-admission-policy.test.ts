import { describe, expect, test } from '@jest/globals'
import { deployment, findingsOn, judgementOn, said, validation, vap } from './judged.ts'

const LIMIT = vap(validation('object.spec.replicas <= 5', 'message: at most five replicas'))
const NO_LATEST = vap(
  validation(
    'object.spec.template.spec.containers.all(c, !c.image.endsWith(":latest"))',
    'messageExpression: "object.metadata.name + \' must not run :latest\'"',
  ),
)

describe('ValidatingAdmissionPolicy', () => {
  test('a deployment beyond the limit would be denied, on its line, and one within it says nothing', () => {
    expect(said({ policies: LIMIT, head: deployment({ replicas: 'replicas: 9' }) })).toEqual([
      'error: Deployment shop/web would be denied by ValidatingAdmissionPolicy "guard" (policies/policy.yaml): at most five replicas',
    ])
    const head = deployment({ replicas: 'replicas: 9' })
    const [finding] = findingsOn({ policies: LIMIT, head })
    expect(head.slice(finding?.place.span.start, finding?.place.span.end)).toBe('9')
    expect(said({ policies: LIMIT, head: deployment() })).toEqual([])
  })

  test.each([
    ['[Deny]', 'error: Deployment shop/web would be denied by', 'blocked'],
    ['[Warn]', 'warning: Deployment shop/web would be warned of by', 'passed'],
    ['[Audit]', 'notice: Deployment shop/web would be recorded by', 'passed'],
    ['[Deny, Audit]', 'error: Deployment shop/web would be denied by', 'blocked'],
    ['[Warn, Audit]', 'warning: Deployment shop/web would be warned of by', 'passed'],
  ])('validationActions %s decide how loud it is', (actions, expected, verdict) => {
    const change = {
      policies: vap(validation('object.spec.replicas <= 5'), { actions }),
      head: deployment({ replicas: 'replicas: 9' }),
    }
    expect(said(change)).toEqual([
      expect.stringMatching(new RegExp(`^${expected}.*failed expression: \`object\\.spec\\.replicas <= 5\``)),
    ])
    expect(judgementOn(change).verdict).toBe(verdict)
  })

  test('the message is worked out, and falls back to the written one', () => {
    expect(said({ policies: NO_LATEST, head: deployment({ image: 'nginx:latest' }) })).toEqual([
      expect.stringMatching(/: web must not run :latest$/),
    ])
    const broken = vap(validation('false', 'message: no way\n      messageExpression: "object.spec.nothing"'))
    expect(said({ policies: broken, head: deployment() })).toEqual([expect.stringMatching(/: no way$/)])
  })

  test('only what the change brings or alters is said', () => {
    const many = deployment({ replicas: 'replicas: 9' })
    expect(said({ policies: LIMIT, base: many, head: many.replace('nginx:1.27', 'nginx:1.28') })).toEqual([])
    expect(said({ policies: LIMIT, base: many, head: deployment({ replicas: 'replicas: 10' }) })).toHaveLength(1)
    expect(said({ policies: LIMIT, base: deployment(), head: many })).toHaveLength(1)
  })

  test.each([
    'request.object.spec.replicas <= 5',
    "request['object'].spec.replicas <= 5",
    "object['spec']['replicas'] <= 5",
    'object.spec.?replicas.orValue(0) <= 5',
    '[object].all(o, o.spec.replicas <= 5)',
    'cel.bind(r, request, r.object.spec.replicas <= 5)',
    '{"o": object}.o.spec.replicas <= 5',
    'variables.count <= 5',
    "variables['co' + 'unt'] <= 5",
    'cel.bind(v, variables, v.count <= 5)',
  ])('what is altered is seen however it is reached: %s', (expression) => {
    const policies = vap(validation(expression), { spec: '  variables: [{name: count, expression: object.spec.replicas}]\n' })
    const many = deployment({ replicas: 'replicas: 9' })
    expect(said({ policies, base: many, head: deployment({ replicas: 'replicas: 10' }) })).toHaveLength(1)
    expect(said({ policies, base: many, head: many })).toEqual([])
  })

  test('a second container that breaks the same validation is new', () => {
    const base = deployment({ image: 'nginx:latest' })
    expect(
      said({ policies: NO_LATEST, base, head: `${base}        - name: side\n          image: redis:latest\n` }),
    ).toHaveLength(1)
  })

  test('the item of a list that breaks it is shown', () => {
    const head = `${deployment()}        - name: side\n          image: redis:latest\n`
    const both = vap(
      validation("object.spec.replicas < 9 && object.spec.template.spec.containers.all(c, !c.image.endsWith(':latest'))"),
    )
    for (const policies of [NO_LATEST, both]) {
      const [finding] = findingsOn({ policies, head })
      expect(head.slice(finding?.place.span.start, finding?.place.span.end)).toBe('side')
    }
  })

  test('a fault of the metadata is shown there', () => {
    const head = deployment({ meta: '  labels: {team: web}\n' })
    const [finding] = findingsOn({ policies: vap(validation("'owner' in object.metadata.labels")), head })
    expect(head.slice(finding?.place.span.start, finding?.place.span.end)).toBe('labels')
    const [other] = findingsOn({ policies: vap(validation('false')), head })
    expect(head.slice(other?.place.span.start, other?.place.span.end)).toBe('web')
  })

  test('a policy on pods is held against the pods that a workload makes', () => {
    const policies = vap(validation('object.spec.containers.all(c, has(c.resources.limits))', 'message: limits are needed'), {
      groups: '[""]',
      resources: '[pods]',
    })
    const head = deployment()
    expect(said({ policies, head })).toEqual([
      expect.stringMatching(/^error: Deployment shop\/web: the Pod that it makes would be denied by .*: limits are needed$/),
    ])
    const [finding] = findingsOn({ policies, head })
    expect([head.slice(finding?.place.span.start, finding?.place.span.end), finding?.place.span.start]).toEqual([
      'web',
      head.indexOf('web', head.indexOf('containers')),
    ])
    expect(said({ policies, head: deployment({ container: '          resources: {limits: {cpu: 1}}\n' }) })).toEqual([])
  })

  test('an expression that fails is a denial, unless the policy ignores failures', () => {
    const failing = 'object.spec.strategy.rollingUpdate.nothing == 1'
    expect(said({ policies: vap(validation(failing)), head: deployment() })).toEqual([
      expect.stringMatching(/would be denied by .* fails \(no such key: nothing\), and failurePolicy is Fail$/),
    ])
    expect(said({ policies: vap(validation(failing), { spec: '  failurePolicy: Ignore\n' }), head: deployment() })).toEqual([])
  })

  test.each([
    ['the authorizer', "authorizer.group('').resource('pods').check('create').allowed()"],
    ['who asks', "request.userInfo.username == 'admin'"],
    ['the labels of a namespace that is not in the repository', "namespaceObject.metadata.labels['env'] == 'prod'"],
    ['a function that is not evaluated', 'object.metadata.name.frobnicate()'],
    ['what the server writes', "object.metadata.uid == 'x'"],
    ['all variables together', "variables == {'a': 1}"],
    ['all variables one by one', 'variables.all(v, v != 1)'],
    ['an object of a type', 'Object{spec: Object.spec{}} == object'],
  ])('%s is unverified', (_title, expression) => {
    const change = { policies: vap(validation(expression)), head: deployment() }
    expect(said(change)).toEqual([expect.stringMatching(/^warning \(open\): Deployment shop\/web could not be held against/)])
    expect(judgementOn(change).verdict).toBe('unverified')
  })

  test('what does not depend on the unknown is decided', () => {
    expect(
      said({
        policies: vap(validation("request.userInfo.username == 'admin' || object.spec.replicas <= 5")),
        head: deployment(),
      }),
    ).toEqual([])
    const both = vap(validation("request.userInfo.username != 'x' && object.spec.replicas > 5"))
    expect(said({ policies: both, head: deployment() })).toEqual([expect.stringMatching(/^error: /)])
  })

  test('an open question is covered by an exception, and quiet where the policy only warns', () => {
    const policies = vap(validation("request.userInfo.username == 'admin'"))
    const exceptions = [
      {
        line: 1,
        rule: 'admission/validating-admission-policy',
        paths: ['deploy/**'],
        reason: 'r',
        owner: '@o',
        expires: '2026-12-01',
      },
    ]
    expect(judgementOn({ policies, head: deployment(), policy: { exceptions } }).verdict).toBe('passed')
    const warning = vap(validation("request.userInfo.username == 'admin'"), { actions: '[Warn]' })
    expect(said({ policies: warning, head: deployment() })).toEqual([
      expect.stringMatching(/^notice: .*could not be held against/),
    ])
    expect(judgementOn({ policies: warning, head: deployment() }).verdict).toBe('passed')
  })

  test('without a binding among the files, what the policy would deny is unverified: the cluster may have one', () => {
    const [policies = ''] = LIMIT.split('---')
    const change = { policies, head: deployment({ replicas: 'replicas: 9' }) }
    expect(said(change)).toEqual([
      expect.stringMatching(/^warning \(open\): .*at most five replicas; no ValidatingAdmissionPolicyBinding among the files/),
    ])
    expect(judgementOn(change).verdict).toBe('unverified')
    expect(said({ policies, head: deployment() })).toEqual([])
  })

  test('a field that is not known leaves the policy unverified by its name', () => {
    const policies = vap(validation('true'), { spec: '  somethingNew: 1\n' })
    expect(said({ policies, head: deployment() })).toEqual([
      expect.stringMatching(/^warning \(open\): .*spec\.somethingNew is not a field that is known here$/),
    ])
  })

  test('an expression that cannot be read is unverified', () => {
    expect(said({ policies: vap(validation('object.spec.replicas <=')), head: deployment() })).toEqual([
      expect.stringMatching(
        /^warning \(open\): .*validations\[0\]\.expression is not CEL that can be read here: it ends in the middle$/,
      ),
    ])
  })

  test('a policy that the change brings is read, binding or not, and holds nothing yet', () => {
    const [policy = ''] = vap(validation('object.spec.replicas <= (5')).split('---')
    expect(said({ policies: LIMIT, head: policy })).toEqual([
      expect.stringMatching(
        /^warning: `ValidatingAdmissionPolicy\/guard` is not valid: spec\.validations\[0\]\.expression is not CEL that can be read here: "\)" is missing$/,
      ),
    ])
    expect(said({ policies: LIMIT, head: policy.replace('(5', '5') })).toEqual([])
  })

  test('a policy that the change edits is judged by its copy on the default branch, which is said', () => {
    const lax = LIMIT.replace('<= 5', '<= 50')
    const many = deployment({ replicas: 'replicas: 9' })
    const findings = findingsOn({ policies: LIMIT, base: LIMIT, head: `${lax}\n---\n${many}` })
    const [finding] = findings.filter(({ rule }) => rule === 'admission/validating-admission-policy')
    expect(finding?.message).toContain('at most five replicas')
    expect(finding?.evidence).toContain(
      'the change edits ValidatingAdmissionPolicy guard: what stands on the default branch was evaluated',
    )
    expect(finding?.evidence.join()).not.toContain('guard-binding: what')
  })
})
