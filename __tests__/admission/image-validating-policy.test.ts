import { describe, expect, test } from '@jest/globals'
import { clusterClaims } from '../../src/admission/hold-against.ts'
import type { Claim } from '../../src/model/evidence.ts'
import { block, DIGEST, factsOf, OTHER_PEM, outcomes, PEM, podOf, policyIn } from './cluster.ts'

const KEY = `    - name: key
      cosign:
        key:
          data: |
${block(PEM, 12)}`
const OTHER = `    - name: other
      cosign:
        key:
          data: |
${block(OTHER_PEM, 12)}
        ctlog: {insecureIgnoreTlog: true, url: "https://rekor.sigstore.dev"}`
const KEYLESS = `    - name: ci
      cosign:
        keyless:
          identities:
            - issuer: https://token.actions.githubusercontent.com
              subject: https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main`
const SIGNED = 'images.containers.map(image, verifyImageSignatures(image, [attestors.key])).all(e, e > 0)'
const ATTESTED =
  'images.containers.map(image, verifyAttestationSignatures(image, attestations.sbom, [attestors.key])).all(e, e > 0)'

interface Parts {
  readonly attestors?: string
  readonly expressions?: readonly string[]
  readonly more?: string
  readonly globs?: readonly string[]
}

function policy({ attestors = KEY, expressions = [SIGNED], more = '', globs = ['ghcr.io/acme/*'] }: Parts = {}): string {
  return `apiVersion: policies.kyverno.io/v1
kind: ImageValidatingPolicy
metadata: {name: signed}
spec:
  validationActions: [Deny]
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  matchImageReferences:
${globs.map((glob) => `    - glob: "${glob}"`).join('\n')}
${more}  attestors:
${attestors}
  attestations:
    - name: sbom
      intoto: {type: https://cyclonedx.org/bom}
    - name: report
      referrer: {type: sbom/cyclone-dx}
  validations:
${expressions.map((expression) => `    - expression: >-\n        ${expression}`).join('\n')}
`
}

const POD = podOf('ghcr.io/acme/app:v1')
const proved = (): 'proved' => 'proved'
const absent = (): 'absent' => 'absent'
const by =
  (...names: readonly string[]) =>
  ({ authority }: Claim): 'proved' | 'absent' =>
    names.includes(authority.name) ? 'proved' : 'absent'

describe('Kyverno ImageValidatingPolicy', () => {
  test.each([
    ['a proof admits', proved, /^would-admit/],
    ['no signature is a denial', absent, /^would-deny/],
    ['an outage leaves it unverified', () => 'unknown' as const, /^unverified/],
  ])('%s', (_title, answering, expected) => {
    expect(outcomes([policyIn(policy())], POD, answering)).toEqual([expect.stringMatching(expected)])
  })

  test.each([
    [
      'any of several attestors',
      'images.containers.map(i, verifyImageSignatures(i, [attestors.key, attestors.other])).all(e, e > 0)',
      ['other'],
      'would-admit',
    ],
    [
      'two of two attestors',
      'images.containers.map(i, verifyImageSignatures(i, [attestors.key, attestors.other])).all(e, e >= 2)',
      ['other'],
      'would-deny',
    ],
    [
      'as many as there are',
      'images.containers.map(i, verifyImageSignatures(i, [attestors.key, attestors.other])).all(e, e == 2)',
      ['key', 'other'],
      'would-admit',
    ],
    [
      'a comparison the other way round',
      'images.containers.all(i, 0 < verifyImageSignatures(i, [attestors.key]))',
      ['key'],
      'would-admit',
    ],
    [
      'a comparison inside the map',
      'images.containers.map(i, verifyImageSignatures(i, [attestors.key]) > 0).all(e, e)',
      ['other'],
      'would-deny',
    ],
    [
      'a choice for each image',
      'images.containers.all(i, verifyImageSignatures(i, [attestors.key]) > 0 || verifyImageSignatures(i, [attestors.other]) > 0)',
      ['other'],
      'would-admit',
    ],
    [
      'both, joined for each image',
      'images.containers.all(i, verifyImageSignatures(i, [attestors.key]) > 0 && verifyImageSignatures(i, [attestors["other"]]) > 0)',
      ['other'],
      'would-deny',
    ],
    [
      'both, joined outside',
      `${SIGNED} && images.containers.all(i, verifyImageSignatures(i, [attestors.other]) != 0)`,
      ['key'],
      'would-deny',
    ],
    [
      'several lists',
      '(images.containers + images.initContainers).all(i, verifyImageSignatures(i, [attestors.key]) > 0)',
      ['key'],
      'would-admit',
    ],
    [
      'a count from nothing on asks nothing',
      'images.containers.all(i, verifyImageSignatures(i, [attestors.key]) >= 0)',
      [],
      'would-admit',
    ],
    ['false', 'false', ['key'], 'would-deny'],
    ['a variable', 'variables.signed', ['key'], 'would-admit'],
  ])('%s', (_title, expression, names, expected) => {
    const more = `  variables:\n    - name: signed\n      expression: ${SIGNED}\n`
    const read = policyIn(policy({ attestors: `${KEY}\n${OTHER}`, expressions: [expression], more }))
    expect(read.problems).toEqual([])
    expect(outcomes([read], POD, by(...names))[0]?.split(':')[0]).toBe(expected)
  })

  test.each([
    ['a choice between lists', `${SIGNED} || images.initContainers.all(i, false)`],
    ['a payload', "images.containers.map(i, extractPayload(i, attestations.sbom).bomFormat == 'CycloneDX').all(e, e)"],
    ['existence', 'images.containers.exists(i, verifyImageSignatures(i, [attestors.key]) > 0)'],
    ['a negation', `!${SIGNED}`],
    ['an attestor that is none', 'images.containers.all(i, verifyImageSignatures(i, [attestors.nobody]) > 0)'],
    [
      'another image than the one in turn',
      'images.containers.all(i, verifyImageSignatures("ghcr.io/acme/good", [attestors.key]) > 0)',
    ],
    ['exactly one of two', 'images.containers.all(i, verifyImageSignatures(i, [attestors.key, attestors.other]) == 1)'],
    ['a referrer', 'images.containers.all(i, verifyAttestationSignatures(i, attestations.report, [attestors.key]) > 0)'],
    [
      'an unknown attestation',
      'images.containers.all(i, verifyAttestationSignatures(i, attestations.none, [attestors.key]) > 0)',
    ],
    ['a list of the policy itself', 'images.custom.all(i, verifyImageSignatures(i, [attestors.key]) > 0)'],
    ['a variable of itself', 'variables.loop'],
    ['something else', 'object.metadata.name == "app"'],
    ['a broken expression', 'images.containers.all(i, '],
  ])('T37 %s is unverified by the expression, never guessed', (_title, expression) => {
    const more = '  variables:\n    - name: loop\n      expression: variables.loop && variables.loop\n'
    const read = policyIn(policy({ attestors: `${KEY}\n${OTHER}`, expressions: [SIGNED, expression], more }))
    expect(outcomes([read], POD, proved)[0]).toMatch(/^unverified/)
  })

  test('one validation that does not hold denies, whatever stays open', () => {
    expect(outcomes([policyIn(policy({ expressions: [SIGNED, 'object.x == 1'] }))], POD, absent)[0]).toMatch(/^would-deny/)
  })

  test('attestations are asked by their predicate type and attestor', () => {
    const read = policyIn(policy({ expressions: [ATTESTED] }))
    const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claim).toMatchObject({ verifier: 'attestation', attestation: { type: 'https://cyclonedx.org/bom' } })
  })

  test.each([
    [
      'T32 exact issuer and subject',
      KEYLESS,
      { issuer: 'https://token.actions.githubusercontent.com', identity: expect.stringContaining('refs/heads/main') },
    ],
    [
      'T32 expressions',
      KEYLESS.replace('issuer: https', 'issuerRegExp: ^https').replace('subject: https', 'subjectRegExp: ^https'),
      {
        issuer: '',
        issuerExpression: expect.stringContaining('^https'),
        identity: '',
        identityExpression: expect.stringContaining('^https'),
      },
    ],
    [
      'a star in a subject stands for itself',
      KEYLESS.replace('heads/main', 'heads/*'),
      { identity: '', identityExpression: expect.stringContaining('\\*$') },
    ],
  ])('%s', (_title, attestors, expected) => {
    const read = policyIn(policy({ attestors, expressions: [SIGNED.replace('attestors.key', 'attestors.ci')] }))
    const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claim?.authority).toMatchObject(expected)
  })

  test('a notary is anybody whom its certificates vouch for, as notation has it at level strict', () => {
    const notary = (more: string): string => `    - name: ci\n      notary: {certs: {value: CA}${more}}`
    for (const [more, expected] of [
      ['', { kind: 'notation', name: 'ci', trustStore: ['CA'], identities: ['*'], level: 'strict' }],
      [', tsaCerts: {value: TSA}', { trustStore: ['CA'], timestampAuthorities: ['TSA'] }],
    ] as const) {
      const read = policyIn(policy({ attestors: notary(more), expressions: [SIGNED.replace('attestors.key', 'attestors.ci')] }))
      const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
      expect(claim?.authority).toMatchObject(expected)
      expect(outcomes([read], POD, proved)[0]).toMatch(/^would-admit/)
      expect(outcomes([read], POD, absent)[0]).toMatch(/^would-deny/)
    }
    const stated = policyIn(policy({ attestors: notary(''), expressions: [ATTESTED.replace('attestors.key', 'attestors.ci')] }))
    expect(outcomes([stated], POD, proved)[0]).toMatch(/^unverified.*statements with a Notary signature/)
  })

  test('a log entry is asked of a key unless the policy ignores it', () => {
    const read = policyIn(
      policy({
        attestors: `${KEY}\n${OTHER}`,
        expressions: ['images.containers.all(i, verifyImageSignatures(i, [attestors.key, attestors.other]) > 0)'],
      }),
    )
    const claims = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claims.map(({ authority }) => (authority.kind === 'key' ? authority.transparencyLog : ''))).toEqual([
      'required',
      'ignored',
    ])
  })

  test.each([
    [
      'notary from an expression',
      '    - name: key\n      notary: {certs: {expression: variables.pem}}',
      /certs is an expression: no file/,
    ],
    ['notary without a certificate', '    - name: key\n      notary: {certs: {value: ""}}', /gives no certificates/],
    [
      'notary with timestamps from an expression',
      '    - name: key\n      notary: {certs: {value: x}, tsaCerts: {expression: variables.pem}}',
      /tsaCerts is an expression/,
    ],
    [
      'a key in a key management service',
      '    - name: key\n      cosign: {key: {kms: "awskms:///alias/x"}}',
      /awskms:\/\/\/alias\/x/,
    ],
    ['a key from an expression', '    - name: key\n      cosign: {key: {expression: variables.pem}}', /an expression: no file/],
    ['another log', `${KEY}\n        ctlog: {url: "https://rekor.acme.example"}`, /ctlog\.url/],
    ['another TUF repository', `${KEY}\n        tuf: {mirror: "https://tuf.acme.example"}`, /cosign\.tuf/],
    ['annotations', `${KEY}\n        annotations: {env: prod}`, /annotations are not compared/],
    ['a tag prefix', `${KEY}\n        source: {tagPrefix: x}`, /tagPrefix/],
    ['a trusted root from an expression', `${KEY}\n        trustedRoot: {expression: x}`, /trustedRoot is an expression/],
    [
      'other roots',
      KEYLESS.replace('name: ci', 'name: key').replace('          identities', '          roots: x\n          identities'),
      /roots are other certificates/,
    ],
    [
      'T67 a subject expression, which Kyverno reads and does not enforce',
      KEYLESS.replace('name: ci', 'name: key').replace('subject: ', 'subjectExpression: '),
      /subjectExpression is not evaluated/,
    ],
    [
      'T67 an extension without an equal',
      KEYLESS.replace('name: ci', 'name: key').replace(
        '          identities',
        '          additionalExtensions: {githubWorkflowName: x}\n          identities',
      ),
      /githubWorkflowName/,
    ],
  ])('%s leaves the policy unverified by name, even when everything was proved', (_title, attestors, expected) => {
    const [outcome] = outcomes([policyIn(policy({ attestors }))], POD, proved)
    expect(outcome).toMatch(/^unverified/)
    expect(outcome).toMatch(expected)
  })

  test('a trusted root in the policy is the one that its attestor is asked with', () => {
    const read = policyIn(policy({ attestors: `${KEY}\n        trustedRoot: {value: '{"mediaType":"x"}'}` }))
    const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
    const [root] = read.trustRoots
    expect(claim?.authority).toMatchObject({ trustRoots: [root?.name] })
    expect(root).toEqual({
      name: expect.stringMatching(/^ImageValidatingPolicy\/signed\/key@[0-9a-f]{16}$/),
      json: '{"mediaType":"x"}',
    })
    const other = policyIn(policy({ attestors: `${KEY}\n        trustedRoot: {value: '{"mediaType":"y"}'}` }))
    expect(other.trustRoots[0]?.name).not.toBe(root?.name)
  })

  test('an action that is none counts as one that enforces', () => {
    expect(policyIn(policy().replace('[Deny]', '[Refuse]')).mode).toBe('enforce')
  })

  test.each([
    ['Warn', 'would-warn'],
    ['Audit', 'would-audit'],
  ])('action %s', (action, expected) => {
    expect(outcomes([policyIn(policy().replace('[Deny]', `[${action}]`))], POD, absent)[0]?.split(':')[0]).toBe(expected)
  })

  test.each([
    ['T58 a glob without separators crosses slashes', 'ghcr.io/acme/*', 'ghcr.io/acme/a/b:v1', 'would-deny'],
    ['T58 alternatives', '{ghcr.io,quay.io}/acme/*', 'quay.io/acme/a:v1', 'would-deny'],
    ['T58 a class', 'ghcr.io/acme/[!b-z]pp:*', 'ghcr.io/acme/app:v1', 'would-deny'],
    ['T58 another organisation', 'ghcr.io/acme/*', 'ghcr.io/acme-evil/a:v1', 'does-not-apply'],
    ['T78 a short name that only matches in full is no silent pass', 'docker.io/library/*', 'nginx:1.27', 'unverified'],
    ['T63 a mirror prefix keeps the glob from matching', 'docker.io/acme/*', 'mirror.acme.example/acme/a:v1', 'does-not-apply'],
  ])('%s', (_title, glob, image, expected) => {
    expect(outcomes([policyIn(policy({ globs: [glob] }))], podOf(image), absent)[0]?.split(':')[0]).toBe(expected)
  })

  test('an image in a list that no validation looks at is not verified by this policy: unverified, unless it need not be', () => {
    const init = POD.replace('  containers:', '  initContainers:')
    expect(outcomes([policyIn(policy())], init, proved)[0]).toMatch(/^unverified: .*required/)
    const lax = policyIn(policy({ more: '  validationConfigurations: {required: false}\n' }))
    expect(outcomes([lax], init, proved)).toEqual(['does-not-apply'])
  })

  test('a digest is asked only where Kyverno does not put it in itself', () => {
    const read = policyIn(policy({ more: '  validationConfigurations: {mutateDigest: false}\n' }))
    expect(outcomes([read], POD, proved)[0]).toMatch(/^would-deny: .*no digest/)
    expect(outcomes([read], podOf(`ghcr.io/acme/app@${DIGEST}`), proved)[0]).toMatch(/^would-admit/)
  })

  test.each([
    ['a condition that is not evaluated', '  matchConditions: [{name: a, expression: "object.x == 1"}]\n', 'unverified'],
    ['a namespace selector', '', 'unverified'],
    ['JSON mode is no admission', '  evaluation: {mode: JSON}\n', 'does-not-apply'],
  ])('%s', (title, more, expected) => {
    const text = policy({ more })
    const selected =
      title === 'a namespace selector'
        ? text.replace('    resourceRules', '    namespaceSelector: {matchLabels: {a: b}}\n    resourceRules')
        : text
    expect(outcomes([policyIn(selected)], POD, absent)[0]?.split(':')[0]).toBe(expected)
  })

  test.each([
    ['an unknown field', policy().replace('matchImageReferences', 'matchImageReference'), /matchImageReference is not a field/],
    ['no resource rule', policy().replace(/ {4}resourceRules.*\n/, '    resourceRules: []\n'), /resourceRules/],
    ['an attestor of two kinds', policy({ attestors: `${KEY}\n      notary: {}` }), /exactly one/],
    ['a broken glob', policy({ globs: ['ghcr.io/{acme'] }), /is no glob/],
    ['an action that is none', policy().replace('[Deny]', '[Refuse]'), /must be Deny, Warn or Audit/],
    ['a key that is none', policy({ attestors: '    - name: key\n      cosign: {key: {data: hello}}' }), /is not a public key/],
  ])('%s: unverified by name', (_title, text, expected) => {
    const read = policyIn(text)
    expect(read.problems).toContainEqual(expect.stringMatching(expected))
    expect(outcomes([read], POD, proved)[0]).toMatch(/^unverified/)
  })
})
