import { describe, expect, test } from '@jest/globals'
import { evaluateCel } from '../../src/languages/cel/evaluate.ts'
import { parseCel } from '../../src/languages/cel/parse.ts'
import { parseImageName } from '../../src/model/image-name.ts'
import { judgementOn, validation, vap } from './objects/judged.ts'

const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']

describe('a name that every object of JavaScript has is a name like any other', () => {
  test.each(
    NAMES.flatMap((name) => [
      ...[name, `object.${name}()`, `${name}()`, `object.${name}(a, a)`, `[1].all(${name}, true)`, `has(object.${name})`],
      ...[
        `double('${name}')`,
        `timestamp('2020-01-01T00:00:00Z').${name}()`,
        `variables.${name}`,
        `x${name}{}`,
        `object.__${name}__`,
      ],
    ]),
  )('in the expression %s', (text) => {
    const parsed = parseCel(text)
    const outcome = parsed.ok ? evaluateCel(parsed.cel, () => undefined) : { kind: 'unread' }
    expect(['unknown', 'error', 'unread', 'bool']).toContain(outcome.kind)
    // A proposed policy is read, too.
    const policies = vap(validation(text))
    expect(['passed', 'unverified']).toContain(judgementOn({ policies: '', head: policies }).verdict)
  })

  test.each(NAMES)('as a kind or field of a manifest: %s', (name) => {
    const policies = `${vap(validation('object.spec.replicas < 1'), { groups: '["*"]', resources: '["*"]' })}---
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: latest}
spec:
  validationFailureAction: Enforce
  rules: [{name: a, match: {any: [{resources: {kinds: [Pod]}}]}, verifyImages: [{imageReferences: ["*"], attestors: [{entries: [{keyless: {subject: a, issuer: b}}]}]}]}]
`
    const template = `{template: {spec: {containers: [{name: ${name}, image: b, ${name}: {limits: {${name}: 1}}}]}}}`
    for (const apiVersion of ['v1', 'apps/v1', `${name}/v1`])
      expect(
        judgementOn({
          policies,
          head: `apiVersion: ${apiVersion}\nkind: ${name}\nmetadata: {name: ${name}}\nspec: ${template}\n`,
        }).verdict,
      ).not.toBe('passed')
  })

  test.each(NAMES)('as the algorithm of a digest: %s', (name) => {
    const parsed = parseImageName(`nginx@${name}:${'a'.repeat(64)}`)
    expect(parsed.ok ? '' : parsed.why).not.toContain('function')
    expect(parsed.ok).toBe(false)
  })
})
