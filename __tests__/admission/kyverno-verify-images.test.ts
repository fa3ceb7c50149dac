import { describe, expect, test } from '@jest/globals'
import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import { readClusterPolicies } from '../../src/admission/read.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import type { Claim } from '../../src/model/evidence.ts'
import { block, DIGEST, factsOf, OTHER_PEM, objectsIn, outcomes, PEM, podOf, policyIn } from './cluster.ts'

const KEY = `                - keys:
                    publicKeys: |-
${block(PEM, 22)}`
const OTHER = `                - keys:
                    publicKeys: |-
${block(OTHER_PEM, 22)}`
const KEYLESS = `                - keyless:
                    issuer: https://token.actions.githubusercontent.com
                    subject: https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*
                    rekor: {url: "https://rekor.sigstore.dev"}`

function entry(entries: string, more = '', set = ''): string {
  return `        - imageReferences: ["ghcr.io/acme/*"]
${more}          attestors:
            - ${set === '' ? '' : `${set}\n              `}entries:
${entries}
`
}

function policy(entries: string, more = '', rule = ''): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: verify
spec:
  validationFailureAction: Enforce
${more}  rules:
    - name: signed
      match:
        any:
          - resources:
              kinds: [Pod]
${rule}      verifyImages:
${entries}`
}

const POD = podOf('ghcr.io/acme/app:v1')
const proved = (): 'proved' => 'proved'
const absent = (): 'absent' => 'absent'
const by =
  (pem: string) =>
  ({ authority }: Claim): 'proved' | 'absent' =>
    authority.kind === 'key' && authority.pem.trim() === pem.trim() ? 'proved' : 'absent'

describe('Kyverno verifyImages', () => {
  test.each([
    ['a proof admits', proved, /^would-admit/],
    ['no signature is a denial', absent, /^would-deny: signed: .*nothing found/],
    ['an outage leaves it unverified', () => 'unknown' as const, /^unverified/],
  ])('%s', (_title, answering, expected) => {
    expect(outcomes([policyIn(policy(entry(KEYLESS)))], POD, answering)).toEqual([expect.stringMatching(expected)])
  })

  test('without a count every entry must have signed; a count asks for so many of them', () => {
    const both = `${KEY}\n${OTHER}`
    expect(outcomes([policyIn(policy(entry(both)))], POD, by(PEM))).toEqual([expect.stringMatching(/^would-deny/)])
    expect(outcomes([policyIn(policy(entry(both, '', 'count: 1')))], POD, by(PEM))).toEqual([
      expect.stringMatching(/^would-admit/),
    ])
    expect(outcomes([policyIn(policy(entry(both, '', 'count: 2')))], POD, by(PEM))).toEqual([
      expect.stringMatching(/^would-deny/),
    ])
  })

  test('several keys in one entry count as an entry each', () => {
    const two = `                - keys:\n                    publicKeys: |-\n${block(`${PEM}${OTHER_PEM}`, 22)}`
    expect(outcomes([policyIn(policy(entry(two)))], POD, by(PEM))).toEqual([expect.stringMatching(/^would-deny/)])
    expect(outcomes([policyIn(policy(entry(two, '', 'count: 1')))], POD, by(OTHER_PEM))).toEqual([
      expect.stringMatching(/^would-admit/),
    ])
  })

  test('one key that is listed twice counts once', () => {
    expect(outcomes([policyIn(policy(entry(`${KEY}\n${KEY}`, '', 'count: 2')))], POD, by(PEM))).toEqual([
      expect.stringMatching(/^would-deny/),
    ])
  })

  test('nested attestors are sets of their own', () => {
    const nested = `                - attestor:\n                    count: 1\n                    entries:\n${block(`${KEY}\n${OTHER}`.replaceAll(/^ {16}/gm, ''), 22)}\n${KEYLESS}`
    const read = policyIn(policy(entry(nested)))
    expect(read.problems).toEqual([])
    const oneKeyAndWorkflow = (claim: Claim): 'proved' | 'absent' =>
      claim.authority.kind === 'keyless' ? 'proved' : by(OTHER_PEM)(claim)
    expect(outcomes([read], POD, oneKeyAndWorkflow)).toEqual([expect.stringMatching(/^would-admit/)])
    expect(outcomes([read], POD, by(OTHER_PEM))).toEqual([expect.stringMatching(/^would-deny/)])
  })

  test.each([
    [
      'subject',
      'subject: "https://github.com/acme/*"',
      { identity: '', identityExpression: '^https://github\\.com/acme/[\\s\\S]*$' },
    ],
    [
      'subjectRegExp',
      'subjectRegExp: ^https://github\\.com/acme/.*$',
      { identity: '', identityExpression: '^https://github\\.com/acme/.*$' },
    ],
    ['an exact subject', 'subject: me@acme.example', { identity: 'me@acme.example' }],
  ])('%s reaches the verifier', (_title, subject, expected) => {
    const keyless = `                - keyless:\n                    rekor: {}\n                    issuerRegExp: ^https://token\\.actions\\.githubusercontent\\.com$\n                    ${subject}`
    const read = policyIn(policy(entry(keyless)))
    const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claim?.authority).toMatchObject({
      issuer: '',
      issuerExpression: '^https://token\\.actions\\.githubusercontent\\.com$',
      ...expected,
    })
  })

  test('a half that is left out matches everybody, and that is said', () => {
    const read = policyIn(
      policy(
        entry(
          '                - keyless:\n                    issuer: https://accounts.google.com\n                    rekor: {}',
        ),
      ),
    )
    expect(read.notes).toEqual([expect.stringContaining('names no subject')])
  })

  test('type Notary trusts a certificate and its chain, whoever they vouch for, as notation does at level strict', () => {
    const read = policyIn(
      policy(entry('                - certificates: {cert: CA, certChain: ROOT}', '          type: Notary\n')),
    )
    const [claim, ...more] = clusterClaims([read], factsOf(POD, [read], proved))
    expect(more).toEqual([])
    expect(claim?.authority).toMatchObject({ kind: 'notation', trustStore: ['CA', 'ROOT'], identities: ['*'], level: 'strict' })
    for (const [answering, expected] of [
      [proved, /^would-admit/],
      [absent, /^would-deny/],
      [() => 'unknown' as const, /^unverified/],
    ] as const)
      expect(outcomes([read], POD, answering)).toEqual([expect.stringMatching(expected)])
  })

  test('a log entry is asked of a key unless ignoreTlog says otherwise', () => {
    const logs = [KEY, `${KEY}\n                    rekor: {ignoreTlog: true}`].map((key) => {
      const read = policyIn(policy(entry(key)))
      const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
      return claim?.authority.kind === 'key' ? claim.authority.transparencyLog : ''
    })
    expect(logs).toEqual(['required', 'ignored'])
  })

  test.each([
    ['an old field', entry(KEY, '          key: k8s://a/b\n'), /key is an old field/],
    ['type Notary with a key', entry(KEY, '          type: Notary\n'), /gives no certificates, which type Notary needs/],
    [
      'type Notary with certificates that it lacks',
      entry('                - certificates: {rekor: {url: "https://rekor.sigstore.dev"}}', '          type: Notary\n'),
      /gives no certificates/,
    ],
    [
      'type Notary with another repository',
      entry(
        '                - certificates: {cert: CA}\n                  repository: ghcr.io/acme/signatures',
        '          type: Notary\n',
      ),
      /another repository is not looked up here for type Notary/,
    ],
    [
      'statements of type Notary',
      entry(
        '                - certificates: {cert: CA}',
        '          type: Notary\n          attestations: [{type: sbom/example, attestors: [{entries: [{certificates: {cert: CA}}]}]}]\n',
      ),
      /attestations of type Notary are not verified here/,
    ],
    ['the experimental referrers', entry(KEY, '          cosignOCI11: true\n'), /cosignOCI11/],
    ['annotations', entry(`${KEY}\n                  annotations: {env: prod}`), /annotations are not compared/],
    ['another hash', entry(`${KEY}\n                    signatureAlgorithm: sha512`), /signatureAlgorithm is sha512/],
    ['a key in the cluster', entry('                - keys: {publicKeys: "k8s://default/key"}'), /k8s:\/\/default\/key: no file/],
    [
      'a key in a secret',
      entry('                - keys: {secret: {name: key, namespace: default}}'),
      /k8s:\/\/default\/key: no file/,
    ],
    [
      'a key in a variable',
      entry('                - keys: {publicKeys: "{{ keys.data.org }}"}'),
      /\{\{ keys\.data\.org \}\}: no file/,
    ],
    ['other roots', entry(`${KEYLESS}\n                    roots: x`), /roots are other certificates/],
    ['another log', entry(`${KEYLESS.replace('rekor.sigstore.dev', 'rekor.acme.example')}`), /another log/],
    [
      'an extension without an equal',
      entry(`${KEYLESS}\n                    additionalExtensions: {githubWorkflowName: ci}`),
      /githubWorkflowName is not compared/,
    ],
    [
      'a condition on the scan',
      `${entry(KEY)}          attestations:\n            - type: https://slsa.dev/provenance/v1\n              attestors: [{entries: [{keys: {publicKeys: "${PEM.trim().replaceAll('\n', '\\n')}"}}]}]\n              conditions: [{all: [{key: "{{ builder.id }}", operator: Equals, value: x}]}]\n`,
      /conditions are not evaluated/,
    ],
    [
      'an attestation by nobody',
      `${entry(KEY)}          attestations: [{type: "https://slsa.dev/provenance/v1"}]\n`,
      /names no attestors/,
    ],
  ])('T67 %s leaves the policy unverified by name, even when everything was proved', (_title, text, expected) => {
    const read = policyIn(policy(text))
    const [outcome] = outcomes([read], POD, proved)
    expect(outcome).toMatch(/^unverified/)
    expect(outcome).toMatch(expected)
  })

  test('which rule applies first is not worked out: unverified by name', () => {
    const [outcome] = outcomes([policyIn(policy(entry(KEY), '  applyRules: One\n'))], POD, proved)
    expect(outcome).toMatch(/^unverified: .*applyRules/)
  })

  test.each([
    ['library is there only if it is written', 'imageReferences: ["*"]', 'docker.io/library/*', 'nginx:1.27', 'would-deny'],
    [
      'an image that is written with library',
      'imageReferences: ["*"]',
      'docker.io/library/*',
      'library/nginx:1.27',
      'does-not-apply',
    ],
    ['the host is written out', 'imageReferences: ["*"]', 'docker.io/nginx*', 'nginx:1.27', 'does-not-apply'],
    ['a pattern of the full name', 'imageReferences: ["docker.io/library/*"]', 'x', 'nginx:1.27', 'unverified'],
    ['a pattern of the name as it is', 'imageReferences: ["docker.io/nginx*"]', 'x', 'nginx:1.27', 'would-deny'],
  ])('names of Docker Hub as Kyverno 1.19 writes them: %s', (_title, references, skip, image, expected) => {
    const text = policy(entry(KEY, `          skipImageReferences: ["${skip}"]\n`)).replace(
      /imageReferences: \[[^\]]*\]/,
      references,
    )
    expect(outcomes([policyIn(text)], podOf(image), absent)[0]?.split(':')[0]).toBe(expected)
  })

  test('an attestation in a bundle: Kyverno takes it for the signature, so nothing is denied for certain', () => {
    const bundles = policyIn(policy(entry(KEY, '          type: SigstoreBundle\n')))
    const plain = factsOf(POD, [bundles], absent)
    const evidence = plain.evidence.map((one) => ({ ...one, bundles: ['https://slsa.dev/provenance/v1'] }))
    expect(judgeClusterPolicies([bundles], { ...plain, evidence })).toMatchObject([{ outcome: 'unverified' }])
  })

  test('the signature format that a rule reads is the one that must hold the proof', () => {
    expect(outcomes([policyIn(policy(entry(KEY)))], POD, proved, 'referrer sha256:bb')[0]).toMatch(/^would-deny/)
    const bundles = policyIn(policy(entry(KEY, '          type: SigstoreBundle\n')))
    expect(outcomes([bundles], POD, proved, 'referrer sha256:bb')[0]).toMatch(/^would-admit/)
    for (const elsewhere of ['GitHub attestations', 'tag sha256-aa.sig'])
      expect(outcomes([bundles], POD, proved, elsewhere)[0]).toMatch(/^would-deny/)
  })

  test('a proof in a tag, beside a bundle that might be taken for one of the image, is unverified for a rule that reads bundles', () => {
    const bundles = policyIn(policy(entry(KEY, '          type: SigstoreBundle\n')))
    const plain = factsOf(POD, [bundles], proved)
    const evidence = plain.evidence.map((answer) => ({ ...answer, bundles: ['https://slsa.dev/provenance/v1'] }))
    expect(judgeClusterPolicies([bundles], { ...plain, evidence })).toMatchObject([{ outcome: 'unverified' }])
  })

  test('a bundle about another image is taken for no signature of this one, which is what its twin carries', () => {
    const bundles = policyIn(policy(entry(KEY, '          type: SigstoreBundle\n')))
    const plain = factsOf(POD, [bundles], absent)
    const beside = (kind: string) => plain.evidence.map((answer) => ({ ...answer, bundles: [kind] }))
    const outcomeOf = (kind: string) => judgeClusterPolicies([bundles], { ...plain, evidence: beside(kind) })[0]?.outcome
    expect(['another image', 'signature', 'something else', 'https://slsa.dev/provenance/v1'].map(outcomeOf)).toEqual([
      'would-deny',
      'would-deny',
      'unverified',
      'unverified',
    ])
  })

  test('a payload of another type is refused here and not by Kyverno (1.19.1): unverified', () => {
    const read = policyIn(policy(entry(KEY)))
    const plain = factsOf(POD, [read], absent)
    const reason = 'payload-type: the payload is not an image signature'
    const evidence = plain.evidence.map(({ claim }) => ({
      claim,
      status: 'refuted' as const,
      because: 'invalid' as const,
      reason,
    }))
    expect(judgeClusterPolicies([read], { ...plain, evidence })).toMatchObject([{ outcome: 'unverified' }])
  })

  test('a digest is asked only where Kyverno does not put it in itself', () => {
    const verify = policyIn(policy(entry(KEY, '          mutateDigest: false\n')))
    expect(outcomes([verify], POD, proved)[0]).toMatch(/^would-deny: .*no digest/)
    expect(outcomes([verify], podOf(`ghcr.io/acme/app@${DIGEST}`), proved)[0]).toMatch(/^would-admit/)
    expect(outcomes([policyIn(policy(entry(KEY)))], POD, proved)[0]).toMatch(/^would-admit/)
  })

  test.each([
    ['T58 a star crosses slashes', 'ghcr.io/acme/a/b:v1', 'would-deny'],
    ['T58 another organisation', 'ghcr.io/acme-evil/a:v1', 'does-not-apply'],
    ['T78 a host in capitals is the same host, so it is no silent pass', 'GHCR.io/acme/a:v1', 'unverified'],
    ['skipped images', 'ghcr.io/acme/sandbox/a:v1', 'does-not-apply'],
  ])('%s', (_title, image, expected) => {
    const read = policyIn(policy(entry(KEY, '          skipImageReferences: ["ghcr.io/acme/sandbox/*"]\n')))
    expect(outcomes([read], podOf(image), absent)[0]?.split(':')[0]).toBe(expected)
  })

  test('Audit only records, also for the namespaces that an override names', () => {
    const audit = policyIn(policy(entry(KEY)).replace('Enforce', 'Audit'))
    expect(outcomes([audit], POD, absent)[0]).toMatch(/^would-audit/)
    const override = policyIn(policy(entry(KEY), '  validationFailureActionOverrides: [{action: Audit, namespaces: [dev]}]\n'))
    expect(outcomes([override], podOf('ghcr.io/acme/app:v1', '  namespace: dev\n'), absent)[0]).toMatch(/^would-audit/)
    expect(outcomes([override], podOf('ghcr.io/acme/app:v1', '  namespace: shop\n'), absent)[0]).toMatch(/^would-deny/)
    expect(outcomes([override], POD, absent)[0]).toMatch(/^unverified/)
  })

  test.each([
    [
      'the namespace is excluded',
      '      exclude: {any: [{resources: {namespaces: [dev]}}]}\n',
      '  namespace: dev\n',
      'does-not-apply',
    ],
    [
      'T36 whether the namespace is excluded is not known',
      '      exclude: {any: [{resources: {namespaces: [dev]}}]}\n',
      '',
      'unverified',
    ],
    [
      'T36 a namespace selector',
      '      exclude: {any: [{resources: {namespaceSelector: {matchLabels: {a: b}}}}]}\n',
      '',
      'unverified',
    ],
    [
      'the usual precondition',
      '      preconditions: {all: [{key: "{{request.operation}}", operator: NotEquals, value: DELETE}]}\n',
      '',
      'would-deny',
    ],
    [
      'another precondition',
      '      preconditions: {all: [{key: "{{request.object.x}}", operator: Equals, value: y}]}\n',
      '',
      'unverified',
    ],
    [
      'deletions only',
      '      preconditions: {all: [{key: "{{request.operation}}", operator: Equals, value: DELETE}]}\n',
      '',
      'unverified',
    ],
  ])('%s', (_title, rule, metadata, expected) => {
    expect(
      outcomes([policyIn(policy(entry(KEY), '', rule))], podOf('ghcr.io/acme/app:v1', metadata), absent)[0]?.split(':')[0],
    ).toBe(expected)
  })

  test('a check that only records never hides one that enforces and stays open', () => {
    const entries = `${entry(OTHER, '          failureAction: Audit\n')}${entry('                - keys: {publicKeys: "k8s://a/b"}')}`
    expect(outcomes([policyIn(policy(entries))], POD, absent)[0]).toMatch(/^unverified: .*k8s:\/\/a\/b/)
    const denied = `${entry('                - keys: {publicKeys: "k8s://a/b"}', '          failureAction: Audit\n')}${entry(KEY)}`
    expect(outcomes([policyIn(policy(denied))], POD, absent)[0]).toMatch(/^would-deny/)
  })

  test('a policy that cannot be read counts in the mode of its loudest check', () => {
    const broken = policyIn(
      policy(entry(KEY, '          failureAction: Enforce\n'))
        .replace('Action: Enforce', 'Action: Audit')
        .replace('imageReferences', 'imageReference'),
    )
    expect(judgeClusterPolicies([broken], factsOf(POD, [broken], proved))[0]).toMatchObject({
      outcome: 'unverified',
      mode: 'enforce',
    })
    const misspelt = policyIn(policy(entry(KEY)).replace('Enforce', 'enforced'))
    expect(judgeClusterPolicies([misspelt], factsOf(POD, [misspelt], proved))[0]).toMatchObject({
      outcome: 'unverified',
      mode: 'enforce',
    })
  })

  test('a PolicyException makes a denial uncertain, and exempts nothing by itself', () => {
    const exception = (name: string): string =>
      `---\napiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: {name: dev, namespace: kyverno}\nspec: {exceptions: [{policyName: ${name}, ruleNames: ["*"]}], match: {any: []}}\n`
    const read = (name: string): readonly ClusterPolicy[] =>
      readClusterPolicies(objectsIn(`${policy(entry(KEY))}${exception(name)}`))
    expect(outcomes(read('verify'), POD, absent)[0]).toMatch(/^unverified: .*PolicyException "dev" may exempt it/)
    expect(outcomes(read('verify'), POD, proved)[0]).toMatch(/^would-admit/)
    expect(outcomes(read('another'), POD, absent)[0]).toMatch(/^would-deny/)
  })

  test('a namespaced Policy is about its own namespace', () => {
    const own = policyIn(
      policy(entry(KEY))
        .replace('kind: ClusterPolicy', 'kind: Policy')
        .replace('name: verify', 'name: verify\n  namespace: shop'),
    )
    expect(outcomes([own], podOf('ghcr.io/acme/app:v1', '  namespace: shop\n'), absent)[0]).toMatch(/^would-deny/)
    expect(outcomes([own], podOf('ghcr.io/acme/app:v1', '  namespace: dev\n'), absent)[0]).toBe('does-not-apply')
  })

  test.each([
    ['an unknown field', policy(entry(KEY)).replace('imageReferences', 'imageReference'), /imageReference is not a field/],
    ['a count past the entries', policy(entry(KEY, '', 'count: 3')), /count is 3/],
    [
      'two kinds of attestor in one entry',
      policy(entry(`${KEY}\n                  keyless: {issuer: a, subject: b}`)),
      /exactly one/,
    ],
    ['no entry', policy(entry('                []')), /needs at least one entry/],
    [
      'a keyless attestor without a log and roots',
      policy(entry(KEYLESS.replace(/\n +rekor.*/, ''))),
      /keyless\.rekor or roots is needed/,
    ],
    ['an action that is none', policy(entry(KEY)).replace('Enforce', 'enforced'), /must be Enforce or Audit/],
  ])('T17 %s: unverified by name', (_title, text, expected) => {
    const read = policyIn(text)
    expect(read.problems).toContainEqual(expect.stringMatching(expected))
    expect(outcomes([read], POD, proved)[0]).toMatch(/^unverified/)
  })
})
