import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { admittedFrom } from '../../src/admission/objects/admitted.ts'
import { decide } from '../../src/admission/objects/decide.ts'
import { readDeciding } from '../../src/admission/objects/read-deciding.ts'
import { plainValue } from '../../src/admission/plain.ts'
import { groupOf } from '../../src/kubernetes/pods.ts'
import { isClusterScoped } from '../../src/kubernetes/resources.ts'
import { MAX_CEL_STEPS_PER_OBJECT } from '../../src/model/limits.ts'
import { objectsIn } from '../admission/cluster.ts'
import { validation, vap } from '../admission/objects/judged.ts'
import { type ApiServer, startApiServer } from './apiserver/api-server.ts'
import { differencesBetween } from './apiserver/compare-values.ts'
import { expressions } from './apiserver/expressions.ts'

const [program, etcd] = [process.env.PREADMIT_APISERVER ?? '', process.env.PREADMIT_ETCD ?? '']
const run = program === '' || etcd === '' ? describe.skip : describe
const shapes = readFileSync(new URL('./apiserver/shapes.yaml', import.meta.url), 'utf8').split(/^---$/m)
const NAMESPACE = 'shop'
const REGISTRATION = '/apis/admissionregistration.k8s.io/v1'

run('a real kube-apiserver 1.37.2 (PREADMIT_APISERVER, PREADMIT_ETCD)', () => {
  let server: ApiServer | undefined
  beforeAll(async () => {
    server = await startApiServer(program, etcd)
    await made('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } })
    for (const name of ['default', 'builder']) {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }
      await made(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, account)
    }
  }, 150_000)
  afterAll(() => server?.stop())

  const post = async (path: string, body: unknown) => {
    if (server === undefined) throw new Error('the server does not run')
    return server.ask('POST', path, body)
  }
  const made = async (path: string, body: unknown): Promise<void> => {
    const { status, body: answer } = await post(path, body)
    if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
  }
  const created = (text: string) => {
    const [bare] = objectsIn(text)
    const [housed] = objectsIn(text.replace('metadata: {', `metadata: {namespace: ${NAMESPACE}, `))
    const object = bare !== undefined && isClusterScoped(groupOf(bare), bare.kind) === 'Cluster' ? bare : housed
    const [admitted] = object === undefined ? [] : admittedFrom(object)
    if (object === undefined || admitted === undefined) throw new Error(`no object in ${text}`)
    const group = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`
    const within = admitted.scope === 'Cluster' ? '' : `namespaces/${NAMESPACE}/`
    return { admitted, path: `${group}/${within}${admitted.resources[0]}?dryRun=All`, body: plainValue((bare ?? object).tree) }
  }

  test('completes every shape as it is completed here', async () => {
    const differences: string[] = []
    for (const shape of shapes) {
      const { admitted, path, body } = created(shape)
      const { status, body: answer } = await post(path, body)
      if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
      const { differ } = differencesBetween(admitted.value, answer, `${admitted.kind}/${admitted.name}`)
      // The labels that the server makes for the template of a job it takes for those of the job when it reads it back, not before.
      const late = /^Job\/.*\.metadata\.labels: here nothing/
      differences.push(...differ.filter((one) => !late.test(one)))
    }
    expect(differences).toEqual([])
  }, 120_000)

  test('decides on every expression and shape as it is decided here', async () => {
    for (const [index, expression] of expressions.entries()) {
      const name = `guard-${index}`
      const rule = { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }
      const spec = { matchConstraints: { resourceRules: [rule] }, validations: [{ expression }] }
      const head = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name } }
      await made(`${REGISTRATION}/validatingadmissionpolicies`, { ...head, kind: 'ValidatingAdmissionPolicy', spec })
      const bound = { policyName: name, validationActions: ['Warn'] }
      await made(`${REGISTRATION}/validatingadmissionpolicybindings`, {
        ...{ ...head, kind: 'ValidatingAdmissionPolicyBinding', spec: bound },
      })
    }
    await new Promise((done) => setTimeout(done, 5_000))
    const pairs: string[] = []
    const differences: string[] = []
    for (const shape of shapes) {
      const { path, body, admitted } = created(shape)
      const { headers } = await post(path, body)
      const warnings = [headers.warning ?? ''].flat().join(' ')
      for (const [index, expression] of expressions.entries()) {
        const [policy, binding] = objectsIn(
          vap(validation(expression), { groups: '["*"]', resources: '["*"]' }).replaceAll('[v1]', '["*"]'),
        )
        // Policies are not held against policies.
        if (policy === undefined || binding === undefined || /^(?:Validating|Mutating)Admission/.test(admitted.kind)) continue
        const deciding = readDeciding({ policy, bindings: [binding], beside: [] })
        const asked = { admitted, operation: 'CREATE', old: undefined, namespaces: [] } as const
        const verdicts = decide(deciding, asked, [], { left: MAX_CEL_STEPS_PER_OBJECT })
        if (verdicts.some(({ value }) => value === 'open')) continue
        const pair = `${admitted.kind}/${admitted.name}: ${expression}`
        pairs.push(pair)
        const refused = verdicts.length > 0
        if (refused !== warnings.includes(`'guard-${index}'`)) differences.push(`${pair}: refused here: ${refused}`)
      }
    }
    expect(differences).toEqual([])
    process.stderr.write(`${pairs.length} pairs of policy and object\n`)
    expect(pairs.length).toBeGreaterThanOrEqual(300)
  }, 240_000)
})
