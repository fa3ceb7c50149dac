import { describe, expect, test } from '@jest/globals'
import { parseImageConfig } from '../../src/resolve/image-config.ts'

const TOKEN = ['gh', 'p_', 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'].join('')

function parse(config: Readonly<Record<string, unknown>>) {
  return parseImageConfig(
    new TextEncoder().encode(JSON.stringify({ os: 'linux', architecture: 'amd64', config })),
    'config of web',
  )
}

function startIn(config: Readonly<Record<string, unknown>>) {
  const answer = parse(config)
  if (answer.kind !== 'found') throw new Error(answer.kind)
  const { entrypoint, command, ports, weakening } = answer.value
  return { entrypoint, command, ports, weakening }
}

describe('how an image starts', () => {
  test('is nothing where nothing is set', () => {
    const nothing = { entrypoint: [], command: [], ports: [], weakening: [] }
    expect(startIn({})).toEqual(nothing)
    expect(startIn({ Entrypoint: null, Cmd: null, ExposedPorts: null, Env: null })).toEqual(nothing)
  })

  test('is read as runtimes read it', () => {
    expect(startIn({ Entrypoint: '/app/web', Cmd: ['serve', '-v'] })).toMatchObject({
      entrypoint: ['/app/web'],
      command: ['serve', '-v'],
    })
  })

  test('ports are in order and have a protocol', () => {
    expect(startIn({ ExposedPorts: { '9090': {}, '80/tcp': {}, '53/UDP': {}, '80': {} } }).ports).toEqual([
      '53/udp',
      '80/tcp',
      '9090/tcp',
    ])
  })

  test('only variables that weaken something are kept, the last value of each', () => {
    const Env = ['LD_PRELOAD=/a.so', 'HOME=/root', 'LD_PRELOAD=/b.so', 'NODE_TLS_REJECT_UNAUTHORIZED=1', 'BASH_ENV']
    expect(startIn({ Env }).weakening).toEqual([['LD_PRELOAD', '/b.so']])
  })

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['an entrypoint that is no list', { Entrypoint: { a: 'b' } }],
    ['a word that is no text', { Cmd: ['a', 1] }],
    ['ports that are no object', { ExposedPorts: ['80/tcp'] }],
  ])('%s leaves the config unknown', (_, config) => {
    expect(parse(config)).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
  })
})

describe('a credential in the start of an image is hidden', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['by its shape', ['app', TOKEN], ['app', '(hidden)']],
    ['in a URL', ['app', 'postgres://a:hunter2hunter2@db/x'], ['app', '(hidden)']],
    ['in an option', ['app', '--password=hunter2hunter2'], ['app', '--password=(hidden)']],
    ['after an option', ['app', '--password', 'hunter2hunter2', 'x'], ['app', '--password', '(hidden)', 'x']],
    ['in a shell command', ['sh', '-c', 'DB_PASSWORD="hunter2 hunter2" app'], ['sh', '-c', 'DB_PASSWORD=(hidden) app']],
    ['after an option in a shell command', ['exec app -v --token hunter2hunter2'], ['exec app -v --token (hidden)']],
    ['after another option', ['app -e API_TOKEN=hunter2hunter2'], ['app -e API_TOKEN=(hidden)']],
    ['as the file that holds it', ['app', '--password-file', '/run/x'], ['app', '--password-file', '/run/x']],
    ['as a variable', ['sh', '-c', 'app --password=$DB_PASSWORD'], ['sh', '-c', 'app --password=$DB_PASSWORD']],
  ])('%s', (_, words, expected) => {
    expect(startIn({ Entrypoint: words }).entrypoint).toEqual(expected)
  })

  test.each([
    ['https_proxy=http://robin:hunter2hunter2@proxy:3128', 'http://(hidden)@proxy:3128'],
    [`NODE_OPTIONS=--require /x/${TOKEN}`, '(hidden)'],
  ])('%s', (text, part) => {
    expect(startIn({ Env: [text] }).weakening?.[0]?.[1]).toBe(part)
  })
})

describe('a hostile config', () => {
  const LONG = 1_000_000
  test.each([
    ['a word without an end in a build step', { history: [{ created_by: `ENV ${'a'.repeat(LONG)}` }] }],
    ['a name without an end in a build argument', { history: [{ created_by: `|1 ${'_'.repeat(LONG)}` }] }],
    ['spaces without an end in options', { config: { Env: [`NODE_OPTIONS=a${' '.repeat(LONG)}b`] } }],
    ['slashes without an end in a proxy', { config: { Env: [`HTTP_PROXY=${'//'.repeat(LONG / 2)}`] } }],
    ['names without an end in a command', { config: { Cmd: ['a.'.repeat(LONG / 2), `-a${' '.repeat(LONG)}`] } }],
  ])('is read in as many steps as it has characters: %s', (_title, document) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ os: 'linux', architecture: 'amd64', ...document }))
    expect(parseImageConfig(bytes, 'config of web').kind).toBe('found')
  })

  test.each([
    ['http://user:p@ss@proxy:3128', 'http://(hidden)@proxy:3128'],
    ['http://user:pa/ss@proxy:3128', 'http://(hidden)@proxy:3128'],
    ['user:pass@proxy:3128', '(hidden)@proxy:3128'],
    ['http://proxy:3128', 'http://proxy:3128'],
    ['proxy:3128', 'proxy:3128'],
  ])('who logs in at the proxy %s is not told', (value, shown) => {
    expect(startIn({ Env: [`HTTPS_PROXY=${value}`] })?.weakening).toEqual([['HTTPS_PROXY', shown]])
  })

  test('a credential is hidden wherever a text may stand', () => {
    const document = { os: TOKEN, architecture: TOKEN, created: TOKEN, config: { User: TOKEN, ExposedPorts: { [TOKEN]: {} } } }
    const answer = parseImageConfig(new TextEncoder().encode(JSON.stringify(document)), 'config of web')
    expect(answer.kind).toBe('found')
    expect(JSON.stringify(answer).toLowerCase()).not.toContain(TOKEN.toLowerCase())
  })
})
