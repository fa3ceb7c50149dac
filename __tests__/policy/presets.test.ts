import { describe, expect, test } from '@jest/globals'
import type { Authority } from '../../src/model/policy.ts'
import { matchIdentity } from '../../src/verify/identity.ts'
import { mistakesIn, policyOf } from './policy-text.ts'

const written = (text: string): string => `version: 1\ntrustRoots: {acme: trust/trusted_root.json}\nauthorities:\n  x: ${text}\n`
const authorityOf = (text: string): Authority | undefined => policyOf(written(text)).authorities[0]

type Signer = Parameters<typeof matchIdentity>[1]
const GITHUB = 'https://token.actions.githubusercontent.com'

function signer(issuer: string, value: string, claims: Readonly<Record<number, string>> = {}): Signer {
  return {
    kind: 'certificate',
    names: [{ kind: value.includes('://') ? 'uri' : 'email', value }],
    issuer,
    claims: new Map(Object.entries(claims).map(([number, text]) => [Number(number), text])),
  }
}

function takes(text: string, one: Signer): boolean {
  const authority = authorityOf(text)
  if (authority?.kind !== 'keyless') throw new Error('not a keyless authority')
  return matchIdentity(authority, one).matches
}

describe('a preset stands for', () => {
  test('the pipeline of a project on gitlab.com', () => {
    expect(authorityOf('{gitlab: {project: acme/platform/web, ref: refs/heads/main}}')).toEqual({
      kind: 'keyless',
      name: 'x',
      issuer: 'https://gitlab.com',
      identity: 'https://gitlab.com/acme/platform/web//.gitlab-ci.yml@refs/heads/main',
      claims: { sourceRepositoryURI: 'https://gitlab.com/acme/platform/web', sourceRepositoryRef: 'refs/heads/main' },
      trustRoots: ['public-good'],
    })
  })

  test('the pipeline of a project on an instance of its own', () => {
    const text =
      '{gitlab: {project: acme/web, ref: refs/tags/v*, file: ci/release.yml, host: git.acme.example, trustRoot: acme, claims: {runnerEnvironment: self-hosted}}, transparencyLog: ignored}'
    expect(authorityOf(text)).toEqual({
      kind: 'keyless',
      name: 'x',
      issuer: 'https://git.acme.example',
      identity: 'https://git.acme.example/acme/web//ci/release.yml@refs/tags/v*',
      claims: { runnerEnvironment: 'self-hosted' },
      trustRoots: ['acme'],
      transparencyLog: 'ignored',
    })
  })

  test('a service account of Google Cloud', () => {
    const keyless = '{keyless: {issuer: "https://accounts.google.com", identity: builder@acme.iam.gserviceaccount.com}}'
    expect(authorityOf('{google: {serviceAccount: builder@acme.iam.gserviceaccount.com}}')).toEqual(authorityOf(keyless))
    expect(authorityOf('{google: {serviceAccount: 1-compute@developer.gserviceaccount.com, trustRoot: acme}}')).toMatchObject({
      identity: '1-compute@developer.gserviceaccount.com',
      trustRoots: ['acme'],
    })
  })

  test('the workflow that signs the public images of Chainguard', () => {
    expect(authorityOf('{chainguard: {images: public}}')).toEqual({
      kind: 'keyless',
      name: 'x',
      issuer: GITHUB,
      identity: 'https://github.com/chainguard-images/images/.github/workflows/release.yaml@refs/heads/main',
      claims: { sourceRepositoryURI: 'https://github.com/chainguard-images/images' },
      trustRoots: ['public-good'],
    })
  })
})

describe('the preset gitlab', () => {
  const issuer = 'https://gitlab.com'
  const uri = 'https://gitlab.com/acme/web//.gitlab-ci.yml@refs/tags/v1'
  const claims = { 12: 'https://gitlab.com/acme/web', 14: 'refs/tags/v1' }
  const text = '{gitlab: {project: acme/web, ref: refs/tags/*}}'

  test('takes the pipeline that it names', () => {
    expect(takes(text, signer(issuer, uri, claims))).toBe(true)
  })

  test.each<[string, Signer]>([
    ['another issuer', signer('https://gitlab.com.evil.example', uri, claims)],
    ['GitHub as the issuer', signer(GITHUB, uri, claims)],
    ['another host', signer(issuer, uri.replace('gitlab.com', 'gitlab.com.evil.example'), claims)],
    ['another group', signer(issuer, uri.replace('acme/web', 'acme-evil/web'), claims)],
    ['a project within a group of that name', signer(issuer, uri.replace('acme/web', 'acme/web/evil'), claims)],
    ['a group above', signer(issuer, uri.replace('acme/web', 'evil/acme/web'), claims)],
    ['another CI file', signer(issuer, uri.replace('.gitlab-ci.yml', 'evil.yml'), claims)],
    ['a branch', signer(issuer, uri.replace('refs/tags', 'refs/heads'), claims)],
    ['a merge request', signer(issuer, uri.replace('refs/tags/v1', 'refs/merge-requests/1/head'), claims)],
    ['a tag with further segments', signer(issuer, `${uri}/evil`, claims)],
    ['a branch that is called like a tag', signer(issuer, uri.replace('@', '@refs/heads/x@'), claims)],
    ['another project that ran its file', signer(issuer, uri, { ...claims, 12: 'https://gitlab.com/evil/web' })],
    ['another reference that ran its file', signer(issuer, uri, { ...claims, 14: 'refs/heads/evil' })],
    ['no claim about the source', signer(issuer, uri)],
  ])('does not take %s', (_, one) => {
    expect(takes(text, one)).toBe(false)
  })
})

describe('the preset google', () => {
  const text = '{google: {serviceAccount: builder@acme.iam.gserviceaccount.com}}'

  test.each<[string, boolean, Signer]>([
    ['the account', true, signer('https://accounts.google.com', 'builder@acme.iam.gserviceaccount.com')],
    ['another account', false, signer('https://accounts.google.com', 'xbuilder@acme.iam.gserviceaccount.com')],
    ['another project', false, signer('https://accounts.google.com', 'builder@evil.iam.gserviceaccount.com')],
    ['a longer domain', false, signer('https://accounts.google.com', 'builder@acme.iam.gserviceaccount.com.evil.example')],
    ['another issuer', false, signer('https://oauth2.sigstore.dev/auth', 'builder@acme.iam.gserviceaccount.com')],
  ])('asked for %s: %s', (_, expected, one) => {
    expect(takes(text, one)).toBe(expected)
  })
})

describe('the preset chainguard', () => {
  const uri = 'https://github.com/chainguard-images/images/.github/workflows/release.yaml@refs/heads/main'
  const claims = { 12: 'https://github.com/chainguard-images/images' }

  test.each<[string, boolean, Signer]>([
    ['the release workflow', true, signer(GITHUB, uri, claims)],
    ['a branch of it', false, signer(GITHUB, uri.replace('heads/main', 'heads/x'), claims)],
    ['another workflow', false, signer(GITHUB, uri.replace('release.yaml', 'release.yml'), claims)],
    ['a stranger who calls it', false, signer(GITHUB, uri, { 12: 'https://github.com/evil/images' })],
    ['nobody knows who called it', false, signer(GITHUB, uri)],
    ['another issuer', false, signer('https://gitlab.com', uri, claims)],
  ])('asked for %s: %s', (_, expected, one) => {
    expect(takes('{chainguard: {images: public}}', one)).toBe(expected)
  })
})

describe('a mistake in a preset', () => {
  test.each<[string, string, string]>([
    ['no reference', '{gitlab: {project: a/b}}', 'the key "ref" is missing'],
    ['no project', '{gitlab: {ref: refs/heads/main}}', 'the key "project" is missing'],
    ['a project without a group', '{gitlab: {project: web, ref: refs/heads/main}}', '"web" is not the path of a project'],
    [
      'a URL for a project',
      '{gitlab: {project: "https://gitlab.com/a/b", ref: refs/heads/main}}',
      'is not the path of a project',
    ],
    ['a way out of the group', '{gitlab: {project: a/../b, ref: refs/heads/main}}', 'is not the path of a project'],
    ['a pattern of projects', '{gitlab: {project: acme/*, ref: refs/heads/main}}', 'name one project, or use keyless'],
    ['a short branch', '{gitlab: {project: a/b, ref: main}}', 'write refs/heads/main for a branch'],
    ['a merge request', '{gitlab: {project: a/b, ref: refs/merge-requests/1/head}}', 'is not a branch or tag in full'],
    ['any reference', '{gitlab: {project: a/b, ref: "refs/**"}}', 'is not a branch or tag in full'],
    ['stars within a segment', '{gitlab: {project: a/b, ref: "refs/heads/x**"}}', '"refs/heads/x**" has ** next to other'],
    ['an expression', '{gitlab: {project: a/b, ref: "refs/tags/v.*"}}', 'looks like a regular expression'],
    ['a CI file elsewhere', '{gitlab: {project: a/b, ref: refs/heads/main, file: x.yml@c/d}}', 'is not a CI file'],
    ['a CI file above', '{gitlab: {project: a/b, ref: refs/heads/main, file: ../x.yml}}', 'is not a CI file'],
    ['any CI file', '{gitlab: {project: a/b, ref: refs/heads/main, file: "*.yml"}}', 'is not a CI file'],
    ['a URL for a host', '{gitlab: {project: a/b, ref: refs/heads/main, host: "https://x.y"}}', 'write only the host'],
    ['a host with a path', '{gitlab: {project: a/b, ref: refs/heads/main, host: x.y/z}}', 'write only the host'],
    ['any host', '{gitlab: {project: a/b, ref: refs/heads/main, host: "*.x.y"}}', 'write only the host'],
    ['a host in capitals', '{gitlab: {project: a/b, ref: refs/heads/main, host: GitLab.com}}', 'in lower case'],
    [
      'a second statement about the project',
      '{gitlab: {project: a/b, ref: refs/heads/main, claims: {sourceRepositoryURI: x}}}',
      'the claim "sourceRepositoryURI" already follows from "project" and "ref"',
    ],
    ['a misspelt key', '{gitlab: {projct: a/b, ref: refs/heads/main}}', 'did you mean "project"?'],
    ['a log aside', '{gitlab: {project: a/b, ref: refs/heads/main}, transparencyLog: ignored}', '"transparencyLog" is only for'],
    ['a person', '{google: {serviceAccount: me@acme.example}}', 'is not a service account of Google Cloud'],
    ['a domain like it', '{google: {serviceAccount: a@evilgserviceaccount.com}}', 'is not a service account of Google Cloud'],
    ['a domain beyond it', '{google: {serviceAccount: a@x.gserviceaccount.com.evil.example}}', 'is not a service account'],
    ['any account', '{google: {serviceAccount: "*@acme.iam.gserviceaccount.com"}}', 'name one service account'],
    ['no account', '{google: {}}', 'the mapping is empty'],
    ['images that are not public', '{chainguard: {images: private}}', '"private" is not known here'],
    ['two providers', '{google: {serviceAccount: a@b.gserviceaccount.com}, chainguard: {images: public}}', 'not both'],
  ])('%s', (_, text, why) => {
    expect(mistakesIn(written(text))).toEqual([expect.stringContaining(why)])
  })
})

describe('the time of a key', () => {
  const key = (more: string, beside = ''): string => `{key: {file: keys/cosign.pub${more}}${beside}}`

  test('is a date, whole at both ends, or a time', () => {
    expect(authorityOf(key(', validFrom: 2026-01-01, validUntil: 2026-01-31'))).toMatchObject({
      validFor: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-31T23:59:59.999Z' },
    })
    expect(authorityOf(key(', validFrom: "2026-01-01T02:00:00+02:00"'))).toMatchObject({
      validFor: { start: '2026-01-01T00:00:00.000Z' },
    })
    expect(authorityOf(key(', validUntil: "2026-01-31T18:00:00.5Z"'))).toMatchObject({
      validFor: { end: '2026-01-31T18:00:00.500Z' },
    })
    expect(authorityOf(key(', validFrom: 2026-01-31, validUntil: 2026-01-31'))).toMatchObject({ kind: 'key' })
  })

  test('is not limited unless it is said', () => {
    expect(authorityOf(key(''))).not.toHaveProperty('validFor')
  })

  test.each<[string, string, string]>([
    ['no date', key(', validFrom: soon'), '"soon" is not a date or time'],
    ['no such day', key(', validUntil: 2026-02-30'), '"2026-02-30" is not a date or time'],
    ['a time without an offset', key(', validUntil: "2026-02-01T10:00:00"'), 'is not a date or time'],
    ['no such hour', key(', validUntil: "2026-02-01T25:00:00Z"'), 'is not a date or time'],
    ['the end first', key(', validFrom: 2026-02-01, validUntil: 2026-01-31'), 'the key ends before it begins'],
    ['no proof of time', key(', validUntil: 2026-01-31', ', transparencyLog: ignored'), 'nothing proves when the key signed'],
    ['a misspelt key', key(', validTill: 2026-01-31'), 'unknown key "validTill"'],
  ])('is a mistake with %s', (_, text, why) => {
    expect(mistakesIn(written(text))).toEqual([expect.stringContaining(why)])
  })
})
