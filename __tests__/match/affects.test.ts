import { describe, expect, test } from '@jest/globals'
import { affects } from '../../src/match/affects.ts'
import type { Advisory, AdvisoryRange, AffectedPackage, RangeEvent } from '../../src/model/advisory.ts'

function range(type: AdvisoryRange['type'], ...events: readonly (readonly [RangeEvent['kind'], string])[]): AdvisoryRange {
  return { type, events: events.map(([kind, version]) => ({ kind, version })) }
}

function advisory(ecosystem: string, name: string, ...parts: readonly Partial<AffectedPackage>[]): Advisory {
  return {
    id: 'X-1',
    modified: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    severity: [],
    malicious: false,
    affected: parts.map((part) => ({ ecosystem, name, ranges: [], versions: [], severity: [], ...part })),
  }
}

function kindAt(given: Advisory, version: string, { ecosystem, name }: { ecosystem?: string; name?: string } = {}): string {
  const [first] = given.affected
  return affects(given, { ecosystem: ecosystem ?? first?.ecosystem ?? '', name: name ?? first?.name ?? '', version }).kind
}

describe('an advisory', () => {
  const windows = advisory('npm', 'mixin-deep', {
    ranges: [range('SEMVER', ['introduced', '0'], ['introduced', '2.0.0'], ['fixed', '2.0.1'], ['fixed', '1.3.2'])],
  })

  test.each([
    ['1.3.1', 'affected'],
    ['1.3.2', 'unaffected'],
    ['2.0.0-rc.1', 'unaffected'],
    ['2.0.0', 'affected'],
    ['2.0.1', 'unaffected'],
  ])('whose events are in no order says of %s that it is %s', (version, kind) => {
    expect(kindAt(windows, version)).toBe(kind)
  })

  test.each([
    ['last_affected', '1.2', 'affected'],
    ['last_affected', '1.2.1', 'unaffected'],
    ['fixed', '1.2', 'unaffected'],
    ['limit', '1.2', 'unaffected'],
    ['limit', '1.1.9', 'affected'],
  ] as const)('with %s 1.2 says of %s that it is %s', (kind, version, said) => {
    expect(
      kindAt(advisory('crates.io', 'time', { ranges: [range('SEMVER', ['introduced', '0.1'], [kind, '1.2'])] }), version),
    ).toBe(said)
  })

  test('is about a version that only its list names', () => {
    const listed = advisory('PyPI', 'a', { ranges: [range('ECOSYSTEM', ['introduced', '2'])], versions: ['1.0'] })
    expect([kindAt(listed, '1'), kindAt(listed, '1.5'), kindAt(listed, '2.1')]).toEqual(['affected', 'unaffected', 'affected'])
  })

  test('hits when one of several mentions does, and names the fix of that one', () => {
    const given = advisory(
      'Maven',
      'a:b',
      { ranges: [range('ECOSYSTEM', ['introduced', '2.13.0'], ['fixed', '2.15.0'])] },
      { ranges: [range('ECOSYSTEM', ['introduced', '0'], ['fixed', '2.3.1'])] },
    )
    expect(affects(given, { ecosystem: 'Maven', name: 'a:b', version: '2.3' })).toMatchObject({
      kind: 'affected',
      fixed: '2.3.1',
    })
    expect(kindAt(given, '2.12')).toBe('unaffected')
  })

  test('that is withdrawn is about nothing', () => {
    expect(kindAt({ ...windows, withdrawn: '2026-01-01T00:00:00Z' }, '1.0.0')).toBe('unaffected')
  })

  test('of commits alone leaves versions open', () => {
    expect(kindAt(advisory('npm', 'a', { ranges: [range('GIT', ['introduced', '0'], ['fixed', 'abc'])] }), '1.0.0')).toBe(
      'unclear',
    )
  })

  test('of commits and versions is decided by the versions', () => {
    const both = [range('GIT', ['introduced', '0'], ['fixed', 'abc']), range('SEMVER', ['introduced', '0'], ['fixed', '1.0.0'])]
    expect(kindAt(advisory('npm', 'a', { ranges: both }), '1.0.0')).toBe('unaffected')
  })

  test('of a version that has no place in the order is unclear, unless it is about all of them', () => {
    expect(kindAt(windows, 'main')).toBe('unclear')
    expect(kindAt(advisory('npm', 'a', { ranges: [range('SEMVER', ['introduced', '0'])] }), 'main')).toBe('affected')
  })

  test('with a border that is no version is unclear', () => {
    expect(kindAt(advisory('PyPI', 'a', { ranges: [range('ECOSYSTEM', ['introduced', '0'], ['fixed', 'soon'])] }), '1')).toBe(
      'unclear',
    )
  })

  test("of Go's database is held to the bounds that it keeps apart", () => {
    const given = advisory('Go', 'example.com/a', {
      ranges: [range('SEMVER', ['introduced', '0'])],
      customRanges: [range('ECOSYSTEM', ['introduced', '0'], ['fixed', '1.2.0'])],
    })
    expect([kindAt(given, '1.1.0'), kindAt(given, '1.2.0')]).toEqual(['affected', 'unaffected'])
  })

  test.each([
    ['another release', 'Debian:12', { ecosystem: 'Debian:11' }, 'unaffected'],
    ['the same release', 'Debian:12', { ecosystem: 'Debian:12' }, 'affected'],
    ['all releases', 'Debian', { ecosystem: 'Debian:12' }, 'affected'],
    ['another distribution', 'Ubuntu:22.04:LTS', { ecosystem: 'Debian:12' }, 'unaffected'],
  ])('about %s', (_, ecosystem, question, kind) => {
    expect(kindAt(advisory(ecosystem, 'a', { ranges: [range('ECOSYSTEM', ['introduced', '0'])] }), '1', question)).toBe(kind)
  })

  test.each([
    ['PyPI', 'Zope.Interface', 'zope-interface', 'affected'],
    ['NuGet', 'Newtonsoft.Json', 'newtonsoft.json', 'affected'],
    ['npm', 'JSONStream', 'jsonstream', 'unaffected'],
    ['Go', 'github.com/Masterminds/semver', 'github.com/masterminds/semver', 'unaffected'],
  ])('of %s takes %s and %s for one name: %#', (ecosystem, name, asked, kind) => {
    expect(kindAt(advisory(ecosystem, name, { ranges: [range('ECOSYSTEM', ['introduced', '0'])] }), '1', { name: asked })).toBe(
      kind,
    )
  })
})
