import { describe, expect, test } from '@jest/globals'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { mistakes } from '../../src/policy/read.ts'
import { policyOf } from './policy-text.ts'

const HEAD = `version: 1
authorities: {release: {github: {owner: acme, ownerId: "1234"}}}
`

function mistakesIn(text: string): readonly string[] {
  const whole = `${HEAD}${text}\n`
  const input = {
    file: 'p.yml',
    text: whole,
    documents: parseYaml(whole).documents,
    files: new Map(),
    source: { kind: 'file', digest: '' } as const,
    now: new Date('2026-11-01'),
  }
  return mistakes(input).map(({ message }) => message)
}

describe('what a policy asks about vulnerabilities', () => {
  test('is complete with nothing but a source', () => {
    expect(policyOf(`${HEAD}vulnerabilities: {advisories: osv}\n`).vulnerabilities).toEqual({
      line: 3,
      advisories: { kind: 'osv' },
      exploited: { kind: 'cisa' },
      inventory: [{ kind: 'inline-sbom' }],
      vexSignedBy: [],
      severity: 'high',
      match: ['**'],
      except: [],
    })
  })

  test('is read whole', () => {
    const text = `${HEAD}vulnerabilities:
  advisories: {mirror: https://mirror.acme.example/osv, allowPrivate: true}
  exploited: {mirror: https://mirror.acme.example/kev.json}
  inventory: [{sbom: {signedBy: [release]}}, {scan: {signedBy: [release], maxAge: 3d}}, {layers: {maxBytes: 2GiB}}]
  vex: {signedBy: [release]}
  severity: medium
  images: {match: [ghcr.io/acme/**], except: [ghcr.io/acme/lab/**]}
`
    expect(policyOf(text).vulnerabilities).toMatchObject({
      advisories: { kind: 'mirror', url: 'https://mirror.acme.example/osv', allowPrivate: true },
      exploited: { kind: 'mirror', allowPrivate: false },
      inventory: [
        { kind: 'sbom', signedBy: ['release'] },
        { kind: 'scan', signedBy: ['release'], maxAgeSeconds: 259_200 },
        { kind: 'layers', maxBytes: 2 * 1024 ** 3 },
      ],
      vexSignedBy: ['release'],
      severity: 'medium',
    })
  })

  test.each([
    ['vulnerabilities: {severity: high}', 'the key "advisories" is missing'],
    ['vulnerabilities: {advisories: nvd}', '"nvd" is not known here'],
    ['vulnerabilities: {advisories: {mirror: "http://a.example/osv"}}', 'is not a plain https address'],
    ['vulnerabilities: {advisories: {mirror: "https://a.example", folder: osv}}', 'advisories come from one place'],
    ['vulnerabilities: {advisories: {folder: osv, allowPrivate: true}}', 'advisories come from one place'],
    ['vulnerabilities: {advisories: osv, inventory: [{sbom: {signedBy: [nobody]}}]}', 'no authority is named "nobody"'],
    ['vulnerabilities: {advisories: osv, inventory: [{sbom: {signedBy: []}}]}', 'the list is empty'],
    ['vulnerabilities: {advisories: osv, inventory: [{sbom: inline, layers: {maxBytes: 1MiB}}]}', 'one entry is one source'],
    ['vulnerabilities: {advisories: osv, inventory: [{layers: {maxBytes: 5MB}}]}', '"5MB" is not a size'],
    ['vulnerabilities: {advisories: osv, severity: moderate}', '"moderate" is not known here'],
    ['vulnerabilities: {advisories: osv, sevrity: high}', 'unknown key "sevrity"'],
    [
      'exceptions: [{rule: image/unpinned, image: docker.io/library/redis, vulnerability: CVE-2026-1, reason: r, owner: o, expires: 2026-12-01}]',
      'image/unpinned is not about vulnerabilities',
    ],
    [
      'exceptions: [{rule: vulnerability/introduced, image: docker.io/library/redis, vulnerability: "all of them", reason: r, owner: o, expires: 2026-12-01}]',
      'is not the id of a vulnerability',
    ],
    [
      'exceptions: [{rule: vulnerability/introduced, vulnerability: CVE-2026-1001, reason: r, owner: o, expires: 2026-12-01}]',
      'the exception excuses the rule everywhere',
    ],
  ])('%s is a mistake', (text, said) => {
    expect(mistakesIn(text).join('\n')).toContain(said)
  })
})
