import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: versions', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['(semver "v1.2").Minor', '2'],
    ['semver "1.2.3-rc.1+b"', '1.2.3-rc.1+b'],
    ['semver "x"', { error: 'invalid semantic version' }],
    ['semverCompare ">=1.20" "1.28.3-eks-1"', 'false'],
    ['semverCompare ">=1.20-0" "1.28.3-eks-1"', 'true'],
    ['semverCompare "=1.2" "1.2.9"', 'true'],
    ['semverCompare "^0.2" "0.3.0"', 'false'],
    ['semverCompare "~1.2.3" "1.2.9"', 'true'],
    ['semverCompare "1.2 - 2.0 || 5.x" "2.0.1"', 'true'],
    ['semverCompare "1.2 - 2.0 || 5.x" "5.1.0"', 'true'],
    ['semverCompare "*" "1.0.0-a"', 'false'],
    ['semverCompare "bad" "1.0.0"', { error: 'improper constraint: "bad"' }],
    ['semverCompare ">1" "bad"', { error: 'invalid semantic version' }],
    ['(semver "1.2.3").IncMinor', '1.3.0'],
    ['(semver "1.2.3").Compare (semver "1.2.4")', '-1'],
    ['lt (semver "1.19.0").Minor 20', 'true'],
    ['(semver "v1.2.3-a").Original', 'v1.2.3-a'],
    ['semverCompare "!=1.2" "1.2.3"', 'false'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
