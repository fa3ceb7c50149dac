import { describe, expect, test } from '@jest/globals'
import { printCyclonedx } from '../../src/inventory/print-cyclonedx.ts'
import { inventoryOf } from '../../src/inventory/read-sbom.ts'
import { MAX_INVENTORY_PACKAGES } from '../../src/model/limits.ts'
import type { JsonValue } from '../../src/model/strict-json.ts'

const vouch = { by: 'nobody' } as const
function read(...documents: readonly JsonValue[]) {
  const answer = inventoryOf(
    'the image',
    documents.map((document) => ({ document, vouch })),
  )
  return answer.kind === 'found' ? answer.value : answer.kind
}
function names(...documents: readonly JsonValue[]): readonly string[] {
  const inventory = read(...documents)
  return typeof inventory === 'string'
    ? [inventory]
    : inventory.packages.map(({ type, name, version }) => `${type} ${name} ${version ?? '-'}`)
}

const spdx = (packages: readonly JsonValue[], name = 'sbom'): JsonValue => ({ spdxVersion: 'SPDX-2.3', name, packages })
const entry = (purl: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
  SPDXID: 'SPDXRef-1',
  externalRefs: [{ referenceCategory: 'PACKAGE_MANAGER', referenceType: 'purl', referenceLocator: purl }],
  ...more,
})
const bom = (components: readonly JsonValue[], more: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components,
  ...more,
})

describe('an SPDX document', () => {
  test('lists packages by all of their package URLs, and not the image itself', () => {
    const image = entry('pkg:oci/app@sha256:abc', { primaryPackagePurpose: 'CONTAINER' })
    const two = entry('pkg:npm/a@1', {
      externalRefs: ['pkg:npm/a@1', 'pkg:npm/a@2'].map((referenceLocator) => ({ referenceType: 'purl', referenceLocator })),
    })
    expect(names(spdx([image, two]))).toEqual(['npm a 1', 'npm a 2'])
  })

  test('puts the epoch of an rpm before its version', () => {
    expect(names(spdx([entry('pkg:rpm/redhat/openssl@3.0.7-18.el9?epoch=1')]))).toEqual(['rpm openssl 1:3.0.7-18.el9'])
  })

  test('counts what has no package URL', () => {
    expect(read(spdx([{ SPDXID: 'SPDXRef-2', name: 'x' }]))).toMatchObject({ gaps: [{ kind: 'unnamed-package', count: 1 }] })
  })

  test('of a build stage is not of the image', () => {
    expect(names(spdx([entry('pkg:npm/a@1')]), spdx([entry('pkg:npm/b@1')], 'sbom-build'))).toEqual(['npm a 1'])
  })
})

describe('nothing of a list is lost without a word', () => {
  test('a package URL says more than the purpose or the type beside it', () => {
    expect(names(spdx([entry('pkg:maven/g/a@1', { primaryPackagePurpose: 'ARCHIVE' })]))).toEqual(['maven a 1'])
    expect(names(spdx([entry('pkg:npm/a@1', { primaryPackagePurpose: 'SOURCE' })]))).toEqual(['npm a 1'])
    expect(names(bom([{ type: 'file', name: 'a', purl: 'pkg:maven/g/a@1' }]))).toEqual(['maven a 1'])
    expect(
      names(
        bom([
          { type: 'container', name: 'a', purl: 'pkg:oci/a@sha256:1' },
          { type: 'file', name: 'b' },
        ]),
      ),
    ).toEqual([])
  })

  test('a package URL that cannot be read is counted beside those of its entry that can', () => {
    const two = entry('', {
      externalRefs: ['pkg:npm/a@1', 'pkg:npm'].map((referenceLocator) => ({ referenceType: 'purl', referenceLocator })),
    })
    expect(read(spdx([two]))).toMatchObject({ gaps: [{ kind: 'unnamed-package', count: 1 }] })
    expect(
      read(
        bom([
          { name: 'a', purl: 'pkg:npm' },
          { name: 'b', purl: 'pkg:npm/b@1' },
        ]),
      ),
    ).toMatchObject({
      gaps: [{ detail: 'package URLs that cannot be read', count: 1 }],
    })
  })

  test.each([
    ['SPDX without its list', { spdxVersion: 'SPDX-2.3', name: 'x' }],
    ['CycloneDX without its list', { bomFormat: 'CycloneDX', specVersion: '1.6' }],
    ['CycloneDX with a list of another shape', { bomFormat: 'CycloneDX', specVersion: '1.6', components: {} }],
  ])('%s could not be read', (_, document) => {
    expect(read(document)).toBe('unknown')
  })

  test('a list that names nothing says so, and so does one that does not know whether it is complete', () => {
    expect(read(spdx([]))).toMatchObject({ packages: [], gaps: [{ kind: 'declared-incomplete', count: 1 }] })
    const open = bom([{ name: 'a', purl: 'pkg:npm/a@1' }], { compositions: [{ aggregate: 'unknown' }] })
    expect(read(open)).toMatchObject({ gaps: [{ kind: 'declared-incomplete', count: 1 }] })
  })

  test('a signed list is not left out by the name that it gives itself', () => {
    const signed = {
      document: spdx([entry('pkg:npm/b@1')], 'sbom-build'),
      vouch: { by: 'authority', authority: 'release' } as const,
    }
    const other = { document: spdx([entry('pkg:npm/a@1')]), vouch: signed.vouch }
    const answer = inventoryOf('the image', [signed, other])
    expect(answer.kind === 'found' ? answer.value.packages.map(({ name }) => name) : []).toEqual(['a', 'b'])
  })
})

describe('a CycloneDX document', () => {
  test('lists nested components, and leaves out what is excluded or expected from elsewhere', () => {
    const inner = { type: 'library', name: 'b', purl: 'pkg:npm/b@1' }
    const outer = { type: 'library', name: 'a', purl: 'pkg:npm/a@1', components: [inner] }
    const excluded = { type: 'library', name: 'c', purl: 'pkg:npm/c@1', scope: 'excluded' }
    const external = { type: 'library', name: 'd', purl: 'pkg:npm/d@1', isExternal: true }
    expect(names(bom([outer, excluded, external]))).toEqual(['npm a 1', 'npm b 1'])
  })

  test('that calls itself incomplete is', () => {
    expect(read(bom([{ name: 'a', purl: 'pkg:npm/a@1' }], { compositions: [{ aggregate: 'incomplete' }] }))).toMatchObject({
      gaps: [{ kind: 'declared-incomplete' }],
    })
  })

  test('says the same after it was printed', () => {
    const inventory = read(bom([{ type: 'library', name: 'a', purl: 'pkg:deb/debian/a@1?arch=amd64' }]))
    const printed = typeof inventory === 'string' ? '' : printCyclonedx({ name: 'x', digest: 'sha256:1' }, inventory, '1')
    expect(names(JSON.parse(printed))).toEqual(['deb a 1'])
  })
})

describe('a list of packages', () => {
  test.each<[string, JsonValue]>([
    ['of a format that is not read', { bomFormat: 'syft' }],
    ['of SPDX 3', { '@context': 'x', '@graph': [] }],
    ['that is a text', 'SPDX'],
  ])('%s is not known, beside one that is read', (_, document) => {
    expect(names(document)).toEqual(['unknown'])
    expect(names(bom([]), document)).toEqual(['unknown'])
  })

  test('may have so many packages; of one more it is said that it is left out', () => {
    const many = (count: number) =>
      read(bom(Array.from({ length: count }, (_, at) => ({ type: 'library', name: 'x', purl: `pkg:npm/p${at}@1` }))))
    expect(many(MAX_INVENTORY_PACKAGES)).toMatchObject({ gaps: [] })
    expect(many(MAX_INVENTORY_PACKAGES + 1)).toBe('unknown')
  })
})
