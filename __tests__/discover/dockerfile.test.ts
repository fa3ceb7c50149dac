import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'
import { formatName } from '../../src/model/image-name.ts'
import { MAX_PATTERN_STEPS, MAX_PATTERN_VALUE } from '../../src/model/limits.ts'
import { dockerfileReadings } from './dockerfile-readings.ts'

const found = (text: string, path = 'Dockerfile') => discover([{ path, bytes: Buffer.from(text) }])
const names = (text: string, path = 'Dockerfile'): readonly string[] =>
  found(text, path).references.flatMap((one) => {
    if (one.kind !== 'static') return []
    return [formatName(one.name.tag === undefined && one.name.digest === undefined ? { ...one.name, tag: 'latest' } : one.name)]
  })
const isOpen = (text: string): boolean =>
  found(text).unread.length > 0 || found(text).references.some((one) => one.kind !== 'static')

describe('a Dockerfile names what BuildKit pulls', () => {
  test.each(dockerfileReadings.map((one) => [one.shows, one] as const))('%s', (_, { text, images, open }) => {
    expect([...new Set(names(text))].sort()).toEqual([...images].sort())
    expect(isOpen(text)).toBe(open === true)
  })
})

describe('a reference out of a flag stands where its letters stand', () => {
  test.each([
    ['FROM a\nCOPY --fr\\om=evil:1 /a /b\n', 'evil:1'],
    ['FROM a\nRUN --mount=type=bind,\\\nfrom=evil:1 true\n', 'evil:1'],
    ['FROM a\nCOPY --from="evil:1" /a /b\n', 'evil:1'],
    ['FROM a\nCOPY --from=ev\\il:1 /a /b\n', 'ev\\il:1'],
  ])('%j', (text, written) => {
    const { span } = found(text).references[1]?.origin ?? { span: { start: 0, end: 0 } }
    expect(text.slice(span.start, span.end)).toBe(written)
  })
})

describe('a file is a Dockerfile', () => {
  const text = '# the image\nARG V=1\nFROM --platform=$BUILDPLATFORM good.example/a:${V} AS x\n'
  test.each([
    'Dockerfile.py',
    'Dockerfile.go',
    'Dockerfile.js',
    'Dockerfile.ts',
    'Dockerfile.rb',
    'Dockerfile.sh',
    'Dockerfile.html',
    'Dockerfile.lock',
    'docker/Containerfile.py',
    'web.Dockerfile',
    'Dockerfile-dev',
    'images/web',
    'web.docker',
  ])('%s', (path) => {
    expect(names(text, path)).toEqual(['good.example/a:1'])
  })

  test.each([
    ['a picture', 'docs/dockerfile-as-ci.png', '\x89PNG\r\n\x1a\n\xff\xfe'],
    ['a guide', 'docs/dockerfile.md', '# Writing one\n\nFROM here on we write it.\n'],
    ['a program', 'lint/dockerfile.py', 'FROM = 1\n'],
    ['a shell script', 'hack/build-image', '#!/usr/bin/env bash\ncat <<EOF\nFROM good.example/a:1\nEOF\n'],
    ['a shell script that begins with it', 'hack/build', '#!/bin/sh\nFROM good.example/a:1\n'],
    ['what docker leaves out', 'Dockerfile.dockerignore', 'FROM good.example/a:1\n'],
  ])('not %s', (_, path, content) => {
    const { references, unread } = discover([{ path, bytes: Buffer.from(content, 'latin1') }])
    expect([references, unread]).toEqual([[], []])
  })
})

describe('patterns are held against what is short enough', () => {
  const withValue = (length: number): string => `ARG V=${'a'.repeat(length - 2)}/b\nFROM \${V##*/}\n`
  const withSteps = (count: number): string => `ARG V=a/b\nFROM \${V#${'*'.repeat(count - 1)}/}\n`

  test('at the limits', () => {
    expect(names(withValue(MAX_PATTERN_VALUE))).toEqual(['docker.io/library/b:latest'])
    expect(names(withSteps(MAX_PATTERN_STEPS))).toEqual(['docker.io/library/b:latest'])
  })

  test('and what is longer is unresolved', () => {
    expect(isOpen(withValue(MAX_PATTERN_VALUE + 1))).toBe(true)
    expect(isOpen(withSteps(MAX_PATTERN_STEPS + 1))).toBe(true)
  })
})
