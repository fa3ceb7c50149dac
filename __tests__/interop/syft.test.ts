import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from '@jest/globals'
import { packageOfPurl } from '../../src/inventory/purl-package.ts'
import { imagePackages } from '../../src/layers/image-packages.ts'
import type { Package } from '../../src/model/package.ts'
import { archive, type Written } from '../fakes/tar.ts'
import { file, layerOf, nodePackage } from '../layers/build.ts'
import { zipOf } from '../layers/zip.ts'

const syft = process.env.PREADMIT_SYFT
const suite = syft === undefined ? describe.skip : describe
const folder = mkdtempSync(join(tmpdir(), 'preadmit-syft-'))
afterAll(() => rmSync(folder, { recursive: true }))

const gospel = [process.env.PREADMIT_CRANE, process.env.PREADMIT_KUSTOMIZE].filter((path) => path !== undefined)
const programs = gospel.map((path, at) => file(`usr/local/bin/program-${at}`, readFileSync(path), 0o755))
const pom = (artifact: string, version: string): Uint8Array =>
  zipOf([
    ['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\n'],
    [`META-INF/maven/org.acme/${artifact}/pom.properties`, `groupId=org.acme\nartifactId=${artifact}\nversion=${version}\n`],
  ])
const dpkg = (name: string, version: string, more = ''): string =>
  `Package: ${name}\nStatus: install ok installed\nMaintainer: Acme <team@acme.example>\nArchitecture: amd64\nVersion: ${version}\n${more}Description: ${name}\n`
const apk = (name: string, version: string): string => `C:Q1aaaa=\nP:${name}\nV:${version}\nA:x86_64\no:${name}\n`

const languages: readonly Written[] = [
  nodePackage('app', 'express', '4.18.2'),
  nodePackage('app', '@babel/core', '7.22.0'),
  nodePackage('app/node_modules/express', 'debug', '2.6.9'),
  file(
    'usr/lib/python3/dist-packages/Flask-2.3.0.dist-info/METADATA',
    'Metadata-Version: 2.1\nName: Flask\nVersion: 2.3.0\n\nText\n',
  ),
  file('usr/lib/python3/dist-packages/old.egg-info/PKG-INFO', 'Metadata-Version: 1.1\nName: old-thing\nVersion: 1.0\n'),
  file(
    'usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec',
    'Gem::Specification.new do |s|\n  s.name = "rake".freeze\n  s.version = "13.0.6"\nend\n',
  ),
  file('srv/vendor/composer/installed.json', JSON.stringify({ packages: [{ name: 'monolog/monolog', version: '3.1.0' }] })),
  file(
    'opt/web.war',
    zipOf([
      ['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\n'],
      ['WEB-INF/lib/core.jar', pom('core', '2.0')],
      ['META-INF/maven/org.acme/web/pom.properties', 'groupId=org.acme\nartifactId=web\nversion=1.0\n'],
    ]),
  ),
  file('opt/tool.jar', pom('tool', '3.1')),
  ...programs,
]

const worlds: readonly (readonly [string, readonly (readonly Written[])[]])[] = [
  [
    'Debian',
    [
      [
        file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nNAME="Debian GNU/Linux"\n'),
        file(
          'var/lib/dpkg/status',
          [
            dpkg('bash', '5.2.15-2+b6', 'Source: bash (5.2.15-2)\n'),
            dpkg('libc6', '2.36-9+deb12u4', 'Source: glibc\n'),
            dpkg('old', '1:1.0-1'),
          ].join('\n'),
        ),
      ],
      languages,
      [
        file(
          'var/lib/dpkg/status',
          [dpkg('bash', '5.2.15-2+b7', 'Source: bash (5.2.15-2)\n'), dpkg('libc6', '2.36-9+deb12u4', 'Source: glibc\n')].join(
            '\n',
          ),
        ),
        file('app/node_modules/express/.wh.node_modules', ''),
        file('opt/.wh.tool.jar', ''),
      ],
    ],
  ],
  [
    'Alpine',
    [
      [
        file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'),
        file('lib/apk/db/installed', [apk('musl', '1.2.5-r0'), apk('busybox', '1.36.1-r29')].join('\n')),
      ],
      languages,
      [file('app/.wh..wh..opq', ''), nodePackage('app', 'express', '5.0.0')],
    ],
  ],
  [
    'distroless',
    [
      [
        file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
        { path: 'var/lib/dpkg/status.d/', kind: '5', mode: 0o755 },
        file('var/lib/dpkg/status.d/base', dpkg('base-files', '12.4').replace(/^Status.*\n/m, '')),
        file('var/lib/dpkg/status.d/base.md5sums', 'd41d8cd98f00b204e9800998ecf8427e  etc/x\n'),
      ],
      programs,
    ],
  ],
]

suite(syft === undefined ? 'beside syft (skipped: PREADMIT_SYFT is not set)' : 'beside syft', () => {
  test.each(worlds)('the packages of layers are the same: %s', (name, layers) => {
    const digests = layers.map((entries) => blob(name, gzipSync(archive(entries))))
    const own = imagePackages(layers.map((entries, at) => ({ digest: digests[at] ?? '', layer: layerOf(entries) })))
    expect(own.packages.map(keyOf).toSorted()).toEqual(bySyft(name, layers, digests))
  })
})

function bySyft(name: string, layers: readonly (readonly Written[])[], digests: readonly string[]): readonly string[] {
  const diffs = layers.map((entries) => `sha256:${createHash('sha256').update(archive(entries)).digest('hex')}`)
  const config = blob(
    name,
    JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: diffs } }),
  )
  const described = (digest: string, mediaType: string) => ({
    mediaType,
    digest,
    size: readFileSync(pathOf(name, digest)).length,
  })
  const manifest = blob(
    name,
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: described(config, 'application/vnd.oci.image.config.v1+json'),
      layers: digests.map((digest) => described(digest, 'application/vnd.oci.image.layer.v1.tar+gzip')),
    }),
  )
  writeFileSync(
    join(folder, name, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [described(manifest, 'application/vnd.oci.image.manifest.v1+json')] }),
  )
  writeFileSync(join(folder, name, 'oci-layout'), '{"imageLayoutVersion": "1.0.0"}')
  const environment = { ...process.env, SYFT_CHECK_FOR_APP_UPDATE: 'false' }
  const text = execFileSync(syft ?? '', ['scan', `oci-dir:${join(folder, name)}`, '-q', '-o', 'cyclonedx-json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: environment,
  })
  const { components } = JSON.parse(text) as {
    readonly components: readonly { readonly purl?: string; readonly version?: string }[]
  }
  const found = components.flatMap(({ purl, version }) => (purl === undefined ? [] : (packageOfPurl(purl, version, '') ?? [])))
  return [...new Set(found.map(keyOf))].toSorted()
}

function blob(name: string, content: string | Uint8Array): string {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
  mkdirSync(join(folder, name, 'blobs/sha256'), { recursive: true })
  writeFileSync(pathOf(name, digest), content)
  return digest
}

function pathOf(name: string, digest: string): string {
  return join(folder, name, 'blobs/sha256', digest.slice('sha256:'.length))
}

/** syft spells names of Python as the index does, and releases of Go without their prefix. */
function keyOf({ type, namespace = '', name, version = '' }: Package): string {
  const spelled = type === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name
  return `${type}/${namespace}/${spelled}@${type === 'golang' && name === 'stdlib' ? version.replace(/^go/, '') : version}`
}
