import { describe, expect, test } from '@jest/globals'
import { inventoryOf } from '../../src/inventory/read-sbom.ts'
import type { JsonValue } from '../../src/model/strict-json.ts'

const CONTEXT = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld'
const graph = (...elements: readonly JsonValue[]): JsonValue => ({ '@context': CONTEXT, '@graph': elements })
const element = (name: string, more: Readonly<Record<string, JsonValue>>): JsonValue => ({
  type: 'software_Package',
  spdxId: `urn:spdx:${name}`,
  creationInfo: '_:made',
  name,
  ...more,
})
const made: JsonValue = {
  type: 'CreationInfo',
  '@id': '_:made',
  specVersion: '3.0.1',
  created: '2026-11-01T00:00:00Z',
  createdBy: ['urn:spdx:a'],
}

function read(document: JsonValue) {
  const answer = inventoryOf('the image', [{ document, vouch: { by: 'nobody' } }])
  if (answer.kind !== 'found') return answer.kind
  const { source, packages, gaps } = answer.value
  return {
    source,
    packages: packages.map(({ type, name, version }) => `${type} ${name} ${version ?? '-'}`),
    gaps: gaps.map(({ kind, count }) => `${kind} ${count}`),
  }
}

describe('an SPDX 3 document', () => {
  test('lists packages by their package URLs, wherever they are written, and not the image itself', () => {
    const document = graph(
      made,
      { type: 'SpdxDocument', spdxId: 'urn:spdx:d', name: 'sbom', rootElement: ['urn:spdx:image'] },
      element('image', { software_primaryPurpose: 'container', software_packageUrl: 'pkg:oci/app@sha256:abc' }),
      element('a', { software_packageVersion: '1.0.0', software_packageUrl: 'pkg:npm/a@1.0.0' }),
      element('b', {
        externalIdentifier: [
          { type: 'ExternalIdentifier', externalIdentifierType: 'cpe23', identifier: 'cpe:2.3:a:b:b:1:*:*:*:*:*:*:*' },
          {
            type: 'ExternalIdentifier',
            externalIdentifierType: 'packageUrl',
            identifier: 'pkg:deb/debian/b@1:2?arch=amd64&distro=debian-12',
          },
        ],
      }),
      element('c', { software_packageVersion: '3', software_packageUrl: 'pkg:pypi/c' }),
      { type: 'software_File', spdxId: 'urn:spdx:f', name: 'x' },
      { type: 'Relationship', spdxId: 'urn:spdx:r', from: 'urn:spdx:image', to: ['urn:spdx:a'], relationshipType: 'contains' },
    )
    expect(read(document)).toEqual({
      source: { kind: 'sbom', format: 'SPDX-3.0', vouch: { by: 'nobody' }, created: '2026-11-01T00:00:00Z' },
      packages: ['deb b 1:2', 'npm a 1.0.0', 'pypi c 3'],
      gaps: [],
    })
  })

  test('may be one element without a graph', () => {
    const document: JsonValue = {
      '@context': CONTEXT,
      ...(element('a', { software_packageUrl: 'pkg:npm/a@1' }) as Record<string, JsonValue>),
    }
    expect(read(document)).toMatchObject({ packages: ['npm a 1'] })
  })

  test('says what it leaves open', () => {
    const document = graph(
      element('a', { software_packageUrl: 'pkg:npm/a@1' }),
      element('nameless', {}),
      element('broken', { software_packageUrl: 'no-purl' }),
      {
        type: 'Relationship',
        spdxId: 'urn:spdx:r',
        from: 'x',
        to: ['y'],
        relationshipType: 'contains',
        completeness: 'incomplete',
      },
    )
    expect(read(document)).toMatchObject({
      packages: ['npm a 1'],
      gaps: ['unnamed-package 1', 'unnamed-package 1', 'declared-incomplete 1'],
    })
    expect(read(graph())).toMatchObject({ packages: [], gaps: ['declared-incomplete 1'] })
  })

  test.each([
    ['another context', { '@context': 'https://acme.example/context.jsonld' }],
    ['a context of its own', { '@context': { Package: 'x' } }],
    ['several contexts', { '@context': [CONTEXT, { name: 'x' }] }],
    ['no context', {}],
  ])('with %s is none: its words may mean anything', (_, context) => {
    expect(read({ ...context, '@graph': [element('a', { software_packageUrl: 'pkg:npm/a@1' })] } as JsonValue)).toBe('unknown')
  })
})
