import { describe, expect, test } from '@jest/globals'
import type { GithubAuthority, KeylessAuthority } from '../../src/model/policy.ts'
import { githubOwner } from '../../src/verify/github-owner.ts'
import { matchIdentity } from '../../src/verify/identity.ts'

const ISSUER = 'https://token.actions.githubusercontent.com'
type Signer = Parameters<typeof matchIdentity>[1]
type Kind = Signer['names'][number]['kind']

function signer(value: string, claims: Readonly<Record<number, string>> = {}, kind: Kind = 'uri'): Signer {
  return {
    kind: 'certificate',
    names: [{ kind, value }],
    issuer: ISSUER,
    claims: new Map(Object.entries(claims).map(([number, text]) => [Number(number), text])),
  }
}

function keyless(identity: string): KeylessAuthority {
  return { kind: 'keyless', name: 'a', issuer: ISSUER, identity, claims: {}, trustRoots: [] }
}

const github: GithubAuthority = { kind: 'github', name: 'g', repository: 'acme/web', claims: {}, trustRoots: [] }
const own = 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main'
const reusable = 'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1'
const calledFromWeb = { 12: 'https://github.com/acme/web', 14: 'refs/heads/main' }

describe('names', () => {
  test.each<[string, Kind, string, boolean]>([
    ['me@acme.test', 'email', 'me@acme.test', true],
    ['*@acme.test', 'email', 'me@acme.test', true],
    ['me@acme.test', 'uri', 'me@acme.test', false],
    ['uri:me@acme.test', 'uri', 'me@acme.test', true],
    ['https://acme.test/x', 'email', 'https://acme.test/x', false],
    ['me!acme.test', 'other', 'me!acme.test', true],
    ['email:me!acme.test', 'other', 'me!acme.test', false],
    ['host.acme.test', 'dns', 'host.acme.test', true],
    ['email:', 'email', '', false],
    ['', 'email', 'me@acme.test', false],
    ['me@acme.test', 'email', 'ME@acme.test', false],
    ['me@acme.test', 'email', 'me@acme.tests', false],
  ])('%s against %s:%s is %s', (pattern, kind, value, expected) => {
    expect(matchIdentity(keyless(pattern), signer(value, {}, kind)).matches).toBe(expected)
  })
  test('of several names of a private certificate, one that matches is enough', () => {
    const two: Signer = {
      ...signer('me@acme.test', {}, 'email'),
      names: [
        { kind: 'dns', value: 'host.acme.test' },
        { kind: 'email', value: 'me@acme.test' },
      ],
    }
    expect(matchIdentity(keyless('me@acme.test'), two).matches).toBe(true)
    expect(matchIdentity(keyless('you@acme.test'), two).matches).toBe(false)
  })
})

describe('a GitHub workflow of any repository of an owner', () => {
  const all: GithubAuthority = { ...github, repository: 'acme/*', claims: { sourceRepositoryOwnerId: '1234' } }
  const from = (repository: string, owner = '1234'): Readonly<Record<number, string>> => ({
    12: `https://github.com/${repository}`,
    17: owner,
  })
  const workflow = (repository: string): string =>
    `https://github.com/${repository}/.github/workflows/release.yml@refs/heads/main`

  test.each<[string, string, Readonly<Record<number, string>>, GithubAuthority, boolean]>([
    ['its own repository', workflow('acme/web'), from('acme/web'), all, true],
    ['another one of the owner', workflow('acme/api'), from('acme/api'), all, true],
    ['whoever took the name over', workflow('acme/web'), from('acme/web', '666'), all, false],
    ['a certificate without the number', workflow('acme/web'), { 12: 'https://github.com/acme/web' }, all, false],
    ['an owner with a longer name', workflow('acme-evil/web'), from('acme-evil/web'), all, false],
    ['a workflow of another repository of the owner', workflow('acme/web'), from('acme/api'), all, false],
    ['a stranger who calls the owner', workflow('acme/web'), from('mallory/web'), all, false],
    [
      'a named reusable workflow, called by the owner',
      'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1',
      from('acme/web'),
      { ...all, workflow: 'acme/ci/.github/workflows/build.yml' },
      true,
    ],
    [
      'a named reusable workflow, called by a stranger',
      'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1',
      from('mallory/web', '666'),
      { ...all, workflow: 'acme/ci/.github/workflows/build.yml' },
      false,
    ],
  ])('%s', (_, name, claims, authority, expected) => {
    expect(matchIdentity(authority, signer(name, claims)).matches).toBe(expected)
  })

  test('is looked for among the attestations of the owner', () => {
    expect([githubOwner(all), githubOwner(github)]).toEqual(['acme', 'acme/web'])
  })
})

describe('a GitHub workflow', () => {
  test('of the repository itself', () => {
    expect(matchIdentity(github, signer(own, calledFromWeb))).toEqual({ matches: true })
    expect(
      matchIdentity({ ...github, workflow: '.github/workflows/*.yml', ref: 'refs/heads/*' }, signer(own, calledFromWeb)),
    ).toEqual({ matches: true })
  })
  test('of another repository, called by this one, is said to be so and must be written with its repository', () => {
    expect(matchIdentity(github, signer(reusable, calledFromWeb))).toMatchObject({
      matches: false,
      what: 'signing workflow',
      got: reusable,
    })
    expect(
      matchIdentity({ ...github, workflow: 'acme/ci/.github/workflows/build.yml' }, signer(reusable, calledFromWeb)),
    ).toEqual({ matches: true })
    expect(
      matchIdentity(
        { ...github, workflow: 'acme/ci/.github/workflows/build.yml', ref: 'refs/heads/main' },
        signer(reusable, calledFromWeb),
      ),
    ).toEqual({ matches: true })
  })
  test('of another repository is bound to the ref that called it', () => {
    const workflow = 'acme/ci/.github/workflows/build.yml'
    for (const ref of ['refs/tags/*', 'refs/heads/main-evil', 'refs/tags/v1'])
      expect(matchIdentity({ ...github, workflow, ref }, signer(reusable, calledFromWeb))).toMatchObject({
        matches: false,
        what: 'ref',
        got: 'refs/heads/main',
      })
  })
  test('that ran for a tag with an at sign in its name', () => {
    const uri = 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/web@1.4.2'
    const called = { ...calledFromWeb, 14: 'refs/tags/web@1.4.2' }
    const authority = { ...github, workflow: '.github/workflows/release.yml' }
    expect(matchIdentity({ ...authority, ref: 'refs/tags/web@*' }, signer(uri, called))).toEqual({ matches: true })
    expect(matchIdentity({ ...authority, ref: 'refs/tags/web' }, signer(uri, called))).toMatchObject({ matches: false })
    expect(matchIdentity(authority, signer(uri.replace('release.yml', 'release.yml@1'), called))).toMatchObject({
      matches: false,
    })
  })
  test('of this repository, called by a stranger', () => {
    const stranger = { 12: 'https://github.com/evil/web', 14: 'refs/heads/main' }
    expect(matchIdentity(github, signer(own, stranger))).toMatchObject({
      matches: false,
      what: 'calling repository',
      got: 'https://github.com/evil/web',
    })
  })
  test('without the claims that say who called is not known to be called by this repository', () => {
    expect(matchIdentity(github, signer(own))).toMatchObject({ matches: false, what: 'calling repository' })
    expect(matchIdentity(github, signer(own, { 5: 'acme/web', 6: 'refs/heads/main' }))).toEqual({ matches: true })
    expect(matchIdentity({ ...github, ref: 'refs/heads/main' }, signer(own, { 5: 'acme/web' }))).toMatchObject({
      matches: false,
      what: 'ref',
    })
  })
  test.each([
    'https://github.com/acme/web/.github/workflows/release.yml',
    `${own}@refs/heads/main`,
    own.replace('github.com', 'github.com.evil.test'),
  ])('is not %s', (uri) => {
    expect(matchIdentity({ ...github, ref: 'refs/heads/main' }, signer(uri, calledFromWeb))).toMatchObject({ matches: false })
  })
  test('of another issuer is a stranger', () => {
    expect(matchIdentity(github, { ...signer(own, calledFromWeb), issuer: 'https://gitlab.com' })).toMatchObject({
      matches: false,
      what: 'issuer',
    })
  })
})

describe("GitHub's store is asked about", () => {
  test.each([
    ['https://github.com/acme/web/.github/workflows/x.yml@refs/heads/main', 'acme/web'],
    ['uri:https://github.com/acme/web/.github/workflows/x.yml@refs/heads/main', 'acme/web'],
    ['https://github.com/acme/*/.github/workflows/x.yml@refs/heads/main', 'acme'],
    ['https://gitlab.com/acme/web//x', undefined],
    ['https://github.com/*/web/x', undefined],
  ])('%s: %s', (identity, owner) => {
    expect(githubOwner(keyless(identity))).toBe(owner)
  })
})
