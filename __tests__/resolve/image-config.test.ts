import { describe, expect, test } from '@jest/globals'
import { parseImageConfig } from '../../src/resolve/image-config.ts'

const BODY = 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'
const TOKEN = ['gh', 'p_', BODY].join('')

interface Parts {
  readonly Env?: unknown
  readonly Labels?: unknown
  readonly history?: unknown
}

function parse({ history, ...config }: Parts) {
  const document = { os: 'linux', architecture: 'amd64', config, ...(history === undefined ? {} : { history }) }
  return parseImageConfig(new TextEncoder().encode(JSON.stringify(document)), 'config of web')
}

function told(parts: Parts): readonly string[] {
  const answer = parse(parts)
  if (answer.kind !== 'found') throw new Error(answer.kind)
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|aB3dE5fG7hJ9/)
  return (answer.value.secrets ?? ['nobody looked']).map((one) =>
    typeof one === 'string' ? one : `${one.place} ${one.name} ${one.kind}: ${one.detector}`,
  )
}

const step = (created_by: string): Parts => ({ history: [{ created_by }] })

describe('credentials in an image config are told without their value', () => {
  test.each<[string, Parts, readonly string[]]>([
    ['a variable by its shape', { Env: [`A=${TOKEN}`] }, ['env A shape: GitHub token']],
    ['a variable by its name', { Env: ['DB_PASSWORD=hunter2'] }, ['env DB_PASSWORD name: a value for this name']],
    ['a URL', { Env: ['DSN=amqp://a:hunter2hunter2@q/'] }, ['env DSN url: a URL with a password']],
    ['a variable that is nothing else', { Env: [TOKEN] }, ['env  shape: GitHub token']],
    ['a name', { Env: [`${TOKEN}=1`] }, ['env (hidden: it holds a credential) shape: GitHub token']],
    ['a label', { Labels: { build: `x ${TOKEN}` } }, ['label build shape: GitHub token']],
    ['the key of a label', { Labels: { [TOKEN]: '' } }, ['label (hidden: it holds a credential) shape: GitHub token']],
    ['ENV', step('ENV A=b DB_PASSWORD=hunter2'), ['history DB_PASSWORD name: a value for this name']],
    ['ENV of the classic builder', step(`/bin/sh -c #(nop)  ENV A=${TOKEN}`), ['history A shape: GitHub token']],
    ['ARG', step('ARG NPM_TOKEN="hunter2 hunter3"'), ['history NPM_TOKEN name: a value for this name']],
    [
      'a build argument of RUN',
      step('RUN |2 A=b NPM_TOKEN=hunter2 /bin/sh -c npm ci # buildkit'),
      ['history NPM_TOKEN name: a value for this name'],
    ],
    ['a command', step(`RUN /bin/sh -c curl https://u:${BODY}@host/ # buildkit`), ['history RUN url: a URL with a password']],
    [
      'a command beside an argument',
      step(`RUN |1 NPM_TOKEN=hunter2 /bin/sh -c echo ${TOKEN}`),
      ['history NPM_TOKEN name: a value for this name', 'history RUN shape: GitHub token'],
    ],
    [
      'a variable with the step that set it, once',
      { Env: ['DB_PASSWORD=hunter2'], ...step('ENV DB_PASSWORD=hunter2') },
      ['env DB_PASSWORD name: a value for this name'],
    ],
    [
      'a variable that was overwritten, twice',
      { Env: ['API_TOKEN=hunter2'], ...step(`ENV API_TOKEN=${TOKEN}`) },
      ['env API_TOKEN name: a value for this name', 'history API_TOKEN shape: GitHub token'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(told(parts)).toEqual(expected)
  })

  test.each<[string, Parts]>([
    ['nothing', {}],
    ['null', { Env: null, history: null }],
    ['what images usually set', { Env: ['PATH=/usr/bin:/bin', 'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568', 'LANG=C'] }],
    ['stand-ins', { Env: ['DB_PASSWORD=', 'API_TOKEN=changeme', 'DB_PASSWORD_FILE=/run/secrets/db'] }],
    ['a label whose name sounds like it', { Labels: { 'com.example.secret': 'hunting' } }],
    ['an argument without a value', step('ARG NPM_TOKEN')],
    ['a mounted secret', step('RUN /bin/sh -c NPM_TOKEN=$(cat /run/secrets/npm) npm ci # buildkit')],
    ['a step without an instruction', { history: [{ empty_layer: true }] }],
  ])('silent: %s', (_, parts) => {
    expect(told(parts)).toEqual([])
  })

  test.each<[string, Parts]>([
    ['an environment that is no list', { Env: { A: 'b' } }],
    ['a variable that is no text', { Env: [1] }],
    ['a history that is no list', { history: 'RUN x' }],
    ['a step that is no object', { history: ['RUN x'] }],
    ['a step made by no text', { history: [{ created_by: 1 }] }],
  ])('%s leaves the config unknown', (_, parts) => {
    expect(parse(parts)).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
  })

  test('a long name is cut', () => {
    const answer = parse({ Env: [`${'A'.repeat(100)}_PASSWORD=hunter2`] })
    expect(answer).toMatchObject({ kind: 'found', value: { secrets: [{ name: 'A'.repeat(80) }] } })
  })

  test('labels keep what is no credential', () => {
    const labels = { a: 'b', 'org.opencontainers.image.source': 'https://x:hunter2hunter2@github.com/acme/web' }
    expect(parse({ Labels: labels })).toMatchObject({
      value: {
        labels: [
          ['a', 'b'],
          ['org.opencontainers.image.source', '(hidden: it holds a credential)'],
        ],
      },
    })
  })
})
