import { describe, expect, test } from '@jest/globals'
import { formatName, formatRepository, parseDigest, parseImageName } from '../../src/model/image-name.ts'
import { MAX_REPOSITORY_TEXT } from '../../src/model/limits.ts'

const hex = (character: string, length: number): string => character.repeat(length)
const sha256 = `sha256:${hex('c', 64)}`

describe('a reference is read as docker, containerd and the kubelet read it', () => {
  test.each([
    ['caddy', 'docker.io/library/caddy'],
    ['caddy:2.8', 'docker.io/library/caddy:2.8'],
    ['acme/tool', 'docker.io/acme/tool'],
    ['acme/group/tool:v1', 'docker.io/acme/group/tool:v1'],
    ['index.docker.io/caddy', 'docker.io/library/caddy'],
    ['index.docker.io/acme/tool', 'docker.io/acme/tool'],
    ['registry-1.docker.io/library/caddy', 'registry-1.docker.io/library/caddy'],
    ['ghcr.io/acme/tool', 'ghcr.io/acme/tool'],
    ['localhost/tool', 'localhost/tool'],
    ['localhost', 'docker.io/library/localhost'],
    ['localhost:5000', 'docker.io/library/localhost:5000'],
    ['box:5000/tool:1', 'box:5000/tool:1'],
    ['box/tool', 'docker.io/box/tool'],
    ['Box/tool', 'Box/tool'],
    ['10.0.0.7/tool', '10.0.0.7/tool'],
    ['[fd00::1]:5000/tool:1', '[fd00::1]:5000/tool:1'],
    ['tool:Release_1.0-X', 'docker.io/library/tool:Release_1.0-X'],
    ['tool:_draft', 'docker.io/library/tool:_draft'],
    ['x/a__b--c.d/e_f', 'docker.io/x/a__b--c.d/e_f'],
    [`tool@${sha256}`, `docker.io/library/tool@${sha256}`],
    [`tool:1@${sha256}`, `docker.io/library/tool:1@${sha256}`],
    [`tool@sha512:${hex('0', 128)}`, `docker.io/library/tool@sha512:${hex('0', 128)}`],
    [`ghcr.io/${hex('a', 255)}`, `ghcr.io/${hex('a', 255)}`],
    [`tool:${hex('t', 128)}`, `docker.io/library/tool:${hex('t', 128)}`],
  ])('%s', (text, canonical) => {
    const parsed = parseImageName(text)
    expect(parsed.ok ? formatName(parsed.name) : parsed.why).toBe(canonical)
  })

  test('tag and digest are both kept', () => {
    const parsed = parseImageName(`ghcr.io/acme/tool:1.4@${sha256}`)
    expect(parsed).toEqual({
      ok: true,
      name: { registry: 'ghcr.io', repository: 'acme/tool', tag: '1.4', digest: sha256 },
    })
  })

  test('no tag stays no tag', () => {
    expect(parseImageName('caddy')).toEqual({ ok: true, name: { registry: 'docker.io', repository: 'library/caddy' } })
  })
})

describe('what is no reference', () => {
  test.each([
    [''],
    [' caddy'],
    ['caddy '],
    ['caddy\n'],
    ['Caddy'],
    ['ghcr.io/Acme/tool'],
    ['caddy:'],
    ['caddy:-1'],
    ['caddy:1:2'],
    ['caddy:1+build'],
    ['caddy@'],
    ['/caddy'],
    ['caddy/'],
    ['acme//tool'],
    ['a___b'],
    ['-tool'],
    ['docker://caddy'],
    ['https://ghcr.io/acme/tool'],
    ['$IMAGE'],
    ['{{ .Values.image }}'],
    ['ｇhcr.io/acme/tool'],
    [hex('a', 64)],
    [`tool@sha256:${hex('C', 64)}`],
    [`tool@sha256:${hex('c', 63)}`],
    [`tool@sha256:${hex('c', 65)}`],
    [`tool@md5:${hex('c', 32)}`],
    [`tool@${sha256}@${sha256}`],
    [`ghcr.io/${hex('a', 256)}`],
    [`tool:${hex('t', 129)}`],
  ])('%j', (text) => {
    expect(parseImageName(text).ok).toBe(false)
  })

  test('a first part that looks like a host and cannot be one gives an empty registry', () => {
    const parsed = parseImageName('my_box.example/tool')
    expect(parsed.ok && parsed.name.registry).toBe('')
    expect(parsed.ok && formatRepository(parsed.name)).toBe('my_box.example/tool')
  })
})

test('a digest has exactly the length of its algorithm', () => {
  expect(parseDigest(`sha384:${hex('f', 96)}`)).toBe(`sha384:${hex('f', 96)}`)
  expect(parseDigest(`sha384:${hex('f', 64)}`)).toBeUndefined()
  expect(parseDigest('constructor:ff')).toBeUndefined()
})

test('a repository at the longest that registries keep is a name, one character more is none', () => {
  const path = (length: number): string => `acme/${'a'.repeat(length - 'acme/'.length)}`
  expect(parseImageName(`ghcr.io/${path(MAX_REPOSITORY_TEXT)}`)).toMatchObject({ ok: true })
  expect(parseImageName(`ghcr.io/${path(MAX_REPOSITORY_TEXT + 1)}`)).toMatchObject({
    ok: false,
    why: expect.stringContaining('longer'),
  })
})
