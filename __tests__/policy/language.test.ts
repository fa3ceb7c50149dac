import { describe, expect, test } from '@jest/globals'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { UsageError } from '../../src/model/usage-error.ts'
import { filesNamedBy, readPolicy } from '../../src/policy/read.ts'
import { FILES, input, mistakesIn, policyOf } from './policy-text.ts'
import { SAMPLE } from './sample.ts'

const HEAD = 'version: 1\nauthorities: {a: {github: {repository: acme/web}}, b: {key: {file: keys/cosign.pub}}}\n'
const image = (line: string): string => `version: 1\nimages:\n  - match: ["**"]\n    pinned: true\n    ${line}\n`
const matching = (pattern: string): string => `version: 1\nimages:\n  - pinned: true\n    match: ["${pattern}"]\n`
const authority = (text: string): string => `version: 1\nauthorities:\n  x: ${text}\n`
const excuse = (text: string): string => `version: 1\nexceptions:\n  - {${text}}\n`
const EXCUSE = 'rule: image/unpinned, reason: r, owner: o'

describe('the sample policy', () => {
  test('has no mistake', () => {
    expect(mistakesIn(SAMPLE)).toEqual([])
  })

  test('names the files that must be fetched from its commit', () => {
    const [document] = parseYaml(SAMPLE).documents
    expect(document === undefined ? [] : filesNamedBy(document)).toEqual([
      'trust/trusted_root.json',
      'keys/platform.pub',
      'certs/acme-ca.pem',
    ])
  })

  test('carries what it names', () => {
    const policy = policyOf(SAMPLE)
    expect(policy.trustRoots).toEqual([{ name: 'acme', json: FILES.get('trust/trusted_root.json') }])
    expect(policy.authorities.find(({ name }) => name === 'platform-key')).toMatchObject({
      pem: FILES.get('keys/platform.pub'),
      trustRoots: ['public-good'],
    })
    expect(policy.images.map(({ line }) => line)).toEqual([29, 46])
  })

  test("may give GitHub's own trust root, which is not built in", () => {
    const policy = policyOf(
      'version: 1\ntrustRoots: {github: trust/trusted_root.json}\nauthorities: {a: {github: {repository: a/b}}}\n',
    )
    expect(policy).toMatchObject({ trustRoots: [{ name: 'github' }], authorities: [{ trustRoots: ['public-good', 'github'] }] })
  })

  test('may be written as JSON', () => {
    expect(policyOf('{"version": 1, "mode": "warn"}').mode).toBe('warn')
  })
})

describe('what is left out', () => {
  test('means the strict choice', () => {
    expect(policyOf('version: 1')).toMatchObject({ mode: 'enforce', onUnverified: 'block', images: [], exceptions: [] })
  })

  test('means both Sigstore instances for GitHub, and the public one with a log entry for keys', () => {
    expect(policyOf(HEAD).authorities).toMatchObject([
      { kind: 'github', trustRoots: ['public-good', 'github'] },
      { kind: 'key', trustRoots: ['public-good'], transparencyLog: 'required' },
    ])
  })
})

test('an authority may ask for several transparency logs', () => {
  const text = 'version: 1\nauthorities:\n  a: {github: {repository: a/b}, transparencyLogs: {atLeast: 2}}\n'
  expect(policyOf(text).authorities).toMatchObject([{ kind: 'github', logsAtLeast: 2 }])
})

describe('a mistake', () => {
  test.each<[string, string, string]>([
    ['an empty file', '', '1 the policy is empty → write "version: 1", or delete the file to use the built-in policy'],
    ['a second document', 'version: 1\n---\nmode: warn\n', '3 the policy is more than one document → remove the line ---'],
    ['a list', '- a\n', '1 expected a mapping → write "key: value" lines'],
    ['no version', 'mode: warn\n', '1 the key "version" is missing → add "version": the version of this language: 1'],
    ['an unknown key', 'version: 1\nmodes: warn\n', '2 unknown key "modes" → did you mean "mode"?'],
    ['a key twice', 'version: 1\nmode: warn\nmode: enforce\n', '3 the key "mode" stands here twice → keep one of the two'],
    ['an unknown word', 'version: 1\nmode: wran\n', '2 "wran" is not known here → did you mean "warn"?'],
    ['a key without a value', 'version: 1\nmode:\n', '2 the value is empty → write a value, or remove the key'],
    ['a number in quotes', 'version: "1"\n', '1 expected a whole number → write 1, without quotes'],
    [
      'a quoted boolean',
      'version: 1\nregistries: [{host: a.b, allowPrivate: "true"}]\n',
      '2 expected true or false → write true or false, without quotes',
    ],
    ['a mapping for a text', 'version: 1\nmode: {a: b}\n', '2 expected a text, not a mapping → write one value'],
    ['a text for a list', 'version: 1\nignore: a\n', '2 expected a list → write [a, b], or one "- a" per line'],
    ['an entry twice', 'version: 1\nignore: [a, a]\n', '2 "a" is listed twice → remove one of the two'],
    [
      'ignoring everything',
      'version: 1\nignore: ["**"]\n',
      '2 "**" ignores every file → name the folders that hold nothing that is run',
    ],
    ['a path from the root', 'version: 1\nignore: [/a/b]\n', '2 "/a/b" starts at no place in the repository → write "a/b"'],
    [
      'another form of glob',
      'version: 1\nignore: ["*.{yml,yaml}"]\n',
      '2 "*.{yml,yaml}" uses a form of glob that is not known here → only * and ** are special: list alternatives one by one',
    ],
    [
      'a host with a scheme',
      'version: 1\nregistries: [{host: "https://a.b/x"}]\n',
      '2 "https://a.b/x" is not a host → write only "a.b"',
    ],
    ['a host pattern', 'version: 1\nregistries: [{host: "*.a.b"}]\n', '2 "*.a.b" is a pattern → hosts are exact: list each one'],
    [
      'T78 an alias of Docker Hub',
      'version: 1\nregistries: [{host: index.docker.io}]\n',
      '2 "index.docker.io" is never part of a canonical name → write "docker.io"',
    ],
    [
      'an unknown trust root',
      authority('{github: {repository: a/b, trustRoot: publicgood}}'),
      '3 no trust root is named "publicgood" → did you mean "public-good"?; others are declared under "trustRoots"',
    ],
    [
      'a built-in trust root',
      'version: 1\ntrustRoots: {public-good: trust/trusted_root.json}\n',
      '2 the trust root "public-good" is built in → choose another name, and write it as "trustRoot" of the authorities',
    ],
    [
      'a file that is not there',
      authority('{key: {file: keys/none.pub}}'),
      '3 there is no file "keys/none.pub" at the commit of the policy → write the path from the root of the repository',
    ],
    [
      'a file that is no key',
      authority('{key: {file: certs/acme-ca.pem}}'),
      '3 the key is not one public key in PEM → write a public key that starts with -----BEGIN PUBLIC KEY-----',
    ],
    [
      'a private key',
      authority('{key: {pem: "-----BEGIN EC PRIVATE KEY-----"}}'),
      '3 this is a private key, which nobody but the signer may have → revoke it, make a new pair, and put only the public key here',
    ],
    [
      'two sources of a key',
      authority('{key: {file: keys/cosign.pub, trustRoot: public-good}, github: {repository: a/b}}'),
      '3 an authority is one of github and key, not both → make two authorities and name both under "allOf" or "anyOf"',
    ],
    [
      'an authority that is nobody',
      authority('{transparencyLog: required}'),
      '3 the authority does not say who it is → add keyless, github, gitlab, google, chainguard, key or notation',
    ],
    [
      'a log for a workflow',
      authority('{github: {repository: a/b}, transparencyLog: ignored}'),
      '3 "transparencyLog" is only for keys and for private certificate authorities → remove it: keyless signatures always need a log entry, unless their trustRoot is your own',
    ],
    [
      'several logs where none is asked for',
      authority('{key: {file: keys/cosign.pub}, transparencyLog: ignored, transparencyLogs: {atLeast: 2}}'),
      '3 "transparencyLogs" counts log entries, and none is demanded here → remove it, or write "transparencyLog: required"',
    ],
    [
      'no log',
      authority('{github: {repository: a/b}, transparencyLogs: {atLeast: 0}}'),
      '3 expected a whole number → write a number from 1 to 9, without quotes',
    ],
    [
      'a short branch name',
      authority('{github: {repository: a/b, ref: main}}'),
      '3 "main" is not a full git reference → write refs/heads/main for a branch, refs/tags/main for a tag',
    ],
    [
      'a pattern of repositories',
      authority('{github: {repository: acme/*}}'),
      '3 "acme/*" is a pattern → name one repository; for all of an owner write "owner" and "ownerId" instead',
    ],
    [
      'an owner without its number',
      authority('{github: {owner: acme}}'),
      '3 "acme" without its number is whoever has that name → add "ownerId": the "id" that https://api.github.com/users/acme tells',
    ],
    [
      'a repository and an owner',
      authority('{github: {owner: acme, ownerId: "1", repository: a/b}}'),
      '3 a github authority is one repository, or all of an owner → write "repository: owner/name", or "owner" and "ownerId"',
    ],
    [
      'a name as a number',
      authority('{github: {owner: acme, ownerId: acme}}'),
      '3 "acme" is not the number of an owner → write the "id" that https://api.github.com/users/OWNER tells, in quotes',
    ],
    [
      'a claim that certificates do not have',
      authority('{github: {repository: a/b, claims: {runnerEnviroment: x}}}'),
      '3 "runnerEnviroment" is not a claim of a certificate → did you mean "runnerEnvironment"?',
    ],
    [
      'notation identities that trust everybody',
      authority('{notation: {trustStore: [certs/acme-ca.pem], identities: ["*"]}}'),
      '3 a pattern trusts every certificate that the store issued → write a distinguished name, such as "C=US, ST=WA, O=acme"',
    ],
    [
      'notation identities that name nobody in particular',
      authority('{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, O=acme"]}}'),
      '3 "C=US, O=acme" lacks ST → write country, state and organisation, such as "C=US, ST=WA, O=acme"',
    ],
    [
      'notation identities that are no names',
      authority('{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme+CN=x"]}}'),
      '3 "C=US, ST=WA, O=acme+CN=x" is no identity: "+" must be escaped with a backslash → write a distinguished name, such as "C=US, ST=WA, O=acme"',
    ],
    [
      'notation that looks at no signature',
      authority('{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"], level: skip}}'),
      '3 level skip looks at no signature at all, so nobody would have vouched → write strict or permissive; to see what would happen first, write "mode: warn" at the top of the policy',
    ],
    [
      'notation that takes a signature by anybody',
      authority('{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"], level: audit}}'),
      '3 level audit takes a signature by anybody, so nobody would have vouched → write strict or permissive; to see what would happen first, write "mode: warn" at the top of the policy',
    ],
    [
      'a level that notation does not have',
      authority('{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"], level: strct}}'),
      '3 "strct" is not known here → did you mean "strict"?',
    ],
    [
      'a certificate that is none',
      authority('{notation: {trustStore: [certs/broken.pem], identities: ["C=US, ST=WA, O=acme"]}}'),
      '3 a certificate in the file could not be read → write it in PEM, as openssl x509 prints it',
    ],
    [
      'a key for a certificate',
      authority('{notation: {trustStore: [keys/platform.pub], identities: ["C=US, ST=WA, O=acme"]}}'),
      '3 the file holds no certificate in PEM → it must start with -----BEGIN CERTIFICATE-----',
    ],
    [
      'notation that trusts no certificate',
      authority('{notation: {identities: ["C=US, ST=WA, O=acme"]}}'),
      '3 the key "trustStore" is missing → add "trustStore": PEM files of this repository with the authorities that issue signing certificates',
    ],
    [
      'timestamp authorities of which there is no file',
      authority(
        '{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"], timestampAuthorities: [certs/no.pem]}}',
      ),
      '3 there is no file "certs/no.pem" at the commit of the policy → write the path from the root of the repository',
    ],
    [
      'an unknown authority',
      `${HEAD}images: [{match: ["**"], signedBy: {anyOf: [c]}}]`,
      '3 no authority is named "c" → did you mean "a"?; authorities are declared under "authorities"',
    ],
    [
      'two quantifiers',
      `${HEAD}images: [{match: ["**"], signedBy: {anyOf: [a], allOf: [b]}}]`,
      '3 a demand has exactly one of anyOf, allOf and atLeast → write two entries for two demands: both apply',
    ],
    [
      'more signers than are named',
      `${HEAD}images: [{match: ["**"], signedBy: {atLeast: {count: 3, of: [a, b]}}}]`,
      '3 3 of 2 authorities can never vouch → lower "count", or name more authorities',
    ],
    [
      'no signer at all',
      `${HEAD}images: [{match: ["**"], signedBy: {atLeast: {count: 0, of: [a]}}}]`,
      '3 expected a whole number → write a number from 1 to 100, without quotes',
    ],
    [
      'an entry that demands nothing',
      'version: 1\nimages:\n  - match: ["**"]\n    allowed: true\n',
      '3 the entry for ** demands nothing → add pinned, signedBy, attestations, platforms or allowed: false, or remove the entry',
    ],
    [
      'demands on what is not allowed',
      image('allowed: false'),
      '3 an entry with "allowed: false" demands more of images that may never be used → remove the other demands, or remove "allowed: false"',
    ],
    [
      'ages that no image has',
      image('minAge: 3d\n    maxAge: 2d'),
      '3 no image is older than minAge and younger than maxAge → make maxAge the longer of the two',
    ],
    [
      'statements inside an index, of platforms alone',
      `${image('subject: each-platform\n    attestations: [{type: sbom, signedBy: {anyOf: [a]}, inline: true}]')}authorities:\n  a: {github: {repository: acme/web}}\n`,
      '3 statements inside an index are vouched for by who signed the index, which "subject: each-platform" does not look at → write "subject: index-or-each-platform", or remove "inline"',
    ],
    [
      'a duration without a unit',
      image('minAge: 3'),
      '5 "3" is not a duration → write a whole number and one of w, d, h, m, s, such as 7d or 12h',
    ],
    [
      'a platform by nickname',
      image('platforms: [amd64]'),
      '5 "amd64" is not a platform → write os/architecture, such as linux/amd64',
    ],
    [
      'a short digest',
      image('denied: ["sha256:abc"]'),
      '5 "sha256:abc" is not a digest → write sha256: and 64 lower-case hexadecimal digits',
    ],
    [
      'an unknown kind of attestation',
      `${HEAD}images: [{match: ["**"], attestations: [{type: slsa, signedBy: {anyOf: [a]}}]}]`,
      '3 "slsa" is no type of attestation → write one of: slsa-provenance, vulnerability-scan, spdx, cyclonedx, sbom, openvex, or write the full predicate type',
    ],
    [
      'a fact of another kind',
      `${HEAD}images: [{match: ["**"], attestations: [{type: slsa-provenance, signedBy: {anyOf: [a]}, where: {severity: below-high}}]}]`,
      '3 a "slsa-provenance" attestation has no fact "severity" → write one of: builder, source, ref, buildType, workflow, parameters',
    ],
    [
      'a bound that means nothing',
      `${HEAD}images: [{match: ["**"], attestations: [{type: vulnerability-scan, signedBy: {anyOf: [a]}, where: {severity: critical}}]}]`,
      '3 "critical" is not a bound for severity → write one of: below-critical, below-high, below-medium, below-low, none',
    ],
    [
      'a parameter without a name',
      `${HEAD}images: [{match: ["**"], attestations: [{type: slsa-provenance, signedBy: {anyOf: [a]}, where: {parameters.: x}}]}]`,
      '3 a "slsa-provenance" attestation has no fact "parameters." → did you mean "parameters"?',
    ],
    [
      'a status that means nothing',
      `${HEAD}images: [{match: ["**"], attestations: [{type: openvex, signedBy: {anyOf: [a]}, where: {status: fixed}}]}]`,
      '3 "fixed" is not a bound for status → write one of: none-affected, none-open',
    ],
    [
      'an unknown rule',
      'version: 1\nrules: {image/unpined: error}\n',
      '2 there is no rule "image/unpined" → did you mean "image/unpinned"?',
    ],
    ['an unknown level', 'version: 1\nrules: {image/unpinned: eror}\n', '2 "eror" is not a level → did you mean "error"?'],
    [
      'an option that a rule does not take',
      'version: 1\nrules: {image/unpinned: {levle: error}}\n',
      '2 "image/unpinned" has no option "levle" → did you mean "level"?',
    ],
    [
      'an exception without end',
      excuse(`${EXCUSE}, image: docker.io/library/redis`),
      '3 the key "expires" is missing → add "expires": the last day, at most 90 days ahead',
    ],
    [
      'an exception that is too long',
      excuse(`${EXCUSE}, image: docker.io/library/redis, expires: 2027-02-20`),
      '3 "2027-02-20" is more than 90 days ahead → write 2027-02-19 or earlier, and renew it when it is still needed',
    ],
    [
      'a day that does not exist',
      excuse(`${EXCUSE}, image: docker.io/library/redis, expires: 2026-11-31`),
      '3 "2026-11-31" is not a date → write year-month-day, such as 2027-01-31',
    ],
    [
      'an exception for everything',
      excuse(`${EXCUSE}, expires: 2026-12-31`),
      '3 the exception excuses the rule everywhere → add "image" or "paths"; to silence a rule as a whole, set its level under "rules"',
    ],
    [
      'an exception for every file',
      excuse(`${EXCUSE}, expires: 2026-12-31, paths: ["**"]`),
      '3 the exception excuses the rule everywhere → add "image" or "paths"; to silence a rule as a whole, set its level under "rules"',
    ],
    [
      'an exception for every image',
      excuse(`${EXCUSE}, expires: 2026-12-31, image: "**"`),
      '3 "**" would excuse every image → name the image, such as docker.io/library/redis:7.4',
    ],
    [
      'an exception for a group',
      excuse('rule: image, reason: r, owner: o, expires: 2026-12-31, paths: [a]'),
      '3 there is no rule "image" → name one rule: an exception never covers a group',
    ],
    [
      'an exception from the end of exceptions',
      excuse('rule: policy/exception-expired, reason: r, owner: o, expires: 2026-12-31, paths: [a]'),
      '3 findings about the policy cannot be excepted → correct the policy',
    ],
  ])('%s', (_, text, expected) => {
    expect(mistakesIn(text).map((line) => line.replace(/^(\d+):\d+/, '$1'))).toEqual([expected])
  })

  test.each<[string, string]>([
    ['nginx', 'patterns match canonical names: write "docker.io/library/nginx"'],
    ['acme/web', 'patterns match canonical names: write "docker.io/acme/web"'],
    ['ghcr.io', 'write "ghcr.io/**" for everything on it'],
    ['ghcr.io/', 'write "ghcr.io/**" for everything on it'],
    ['ghcr.io/acme*', 'write "ghcr.io/acme/**"'],
    ['ghcr.io/acme-*/web', 'write "ghcr.io/acme/**/web"'],
    ['ghcr.io/acme/web:1', 'patterns match repositories: write "ghcr.io/acme/web"'],
    ['ghcr.io/acme/web**', 'write ** alone between slashes; * matches within one segment'],
    ['ghcr.io/Acme/**', 'repositories are lower-case letters, digits and . _ - in segments joined by /'],
    ['GHCR.io/acme/**', 'write "ghcr.io"'],
    ['ghcr.io:443/acme/**', 'write "ghcr.io"'],
    ['*/acme/**', 'write the host: a `*` never stands for a whole host'],
    ['**/acme/web', 'write the host: a `*` never stands for a whole host'],
    ['ghcr.*/acme/**', 'write the host to its end'],
    ['https://ghcr.io/acme', 'write the host as in an image name, without a scheme'],
  ])('T58 the pattern %s says what to write', (pattern, hint) => {
    expect(mistakesIn(matching(pattern)).map((line) => line.split(' → ')[1])).toEqual([hint])
  })

  test.each<[string, string]>([
    ['.*', 'looks like a regular expression'],
    ['^https://github.com/acme/web/.*$', 'looks like a regular expression'],
    ['https://github.com/acme/.+', 'looks like a regular expression'],
    ['**', 'is not anchored: it matches identities of strangers'],
    ['*@*', 'is not anchored: it matches identities of strangers'],
    ['release@*.example', 'is not anchored: it matches identities of strangers'],
    ['acme/web/.github/workflows/release.yml', 'is not an identity'],
    ['*://github.com/acme/**', 'leaves open where the identity lives'],
    ['https://*/acme/**', 'leaves open where the identity lives'],
    ['https://github.com*/acme/**', 'leaves open where the identity lives'],
    ['https://github.com/**', 'matches owners that anybody can register'],
    ['https://github.com/acme*/web/x', 'matches owners that anybody can register'],
    ['https://github.com/acme/web**', 'has ** next to other characters'],
  ])('T68 the identity %s is not anchored', (identity, why) => {
    const text = authority(`{keyless: {issuer: "https://token.actions.githubusercontent.com", identity: '${identity}'}}`)
    expect(mistakesIn(text)).toEqual([expect.stringContaining(why)])
  })

  test('an identity without an issuer, or an issuer without an identity, is none', () => {
    expect(mistakesIn(authority('{keyless: {identity: "a@b.example"}}'))).toEqual([
      expect.stringContaining('"issuer" is missing'),
    ])
    expect(mistakesIn(authority('{keyless: {issuer: "https://accounts.google.com"}}'))).toEqual([
      expect.stringContaining('"identity" is missing'),
    ])
    expect(mistakesIn(authority('{keyless: {issuer: "", identity: "a@b.example"}}'))).toEqual([
      expect.stringContaining('the value is empty'),
    ])
    expect(mistakesIn(authority('{keyless: {issuer: "https://accounts.*", identity: "a@b.example"}}'))).toEqual([
      expect.stringContaining('issuers are exact'),
    ])
  })

  test('is thrown as the first of all, with its place and how many more there are', () => {
    const text = 'version: 1\nmodes: warn\nimages: []\n'
    const thrown = ((): unknown => {
      try {
        return readPolicy(input(text))
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(UsageError)
    expect(thrown).toMatchObject({
      message: 'unknown key "modes" (and 1 more mistake in this file)',
      hint: 'did you mean "mode"?',
      position: { file: '.github/preadmit.yml', line: 2, column: 1 },
    })
  })

  test('in every part of a policy is found in one reading', () => {
    expect(mistakesIn('version: 2\nmode: x\nignore: []\nrules: {a: b}\n').map((line) => line.split(' ')[0])).toEqual([
      '1:10',
      '2:7',
      '3:9',
      '4:9',
    ])
  })

  test('is found behind CR LF line ends as well', () => {
    expect(mistakesIn('version: 1\r\nmodes: warn\r\n')).toEqual([expect.stringMatching(/^2:1 /)])
  })
})
