import { describe, expect, test } from '@jest/globals'
import { type Attested, predicateFacts, predicateMiss } from '../../src/verify/predicate-match.ts'

const NOW = Date.parse('2026-11-01T00:00:00Z')
const DAY = 86_400_000
const VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1'
const SLSA1 = 'https://slsa.dev/provenance/v1'
const SLSA02 = 'https://slsa.dev/provenance/v0.2'

function attested(predicateType: string, predicate: unknown, times: readonly number[] = [NOW - DAY]): Attested {
  return { predicateType, predicate: predicate as Attested['predicate'], times }
}

function holds(one: Attested, where: Readonly<Record<string, string>>, maxAgeSeconds?: number): boolean {
  const demand = { type: one.predicateType, where, ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }) }
  return predicateMiss(demand, one, NOW) === undefined
}

const slsa1 = attested(SLSA1, {
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: {
      workflow: { repository: 'https://github.com/acme/web', ref: 'refs/tags/v1', path: '.github/workflows/r.yml' },
      inputs: { channel: 'stable', count: 3 },
    },
  },
  runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
})
const slsa02 = attested(SLSA02, {
  builder: {
    id: 'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@refs/tags/v1.4.0',
  },
  buildType: 'https://github.com/slsa-framework/slsa-github-generator/container@v1',
  invocation: {
    configSource: { uri: 'git+https://github.com/acme/web@refs/heads/main', entryPoint: '.github/workflows/r.yml' },
    parameters: { channel: 'beta' },
  },
})

describe('SLSA provenance', () => {
  test('1.0 states builder, source, ref, workflow and build type', () => {
    expect(Object.fromEntries(predicateFacts(slsa1))).toEqual({
      builder: 'https://github.com/actions/runner/github-hosted',
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      source: 'https://github.com/acme/web',
      ref: 'refs/tags/v1',
      workflow: '.github/workflows/r.yml',
    })
  })
  test('0.2 states the same, its source without git+ and ref', () => {
    expect(Object.fromEntries(predicateFacts(slsa02))).toMatchObject({
      source: 'https://github.com/acme/web',
      ref: 'refs/heads/main',
      workflow: '.github/workflows/r.yml',
    })
  })
  test('other builders write their source elsewhere', () => {
    const at = (externalParameters: unknown, resolvedDependencies?: unknown) =>
      predicateFacts(attested(SLSA1, { buildDefinition: { externalParameters, resolvedDependencies } })).get('source')
    expect(at({ buildConfigSource: { repository: 'https://github.com/acme/web' } })).toBe('https://github.com/acme/web')
    expect(at({ source: 'git+https://github.com/acme/web@refs/heads/main' })).toBe('https://github.com/acme/web')
    expect(at({ configSource: { uri: 'https://github.com/acme/web.git#refs/heads/main' } })).toBe(
      'https://github.com/acme/web.git#refs/heads/main',
    )
    expect(at({}, [{ uri: 'git+https://github.com/acme/web@refs/heads/main' }])).toBe('https://github.com/acme/web')
    expect(at({})).toBeUndefined()
  })
  test.each<[Record<string, string>, boolean]>([
    [{ source: 'https://github.com/acme/*' }, true],
    [{ source: 'https://github.com/acme/web', ref: 'refs/tags/*' }, true],
    [{ source: 'https://github.com/acme/web', ref: 'refs/heads/*' }, false],
    [{ source: 'https://github.com/acme' }, false],
    [{ builder: 'https://github.com/actions/runner/self-hosted' }, false],
    [{ parameters: 'inputs.channel=stable' }, true],
    [{ parameters: 'inputs.channel=st*' }, true],
    [{ parameters: 'inputs.count=3' }, true],
    [{ parameters: 'inputs.channel=beta' }, false],
    [{ parameters: 'inputs.nothing=*' }, false],
    [{ parameters: 'inputs' }, false],
    [{ 'parameters.inputs.channel': 'stable', 'parameters.inputs.count': '3' }, true],
    [{ 'parameters.inputs.channel': 'stable', 'parameters.inputs.count': '4' }, false],
    [{ 'parameters.inputs.channel=stable': '*' }, false],
    [{ 'parameters.': '*' }, false],
    [{ colour: '*' }, false],
  ])('%j holds: %s', (where, expected) => {
    expect(holds(slsa1, where)).toBe(expected)
  })
  test('0.2 parameters are those of the invocation', () => {
    expect(holds(slsa02, { parameters: 'channel=beta' })).toBe(true)
  })
})

describe('vulnerability scans', () => {
  const trivy = (...severities: string[]) =>
    attested(VULN, {
      scanner: { uri: 'pkg:trivy', result: { Results: [{ Vulnerabilities: severities.map((Severity) => ({ Severity })) }] } },
    })
  const grype = (...severities: string[]) =>
    attested(VULN, { scanner: { result: { matches: severities.map((severity) => ({ vulnerability: { severity } })) } } })
  const sarif = (...scores: unknown[]) =>
    attested(VULN, {
      scanner: {
        result: {
          runs: [
            {
              tool: { driver: { rules: [{ id: 'r', properties: { 'security-severity': '9.8' } }] } },
              results: scores.map((score) =>
                score === 'rule' ? { ruleId: 'r' } : { properties: { 'security-severity': score } },
              ),
            },
          ],
        },
      },
    })
  const intoto = (...scores: unknown[]) =>
    attested('https://in-toto.io/attestation/vulns/v0.2', {
      scanner: {
        result: scores.map((score) => ({
          id: 'x',
          severity: [
            { method: 'cvss', score },
            { method: 'own', score: 'LOW' },
          ],
        })),
      },
    })
  test.each<[string, Attested, string, boolean]>([
    ['trivy', trivy('LOW', 'HIGH'), 'below-critical', true],
    ['trivy', trivy('LOW', 'CRITICAL'), 'below-critical', false],
    ['trivy', trivy('HIGH'), 'below-high', false],
    ['trivy', trivy(), 'none', true],
    ['trivy', trivy('LOW'), 'none', false],
    ['trivy, severity not known', trivy('LOW', 'UNKNOWN'), 'below-critical', false],
    ['grype', grype('Medium', 'Negligible'), 'below-high', true],
    ['grype', grype('Critical'), 'below-critical', false],
    ['sarif', sarif('6.9'), 'below-high', true],
    ['sarif', sarif('rule'), 'below-critical', false],
    ['sarif without scores', sarif(undefined), 'below-critical', false],
    ['sarif with an empty score', sarif(''), 'below-critical', false],
    ['sarif with a score that is none', sarif([]), 'below-critical', false],
    ['in-toto', intoto('3.1'), 'below-medium', true],
    ['in-toto', intoto(9), 'below-critical', false],
    ['a demand that is none', trivy(), 'below-nothing', false],
    ['a demand that is none', trivy(), 'critical', false],
    ['a result that cannot be read', attested(VULN, { scanner: { result: 'fine, believe me' } }), 'below-critical', false],
    ['no result', attested(VULN, {}), 'below-critical', false],
  ])('%s: %#', (_, scan, severity, expected) => {
    expect(holds(scan, { severity })).toBe(expected)
  })
  test('the scanner can be asked for', () => {
    expect(holds(trivy(), { severity: 'none', scanner: 'pkg:trivy' })).toBe(true)
    expect(holds(trivy(), { severity: 'none', scanner: 'pkg:grype' })).toBe(false)
  })
})

describe('OpenVEX documents', () => {
  const vex = (...statuses: unknown[]) =>
    attested('https://openvex.dev/ns/v0.2.0', {
      author: 'security@acme.test',
      timestamp: '2026-10-01T00:00:00Z',
      statements: statuses.map((status) => ({ vulnerability: { name: 'CVE-2026-0001' }, status })),
    })
  test.each<[unknown[], string, boolean]>([
    [['not_affected', 'fixed'], 'none-affected', true],
    [['not_affected', 'fixed'], 'none-open', true],
    [['not_affected', 'under_investigation'], 'none-affected', true],
    [['not_affected', 'under_investigation'], 'none-open', false],
    [['fixed', 'affected', 'fixed'], 'none-affected', false],
    [['fixed', 'Affected'], 'none-affected', false],
    [['fixed', undefined], 'none-affected', false],
    [[], 'none-affected', false],
    [['fixed'], 'affected', false],
    [['fixed'], 'constructor', false],
  ])('%j is %s: %s', (statuses, status, expected) => {
    expect(holds(vex(...statuses), { status })).toBe(expected)
  })
  test('state their author, and when they were last changed', () => {
    expect(Object.fromEntries(predicateFacts(vex('fixed', 'under_investigation')))).toEqual({
      author: 'security@acme.test',
      status: 'under_investigation',
    })
    expect(holds(vex('fixed'), { author: '*@acme.test', status: 'none-open' })).toBe(true)
    expect(holds(vex('fixed'), { author: '*@evil.test' })).toBe(false)
    expect(holds(vex('fixed'), {}, 32 * 86_400)).toBe(true)
    expect(holds(vex('fixed'), {}, 30 * 86_400)).toBe(false)
  })
  test('are one family, whatever their version, and nothing that only begins like it', () => {
    expect(predicateFacts({ ...vex('fixed'), predicateType: 'https://openvex.dev/ns' }).get('status')).toBe('fixed')
    expect(predicateFacts({ ...vex('fixed'), predicateType: 'https://openvex.dev/nsx' }).get('status')).toBeUndefined()
  })
})

describe('age', () => {
  const scan = (finished: string | undefined, times: readonly number[]) =>
    attested(VULN, { metadata: { scanFinishedOn: finished } }, times)
  const week = 7 * 86_400
  test('counts from the proven time, to the second', () => {
    expect(holds(scan(undefined, [NOW - week * 1000]), {}, week)).toBe(true)
    expect(holds(scan(undefined, [NOW - week * 1000 - 1000]), {}, week)).toBe(false)
  })
  test('an old scan that was signed late is old, and a date in the future does not make it younger', () => {
    expect(holds(scan('2026-01-01T00:00:00Z', [NOW - DAY]), {}, week)).toBe(false)
    expect(holds(scan('2030-01-01T00:00:00Z', [NOW - 30 * DAY]), {}, week)).toBe(false)
  })
  test('without any time there is no age', () => {
    expect(holds(scan(undefined, []), {}, week)).toBe(false)
    expect(holds(scan('not a time', []), {}, week)).toBe(false)
  })
})
