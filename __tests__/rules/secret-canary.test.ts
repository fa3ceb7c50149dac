import { describe, expect, test } from '@jest/globals'
import { compareSecrets } from '../../src/compare/secrets.ts'
import { discover } from '../../src/discover/discover.ts'
import { secretsIn } from '../../src/discover/secrets.ts'
import { indexSources, withExcerpts } from '../../src/gate/sources.ts'
import { judge } from '../../src/judge/judge.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { credentialPlaces, withoutCredentials } from '../../src/posture/secrets/redact.ts'
import { describe as reportOf } from '../../src/report/report.ts'
import { reporters } from '../../src/report/reporters/table.ts'
import { factsOf } from '../posture/hits.ts'
import { createSource } from '../posture/secret-corpus.ts'

const { text } = createSource(42)
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const CANARY = text(LETTERS, 36)
const TOKEN = ['gh', 'p_', CANARY].join('')

const FILES: readonly (readonly [string, string, string])[] = [
  [
    'a variable',
    'pod.yaml',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: app, image: 'web:1', securityContext: {privileged: true}, env: [{name: X, value: ${TOKEN}}, {name: DB_PASSWORD, value: ${CANARY}}]}\n`,
  ],
  [
    'JSON in one line',
    'pod.json',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'a', image: 'web:1', args: [`--password=${CANARY}`, `postgres://a:${CANARY}@b/c`] }] },
    }),
  ],
  [
    'a Secret',
    'secret.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata: {a: ${Buffer.from(CANARY).toString('base64')}}\nstringData: {b: ${CANARY}, c: ${TOKEN}}\n`,
  ],
  [
    'a ConfigMap',
    'config.yaml',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.ini: |\n    # top\n    password = ${CANARY}\n    url = amqp://a:${CANARY}@b\n  password: ${CANARY}\n`,
  ],
  ['a Dockerfile', 'Dockerfile', `FROM alpine:3\nARG TOKEN=${CANARY}\nENV A=${TOKEN} B=c\nRUN curl https://u:${CANARY}@host/x\n`],
  [
    'a Compose file',
    'compose.yaml',
    `services:\n  db:\n    image: postgres:17\n    environment: {POSTGRES_PASSWORD: ${CANARY}, T: ${TOKEN}}\n`,
  ],
  ['variables', '.env.production', `A=1\nexport DB_PASSWORD="${CANARY}"\n# OLD=${TOKEN}\nDSN=amqp://a:${CANARY}@b/\n`],
  ['values', 'chart/values.yaml', `image: {repository: nginx, tag: '1'}\nauth: {password: ${CANARY}, token: ${TOKEN}}\n`],
]

describe('a credential is never shown', () => {
  test.each(FILES)('%s', (_, path, content) => {
    const files = [{ path, bytes: new TextEncoder().encode(content) }]
    const { objects, references } = discover(files)
    const empty = factsOf([], objects)
    const secrets = compareSecrets([], secretsIn(files))
    const facts = { ...empty, secrets, references: references.map((reference) => ({ reference, touched: true })) }
    const judgement = judge(builtInPolicy, facts)
    const sources = withExcerpts(indexSources(files, [{ file: path, span: { start: 0, end: 0 } }]), files, judgement.findings)
    const recorded = withoutCredentials({ ...facts, sources })
    const run = { version: '0.0.0', startedAt: new Date(0), durationMs: 1 }
    const report = reportOf({ judgement, facts: recorded, policy: builtInPolicy, run })
    const shown = [JSON.stringify(recorded), ...reporters.map((reporter) => reporter.render(report, { verbose: true }))].join(
      '\n',
    )
    expect(judgement.findings.filter(({ rule }) => rule.startsWith('secret/')).length).toBeGreaterThan(0)
    expect(shown).not.toContain(CANARY.slice(4, 20))
    expect(shown).not.toContain(Buffer.from(CANARY).toString('base64').slice(4, 20))
  })
})

test('an old password on the line of another finding is not shown', () => {
  const pod = (more: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: a, image: 'a:1', ${more}env: [{name: DB_PASSWORD, value: ${CANARY}}]}\n`
  const [before, after] = [pod(''), pod('securityContext: {privileged: true}, ')].map((content) => ({
    path: 'pod.yaml',
    bytes: new TextEncoder().encode(content),
  }))
  const files = after === undefined ? [] : [after]
  const facts = factsOf(discover(before === undefined ? [] : [before]).objects, discover(files).objects)
  const judgement = judge(builtInPolicy, facts)
  const index = indexSources(files, [{ file: 'pod.yaml', span: { start: 0, end: 0 } }])
  expect(judgement.findings.map(({ rule }) => rule)).toContain('pod-security/privileged')
  expect(JSON.stringify(withExcerpts(index, files, judgement.findings, credentialPlaces(facts)))).not.toContain(CANARY)
})
