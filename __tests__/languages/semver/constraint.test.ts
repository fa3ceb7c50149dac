import { describe, expect, test } from '@jest/globals'
import { parseConstraints, satisfies } from '../../../src/languages/semver/constraint.ts'
import { compareVersions, parseVersion, type Version } from '../../../src/languages/semver/version.ts'

function version(text: string): Version {
  const parsed = parseVersion(text)
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.version
}

function check(constraint: string, text: string): boolean | string {
  const parsed = parseConstraints(constraint)
  return parsed.ok ? satisfies(version(text), parsed.constraints) : parsed.why
}

// Masterminds/semver v3.5.0 says so.
describe('constraints on versions', () => {
  test.each([
    ['>=1.20', '1.28.3-eks-1', false],
    ['>=1.20-0', '1.28.3-eks-1', true],
    ['>1.2', '1.2.9', false],
    ['>1.2.x', '1.3.0', true],
    ['<=1.2', '1.2.9', true],
    ['!=1.2.x', '1.2.1', false],
    ['^0.0.3', '0.0.4', false],
    ['^1.2 || ~0.1.2', '0.1.9', true],
    ['1.2 - 1.4.5', '1.4.6', false],
    ['~1', '1.9.0', true],
    ['=>1.0, =<2.0', '2.0.0', true],
    ['*', '3.0.0', true],
    ['>= 1.0 < 2', '1.5.0', true],
    ['', '1.0.0', 'improper constraint: ""'],
    ['1.0 ||', '1.0.0', 'improper constraint: ""'],
    ['1.01.0-01', '1.0.0', 'constraint parser error'],
  ])('%s and %s', (constraint, text, wanted) => {
    expect(check(constraint, text)).toBe(wanted)
  })

  test('orders pre-releases part by part', () => {
    const order = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0']
    expect([...order].reverse().sort((a, b) => compareVersions(version(a), version(b)))).toEqual(order)
  })

  test.each([
    ['1.2.3.4', 'invalid semantic version'],
    ['1.2.3-01', 'version segment starts with 0'],
    [
      '18446744073709551616',
      'error parsing version segment: strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ],
    [`1.0.0-${'a'.repeat(251)}`, 'version string is too long (max 256 bytes)'],
  ])('%s is no version', (text, why) => {
    expect(parseVersion(text)).toEqual({ ok: false, why })
  })

  test('takes 512 bytes and 32 alternatives, not one more', () => {
    expect(check(`>=1${' '.repeat(509)}`, '1.0.0')).toBe(true)
    expect(check(`>=1${' '.repeat(510)}`, '1.0.0')).toBe('constraint string is too long (max 512 bytes)')
    expect(check(Array(32).fill('2').join('||'), '2.0.0')).toBe(true)
    expect(check(Array(33).fill('2').join('||'), '2.0.0')).toBe('too many constraint groups (max 32)')
  })

  test('a hostile constraint takes no time', () => {
    expect(check(`${'1   '.repeat(120)}!`, '1.0.0')).toContain('improper constraint')
  })
})
