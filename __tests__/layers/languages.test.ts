import { deflateSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { MAX_JAR_UNPACKED, MAX_NESTED_JARS, MAX_PROGRAM_LIST } from '../../src/model/limits.ts'
import { contents, file, nodePackage } from './build.ts'
import { zipOf } from './zip.ts'

const json = JSON.stringify

describe('packages of languages', () => {
  test.each([
    ['npm', [nodePackage('usr/lib', 'semver', '7.5.4')], ['npm/semver@7.5.4']],
    ['npm, in a scope', [nodePackage('app', '@babel/core', '7.0.0')], ['npm/@babel/core@7.0.0']],
    ['npm, without a version', [file('app/node_modules/a/package.json', '{"name": "a"}')], ['npm/a@?']],
    ['npm, a folder of a package', [file('app/node_modules/a/test/package.json', json({ name: 'b', version: '1.0.0' }))], []],
    [
      'npm, copies that a package carries in itself',
      [
        file(
          'n/node_modules/next/dist/compiled/@babel/runtime/package.json',
          json({ name: '@babel/runtime', version: '7.15.4' }),
        ),
        file('n/node_modules/next/dist/compiled/arg/package.json', json({ name: 'arg' })),
        file('n/node_modules/terser/dist/package.json', json({ name: 'dist', version: '1.0.0' })),
      ],
      ['npm/@babel/runtime@7.15.4'],
    ],
    [
      'npm, with a byte order mark',
      [file('n/node_modules/a/package.json', `\ufeff${json({ name: 'a', version: '1.0.0' })}`)],
      ['npm/a@1.0.0'],
    ],
    [
      'Python',
      [
        file(
          'usr/lib/python3/dist-packages/urllib3-2.0.dist-info/METADATA',
          'Metadata-Version: 2.1\nName: urllib3\nVersion: 2.0\n\nName: other\n',
        ),
      ],
      ['pypi/urllib3@2.0'],
    ],
    [
      'Python, as eggs',
      [
        file('x/a.egg-info/PKG-INFO', 'Name: a\r\nVersion: 1\r\n'),
        file('x/b.egg-info', 'Name: b\nVersion: 2\n'),
        file('x/c-3.egg/EGG-INFO/PKG-INFO', 'Name: c\nVersion: 3\n'),
      ],
      ['pypi/a@1', 'pypi/b@2', 'pypi/c@3'],
    ],
    [
      'Ruby',
      [
        file(
          'usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.gemspec',
          'Gem::Specification.new do |s|\n  s.name = "json".freeze\n  s.version = "2.6.1"\nend\n',
        ),
      ],
      ['gem/json@2.6.1'],
    ],
    [
      'PHP',
      [file('app/vendor/composer/installed.json', json({ packages: [{ name: 'monolog/monolog', version: 'v3.1.0' }] }))],
      ['composer/monolog/monolog@3.1.0'],
    ],
    [
      'PHP, the first form',
      [file('app/vendor/composer/installed.json', json([{ name: 'a/b', version: '1.0.0' }]))],
      ['composer/a/b@1.0.0'],
    ],
    [
      '.NET',
      [
        file(
          'app/web.deps.json',
          json({ libraries: { 'Web/1.0.0': { type: 'project' }, 'Newtonsoft.Json/13.0.1': { type: 'package' } } }),
        ),
      ],
      ['nuget/Newtonsoft.Json@13.0.1'],
    ],
  ])('are named: %s', (_, files, packages) => {
    expect(contents(files)).toEqual({ packages, gaps: [] })
  })

  test.each([
    ['no JSON', file('app/node_modules/a/package.json', '{'), 'app/node_modules/a/package.json is no JSON'],
    ['no list of packages of PHP', file('v/composer/installed.json', '{}'), 'v/composer/installed.json lists no packages'],
    ['no list of packages of .NET', file('a.deps.json', '{}'), 'a.deps.json lists no packages'],
    ['metadata without a name', file('x/a.dist-info/METADATA', 'Version: 1\n'), 'x/a.dist-info/METADATA names no package'],
    ['a gem without a name', file('x/specifications/a.gemspec', 'eval(x)'), 'x/specifications/a.gemspec names no package'],
    ['an archive that is none', file('x/a.jar', 'PK'), 'x/a.jar is no archive that can be read'],
  ])('leave a gap where they cannot be read: %s', (_, one, detail) => {
    expect(contents([one])).toEqual({ packages: [], gaps: [`unreadable-file: ${detail} (1)`] })
  })
})

describe('an archive of Java', () => {
  const pom = (group: string, artifact: string, version: string): readonly [string, string] => [
    `META-INF/maven/${group}/${artifact}/pom.properties`,
    `#made\r\nversion=${version}\r\ngroupId=${group}\r\nartifactId=${artifact}\r\n`,
  ]
  const log4j = zipOf([pom('org.apache.logging.log4j', 'log4j-core', '2.14.1'), ['A.class', 'x']])

  test('names what Maven left in it, and in archives inside of it', () => {
    const war = zipOf([pom('acme', 'web', '1.0'), ['WEB-INF/lib/log4j-core.jar', log4j]])
    expect(contents([file('app/web.war', war)])).toEqual({
      packages: ['maven/acme/web@1.0', 'maven/org.apache.logging.log4j/log4j-core@2.14.1'],
      gaps: [],
    })
  })

  test.each([
    ['the name of its file', 'lib/log4j-core-2.14.1.jar', '', 'log4j-core@2.14.1'],
    ['its manifest', 'lib/ojdbc.jar', 'Implementation-Title: x\r\nImplementation-Version: 19.3\r\n .0\r\n', 'ojdbc@19.3.0'],
    ['its manifest as a bundle', 'lib/core.jar', 'Bundle-Version: 3.1\n', 'core@3.1'],
    ['nothing', 'a.jar', '', 'a@?'],
  ])('of classes alone is named by %s, without a group', (_, path, manifest, name) => {
    const files: [string, string][] = [['A.class', 'x']]
    if (manifest !== '') files.push(['META-INF/MANIFEST.MF', manifest])
    expect(contents([file(path, zipOf(files))])).toEqual({ packages: [`maven/${name}`], gaps: [] })
  })

  test.each([
    [
      'of a known project',
      'spring-web-6.0.11.jar',
      ['org/springframework/web/A.class'],
      'maven/org.springframework/spring-web@6.0.11',
    ],
    [
      'of a known project, without classes',
      'spring-boot-starter-web-3.1.2.jar',
      ['META-INF/MANIFEST.MF'],
      'maven/org.springframework.boot/spring-boot-starter-web@3.1.2',
    ],
    [
      'of the name of a known project, with other classes',
      'spring-web-6.0.11.jar',
      ['com/acme/A.class'],
      'maven/spring-web@6.0.11',
    ],
    [
      'of a name that only begins alike',
      'spring-webs-6.0.11.jar',
      ['org/springframework/web/A.class'],
      'maven/spring-webs@6.0.11',
    ],
  ])('%s has a group, or none', (_, path, names, named) => {
    expect(contents([file(path, zipOf(names.map((name) => [name, ''])))]).packages).toEqual([named])
  })

  test('of other files than classes is no package', () => {
    expect(contents([file('a-1.0.jar', zipOf([['readme.txt', 'x']]))])).toEqual({ packages: [], gaps: [] })
  })

  test('is read where a program stands before it', () => {
    const script = Buffer.from('#!/bin/bash\nexec java -jar "$0"\n')
    expect(contents([file('app.jar', Buffer.concat([script, log4j]))])).toEqual({
      packages: ['maven/org.apache.logging.log4j/log4j-core@2.14.1'],
      gaps: [],
    })
  })

  test('unpacks to as much as the limit, whatever lies over each other in it, and what is more is a gap', () => {
    const half = MAX_JAR_UNPACKED / 2
    const claims = (...sizes: readonly number[]): string[] => {
      const bytes = zipOf(sizes.map((_, at) => [`${at}.jar`, 'x']))
      let at = bytes.indexOf('PK\x01\x02')
      for (const size of sizes) {
        bytes.writeUInt32LE(size, at + 24)
        at = bytes.indexOf('PK\x01\x02', at + 1)
      }
      return [...contents([file('a.jar', bytes)]).gaps]
    }
    const unread = ['unreadable-file: a.jar:0.jar cannot be unpacked (1)', 'unreadable-file: a.jar:1.jar cannot be unpacked (1)']
    expect(claims(half, half)).toEqual(unread)
    expect(claims(half, half, 1)).toEqual([...unread, 'limit: archives that unpack to more than 536870912 bytes, as a.jar (1)'])
  })

  test('has as many archives inside as the limit, and one more is a gap', () => {
    const inside = (count: number) => [
      file('a.jar', zipOf(Array.from({ length: count }, (_, at) => [`${at}.jar`, zipOf([])] as const))),
    ]
    expect(contents(inside(MAX_NESTED_JARS)).gaps).toEqual([])
    expect(contents(inside(MAX_NESTED_JARS + 1)).gaps).toEqual(['limit: more than 10000 archives in a.jar (1)'])
  })

  test('is read three deep, and what lies deeper is a gap', () => {
    const inside = (depth: number): Uint8Array => (depth === 1 ? log4j : zipOf([['lib/inner.jar', inside(depth - 1)]]))
    expect(contents([file('a.jar', inside(3))])).toEqual({
      packages: ['maven/org.apache.logging.log4j/log4j-core@2.14.1'],
      gaps: [],
    })
    expect(contents([file('a.jar', inside(4))])).toEqual({
      packages: [],
      gaps: ['limit: archives deeper than 3 in a.jar:lib/inner.jar:lib/inner.jar (1)'],
    })
  })
})

describe('a program', () => {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value, 'latin1')
    const length: number[] = []
    for (let left = bytes.length; ; left = Math.floor(left / 128)) {
      length.push(left >= 128 ? (left % 128) + 128 : left)
      if (left < 128) break
    }
    return Buffer.concat([Buffer.from(length), bytes])
  }
  const modules =
    'path\tacme.io/app\nmod\tacme.io/app\t(devel)\t\ndep\tgolang.org/x/net\tv0.17.0\th1:x=\ndep\tgithub.com/old/x\tv1.0.0\n=>\tgithub.com/new/x\tv1.2.0\th1:y=\nbuild\tCGO_ENABLED=0\n'
  const built = (flags: number, at = 64): Buffer =>
    Buffer.concat([
      Buffer.from('\x7fELF', 'latin1'),
      Buffer.alloc(at - 4),
      Buffer.from('\xff Go buildinf:', 'latin1'),
      Buffer.from([8, flags]),
      Buffer.alloc(16),
      text('go1.22.1'),
      text(`${'0'.repeat(16)}${modules}${'0'.repeat(16)}`),
    ])

  test('of Go names its modules, replaced ones as what replaced them, and the standard library', () => {
    expect(contents([file('usr/bin/app', built(2), 0o755)])).toEqual({
      packages: [
        'golang/stdlib@go1.22.1',
        'golang/acme.io/app@?',
        'golang/github.com/new/x@v1.2.0',
        'golang/golang.org/x/net@v0.17.0',
      ],
      gaps: [],
    })
  })

  test('that may not be executed, or whose mark stands elsewhere, is none', () => {
    expect(contents([file('usr/bin/app', built(2), 0o644)]).packages).toEqual([])
    expect(contents([file('usr/bin/app', built(2, 70), 0o755)]).packages).toEqual([])
    expect(contents([file('usr/bin/app', '#!/bin/sh', 0o755)]).packages).toEqual([])
  })

  test('of an older Go leaves a gap', () => {
    expect(contents([file('usr/bin/app', built(0), 0o755)]).gaps).toEqual([
      'unreadable-file: usr/bin/app was built by a Go before 1.18 (1)',
    ])
  })

  test('of Go has a list as long as the limit, and a longer one is a gap', () => {
    const listed = (length: number) => {
      const long = Buffer.concat([built(2).subarray(0, 96), text('go1.22.1'), text('x'.repeat(length))])
      return contents([file('usr/bin/app', long, 0o755)])
    }
    expect(listed(MAX_PROGRAM_LIST)).toEqual({ packages: ['golang/stdlib@go1.22.1'], gaps: [] })
    expect(listed(MAX_PROGRAM_LIST + 1)).toEqual({
      packages: [],
      gaps: ['unreadable-file: the list of modules in usr/bin/app (1)'],
    })
  })

  test('of Go that holds the mark as a text, or as of an older Go, before its own is read all the same', () => {
    const text = Buffer.concat([built(0).subarray(0, 64), Buffer.from('\xff Go buildinf:no mark\0', 'latin1'), Buffer.alloc(10)])
    for (const before of [text.subarray(0, 96), built(0).subarray(0, 96)]) {
      const own = built(2).subarray(64)
      expect(contents([file('usr/bin/app', Buffer.concat([before, own]), 0o755)])).toMatchObject({
        packages: expect.arrayContaining(['golang/golang.org/x/net@v0.17.0']),
        gaps: [],
      })
    }
    expect(contents([file('usr/bin/app', text, 0o755)])).toEqual({ packages: [], gaps: [] })
  })

  test('of Rust names the crates that cargo-auditable wrote into it', () => {
    const list = json({
      packages: [
        { name: 'serde', version: '1.0.1', source: 'crates.io' },
        { name: 'cc', version: '1.0.0', kind: 'build' },
      ],
    })
    expect(contents([file('usr/bin/app', elfWith('.dep-v0', deflateSync(list)), 0o755)])).toEqual({
      packages: ['cargo/serde@1.0.1'],
      gaps: [],
    })
    expect(contents([file('usr/bin/app', elfWith('.text', deflateSync(list)), 0o755)])).toEqual({ packages: [], gaps: [] })
    expect(contents([file('usr/bin/app', elfWith('.dep-v0', Buffer.from('x')), 0o755)]).gaps).toEqual([
      'unreadable-file: the list of crates in usr/bin/app (1)',
    ])
  })
})

/** A program of 64 bits with one section of a name, and the names of sections. */
function elfWith(name: string, content: Buffer): Buffer {
  const names = Buffer.from(`\0${name}\0.shstrtab\0`)
  const [start, table] = [64 + content.length, 64 + content.length + names.length]
  const head = Buffer.alloc(64)
  head.write('\x7fELF\x02\x01\x01', 'latin1')
  head.writeBigUInt64LE(BigInt(table), 40)
  head.writeUInt16LE(64, 58)
  head.writeUInt16LE(2, 60)
  head.writeUInt16LE(1, 62)
  const section = (at: number, offset: number, size: number): Buffer => {
    const one = Buffer.alloc(64)
    one.writeUInt32LE(at, 0)
    one.writeBigUInt64LE(BigInt(offset), 24)
    one.writeBigUInt64LE(BigInt(size), 32)
    return one
  }
  return Buffer.concat([head, content, names, section(1, 64, content.length), section(name.length + 2, start, names.length)])
}
