import { describe, expect, test } from '@jest/globals'
import type { RuleHit } from '../../src/case/rule.ts'
import { compareSecrets } from '../../src/compare/secrets.ts'
import { secretsIn } from '../../src/discover/secrets.ts'
import { withoutCredentials } from '../../src/posture/secrets/redact.ts'
import { committed } from '../../src/rules/secret/committed.ts'
import { inDockerfile } from '../../src/rules/secret/in-dockerfile.ts'
import { inUrl } from '../../src/rules/secret/in-url.ts'
import { literal } from '../../src/rules/secret/literal.ts'
import { secretRules } from '../../src/rules/secret/table.ts'
import { factsOf, hitsOf, hitsOfFacts, pointedAt } from '../posture/hits.ts'
import { objectsIn } from '../posture/objects.ts'
import { benigns, createSource, positives, type Sample } from '../posture/secret-corpus.ts'

const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const GITHUB = ['gh', 'p_', createSource(3).text(WORD, 36)].join('')

function pod({ name, value }: Sample): string {
  const env = JSON.stringify([{ name, value }])
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  containers:\n    - name: app\n      image: web:1\n      env: ${env}\n`
}

function config(data: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n${data}\n`
}

function secret(data: string, kind = 'Secret'): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata: {name: db}\n${data}\n`
}

function said(text: string): readonly RuleHit[] {
  return secretRules.flatMap((rule) => hitsOf(rule, { head: text }))
}

function settings(path: string, base: string, head: string): readonly RuleHit[] {
  const side = (text: string) => secretsIn([{ path, bytes: new TextEncoder().encode(text) }])
  const facts = { ...factsOf([], []), secrets: compareSecrets(side(base), side(head)) }
  return secretRules.flatMap((rule) => hitsOfFacts(rule, facts))
}

describe('the corpus', () => {
  test('every credential is found', () => {
    const missed = positives().filter((sample) => said(pod(sample)).length === 0)
    expect(positives().length).toBeGreaterThanOrEqual(60)
    expect(missed).toEqual([])
  })

  test('nothing harmless is found', () => {
    const harmless = benigns(2040)
    expect(harmless.filter((sample) => said(pod(sample)).length > 0)).toEqual([])
  })

  test('a credential is an error by its shape and a warning by the name of its key', () => {
    expect(said(pod({ name: 'X', value: GITHUB }))[0]).toMatchObject({ level: 'error' })
    expect(said(pod({ name: 'DB_PASSWORD', value: 'hunter2' }))[0]).toMatchObject({ level: 'warning' })
  })

  test('no credential is ever shown', () => {
    for (const sample of positives()) {
      const text = JSON.stringify(said(pod(sample)))
      const core = sample.value.slice(-12)
      if (core.length > 6) expect(text).not.toContain(core)
    }
  })
})

describe('where credentials stand', () => {
  test.each([
    ['an argument', 'args: ["--token=hunter2hunter2"]'],
    ['an argument and its value', 'command: [run, --password, hunter2hunter2]'],
  ])('%s', (_, line) => {
    const head = `${pod({ name: 'A', value: 'b' })}      ${line}\n`
    expect(hitsOf(literal, { head })).toHaveLength(1)
  })

  test('a config map: by the key, in a file, by the shape', () => {
    expect(hitsOf(literal, { head: config('  password: hunter2') })).toHaveLength(1)
    expect(hitsOf(literal, { head: config('  app.ini: |\n    user = web\n    password = hunter2') })).toHaveLength(1)
    expect(hitsOf(literal, { head: config(`  app.sh: |\n    curl -H "${GITHUB}"`) })[0]).toMatchObject({ level: 'error' })
    expect(hitsOf(literal, { head: config('  app.ini: |\n    user = web') })).toEqual([])
  })

  const word = createSource(9).text(WORD, 12)
  test.each([
    ['a variable alone in its entry', `config: REDIS_PASSWORD=${word}`],
    ['JSON in one line', `app.json: '{"db": {"user": "web", "password": "${word}"}}'`],
    ['JSON over lines', `app.json: |\n    {"db": {\n      "password": "${word}"}}`],
    ['an element of XML', `app.xml: "<db><password>${word}</password></db>"`],
    ['an attribute of XML', `app.xml: '<db user="web" password="${word}"/>'`],
    ['a named property of XML', `app.xml: '<add key="DbPassword" value="${word}"/>'`],
    ['a connection string', `dsn: "Server=db;User Id=web;Password=${word};"`],
  ])('a config map: %s', (_, data) => {
    expect(hitsOf(literal, { head: config(`  ${data}`) })).toHaveLength(1)
    expect(hitsOf(literal, { head: config(`  ${data.replaceAll(word, '${' + 'PW}')}`) })).toEqual([])
  })

  test('the key of a service by its name, where the value reads as issued', () => {
    const key = createSource(5).text(WORD, 86)
    for (const name of ['AZURE_BATCH_KEY', 'AZURE_STORAGE_KEY', 'storageKey']) {
      expect(said(pod({ name, value: `${key}==` }))).toHaveLength(1)
      expect(said(pod({ name, value: 'sessions' }))).toEqual([])
    }
    expect(said(pod({ name: 'PUBLIC_KEY', value: `${key}==` }))).toEqual([])
  })

  test('anywhere in any object, by its shape', () => {
    const head = `apiVersion: example.com/v1\nkind: Robot\nmetadata: {name: r, annotations: {note: "${GITHUB}"}}\n`
    const [hit] = hitsOf(literal, { head })
    expect(pointedAt(head, hit)).toBe(GITHUB)
  })

  test('a reference to a Secret is fine', () => {
    const head = pod({ name: 'A', value: 'b' }).replace(
      /env: .*/,
      'env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]',
    )
    expect(said(head)).toEqual([])
  })

  test('a URL with a password', () => {
    const head = pod({ name: 'DSN', value: 'postgres://app:hunter2hunter2@db/shop' })
    expect(hitsOf(inUrl, { head })).toHaveLength(1)
    expect(hitsOf(literal, { head })).toEqual([])
    expect(said(pod({ name: 'DSN', value: 'postgres://app:$(PW)@db/shop' }))).toEqual([])
  })

  test('an old credential is no finding, a changed one is', () => {
    const [one, two] = ['hunter2', 'hunter3'].map((value) => pod({ name: 'DB_PASSWORD', value }))
    expect(hitsOf(literal, { base: one ?? '', head: one ?? '' })).toEqual([])
    expect(hitsOf(literal, { base: one ?? '', head: two ?? '' })).toHaveLength(1)
  })
})

describe('committed Secrets', () => {
  test.each([
    ['data', secret('data: {password: aHVudGVyMg==}'), 1],
    ['stringData', secret('stringData: {password: hunter2}'), 1],
    ['a word that is a default', secret('stringData: {password: admin}'), 1],
    ['no data', secret('type: kubernetes.io/service-account-token'), 0],
    ['a file of settings', secret('stringData:\n  grafana.ini: |\n    [date_formats]\n    default_timezone = UTC'), 0],
    ['a file of settings with a password', secret('stringData:\n  grafana.ini: |\n    [db]\n    password = hunter2'), 1],
    ['a file of settings with a long word', secret(`stringData:\n  app.yaml: "kube: ${createSource(8).text(WORD, 32)}"`), 1],
    [
      'a file of settings of its own grammar',
      secret('stringData:\n  redis.conf: |\n    maxmemory 1gb\n    requirepass hunter2'),
      1,
    ],
    ['logins', secret('stringData:\n  netrc.conf: |\n    machine a login b password hunter2'), 1],
    ['a short key', secret('stringData:\n  users.json: \'{"web": {"pass": "hunter2"}}\''), 1],
    ['a file of settings with a URL', secret('stringData:\n  app.yaml: "url: http://web:hunter2hunter2@db"'), 1],
    ['a file named as credentials', secret('stringData:\n  credentials.json: \'{"user": "web"}\''), 1],
    ['empty values', secret('data: {password: ""}'), 0],
    ['a variable', secret('stringData: {password: "${DB_PASSWORD}"}'), 0],
    ['a certificate only', secret(`data: {ca.crt: ${Buffer.from('-----BEGIN CERTIFICATE-----\nabc').toString('base64')}}`), 0],
    [
      'a certificate with its key',
      secret(`stringData: {tls.pem: "-----BEGIN CERTIFICATE-----${['-----BEGIN PRIV', 'ATE KEY-----'].join('')}"}`),
      1,
    ],
    ['SOPS', secret('data: {password: "ENC[AES256_GCM,data:x]"}\nsops: {version: 3.9.0}'), 0],
    ['SOPS with a value left open', secret('data: {password: aHVudGVyMg==}\nsops: {version: 3.9.0}'), 1],
    ['SealedSecret', secret('spec: {encryptedData: {password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq}}', 'SealedSecret'), 0],
    [
      'ExternalSecret',
      secret('spec: {data: [{secretKey: password, remoteRef: {key: db, property: password}}]}', 'ExternalSecret'),
      0,
    ],
  ])('%s', (_, head, count) => {
    expect(said(head)).toHaveLength(count)
    expect(hitsOf(committed, { base: head, head })).toEqual([])
  })

  test('the kind of what is held is told, also in a registry login', () => {
    const login = Buffer.from('{"auths":{"ghcr.io":{"auth":"dXNlcjpodW50ZXIy"}}}').toString('base64')
    const [hit] = hitsOf(committed, { head: secret(`data: {.dockerconfigjson: ${login}}`) })
    expect(hit?.evidence?.[0]).toContain('registry login')
  })

  test('a key that is added to an old Secret is said, the old keys are not', () => {
    const base = secret('stringData: {a: first1}')
    const [hit] = hitsOf(committed, { base, head: secret('stringData: {a: first1, b: second2}') })
    expect(hit?.message).toBe('Secret db is committed with its data: b')
  })
})

describe('files without objects', () => {
  test('ENV and ARG of a Dockerfile', () => {
    const head = `FROM alpine\nARG NPM_TOKEN=hunter2hunter2\nENV A=b DB_PASSWORD="hunter2 hunter3"\nENV API_KEY hunter2hunter2\nENV PATH=/bin\n`
    const hits = settings('Dockerfile', 'FROM alpine\n', head)
    expect(hits.map((hit) => hit.message)).toEqual([
      'NPM_TOKEN is written out',
      'DB_PASSWORD is written out',
      'API_KEY is written out',
    ])
    expect(pointedAt(head, hits[2])).toBe('hunter2hunter2')
    expect(settings('Dockerfile', head, head)).toEqual([])
    expect(settings('Dockerfile', '', 'FROM alpine\nARG NPM_TOKEN\nENV DB_PASSWORD=$DB_PASSWORD\n')).toEqual([])
  })

  test('a credential in any instruction, by its shape', () => {
    const hits = settings('Dockerfile', '', `FROM alpine\nRUN git clone https://x:${GITHUB}@github.com/a/b\n`)
    expect(hits.map(({ level }) => level)).toEqual(['error'])
    expect(hitsOfFacts(inDockerfile, factsOf([], []))).toEqual([])
  })

  test('Compose, as a map and as a list', () => {
    const compose = (environment: string) => `services:\n  db:\n    image: postgres:17\n    environment:\n${environment}\n`
    expect(settings('compose.yaml', '', compose('      POSTGRES_PASSWORD: hunter2'))).toHaveLength(1)
    expect(settings('compose.yaml', '', compose('      - POSTGRES_PASSWORD=hunter2'))).toHaveLength(1)
    expect(
      settings('compose.yaml', '', compose('      - POSTGRES_PASSWORD=${PW:?}\n      - POSTGRES_PASSWORD_FILE=/run/secrets/pw')),
    ).toEqual([])
  })

  test.each(['.env', '.env.production', 'deploy/web.env', '.env.db'])('variables in %s', (path) => {
    const head = `A=1\nexport DB_PASSWORD="hunter2 hunter3" # why\nAPI_KEY='hunter2'\nX=${GITHUB}\nDSN=amqp://a:hunter2hunter2@q/\n`
    const hits = settings(path, 'A=1\n', head)
    expect(hits.map(({ message, level }) => `${level} ${message}`).toSorted()).toEqual([
      'error DSN holds a credential (a URL with a password)',
      'error X holds a credential (GitHub token)',
      'warning API_KEY is written out',
      'warning DB_PASSWORD is written out',
    ])
    expect(pointedAt(head, hits[0])).toBe('hunter2 hunter3')
    expect(settings(path, head, head)).toEqual([])
    expect(settings(path, head, head.replace("'hunter2'", "'hunter4'"))).toHaveLength(1)
  })

  test('variables that hold no credential', () => {
    const head =
      'DB_PASSWORD=\nAPI_KEY=${API_KEY}\nDB_PASSWORD_FILE=/run/secrets/db\nTOKEN=changeme\nLOG=debug\nSECRET="encrypted:BDx8c0ffee"\n# PASSWORD=hunter2\n'
    expect(settings('.env', '', head)).toEqual([])
    expect(settings('src/env', '', 'DB_PASSWORD=hunter2\n')).toEqual([])
    expect(settings('.env.ts', '', 'DB_PASSWORD=hunter2\n')).toEqual([])
  })

  test.each(['.env.example', '.env.sample', '.env.template', '.env.local.example', 'sample.env', '.env.dist'])(
    'an example to copy, %s, speaks by shape only',
    (path) => {
      expect(settings(path, '', 'DB_PASSWORD=hunter2\nDSN=amqp://a:hunter2hunter2@q/\n')).toEqual([])
      expect(settings(path, '', `X=${GITHUB}\n`).map(({ level }) => level)).toEqual(['error'])
      expect(settings(path, '', `# X=${GITHUB}\n`).map(({ level }) => level)).toEqual(['error'])
    },
  )

  test('values of a chart', () => {
    const values = (line: string) => `image: {repository: nginx, tag: "1"}\nauth:\n  ${line}\n`
    expect(settings('chart/values.yaml', '', values('password: hunter2'))).toHaveLength(1)
    expect(settings('chart/values.yaml', '', values('env: [{name: API_TOKEN, value: hunter2}]'))).toHaveLength(1)
    expect(settings('chart/values.yaml', '', values('existingSecret: db-credentials'))).toEqual([])
    expect(settings('chart/values.yaml', '', values('password: ""'))).toEqual([])
  })
})

describe('recorded facts', () => {
  const text =
    pod({ name: 'A', value: GITHUB }) +
    `---\n${pod({ name: 'DSN', value: 'amqp://a:hunter2hunter2@q/' }).replace('name: web', 'name: two')}`
  const facts = factsOf([], objectsIn(`${text}---\n${secret('stringData: {password: hunter2hunter2, b: second22}')}`))

  test('hold no credential, and are judged the same', () => {
    const hidden = withoutCredentials(facts)
    expect(JSON.stringify(hidden)).not.toMatch(/hunter2|second22/)
    expect(JSON.stringify(hidden)).not.toContain(GITHUB)
    const judged = (one: typeof facts) =>
      secretRules.flatMap((rule) => hitsOfFacts(rule, one).map(({ message, level, key }) => ({ message, level, key })))
    expect(judged(hidden)).toEqual(judged(facts))
    expect(judged(facts)).toHaveLength(3)
  })

  test('a file of settings in a Secret is hidden as well, and stays one', () => {
    const head = objectsIn(secret('stringData:\n  grafana.ini: |\n    [date_formats]\n    default_timezone = UTC'))
    const hidden = withoutCredentials(factsOf([], head))
    expect(JSON.stringify(hidden)).not.toContain('default_timezone')
    expect(hitsOfFacts(committed, hidden)).toEqual([])
  })

  test('a credential that was changed stays a change', () => {
    const [one, two] = ['hunter2', 'hunter3'].map((value) => objectsIn(pod({ name: 'DB_PASSWORD', value })))
    expect(hitsOfFacts(literal, withoutCredentials(factsOf(one ?? [], two ?? [])))).toHaveLength(1)
    expect(hitsOfFacts(literal, withoutCredentials(factsOf(one ?? [], one ?? [])))).toEqual([])
  })
})
