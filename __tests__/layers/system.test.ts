import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from '@jest/globals'
import { imagePackages } from '../../src/layers/image-packages.ts'
import { contents, file, layerOf } from './build.ts'
import { headerOf } from './rpm-databases.ts'

const DEBIAN = file('etc/os-release', 'NAME="Debian"\nID=debian\nVERSION_ID="12"\n')
const stanza = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')
const INSTALLED = 'install ok installed'

describe('the database of dpkg', () => {
  const status = [
    { Package: 'bash', Status: INSTALLED, Architecture: 'amd64', Version: '5.2.15-2+b6', Source: 'bash (5.2.15-2)' },
    {
      Package: 'libssl3',
      Status: 'hold ok installed',
      Source: 'openssl',
      Version: '3.0.11-1',
      Description: 'x\n Package: not-this\n .\n more',
    },
    { Package: 'gone', Status: 'deinstall ok config-files', Version: '1' },
    { Package: 'half', Status: 'install ok half-configured', Version: '1:2' },
  ].map(stanza)

  test('names what is installed, with its source and release', () => {
    const layer = layerOf([DEBIAN, file('var/lib/dpkg/status', `${status.join('\n\n')}\n`)])
    const { packages, gaps } = imagePackages([{ digest: 'sha256:a', layer }])
    expect(gaps).toEqual([])
    expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'bash 5.2.15-2+b6',
      'half 1:2',
      'libssl3 3.0.11-1',
    ])
    expect(packages[0]).toEqual({
      type: 'deb',
      namespace: 'debian',
      name: 'bash',
      version: '5.2.15-2+b6',
      arch: 'amd64',
      source: { name: 'bash', version: '5.2.15-2' },
      distribution: { id: 'debian', version: '12' },
      place: 'var/lib/dpkg/status',
      layer: 'sha256:a',
    })
  })

  test('is one file for each package in distroless images', () => {
    const files = [
      file('usr/lib/os-release', 'ID="debian"\nVERSION_ID=13'),
      file('var/lib/dpkg/status.d/base', stanza({ Package: 'base-files', Version: '13' })),
      file('var/lib/dpkg/status.d/base.md5sums', 'abc  etc/debian_version\n'),
    ]
    expect(contents(files)).toEqual({ packages: ['deb/debian/base-files@13'], gaps: [] })
  })

  test('without a release, or with an entry that names nothing, leaves a gap', () => {
    expect(contents([file('var/lib/dpkg/status', `${status[0]}\n`)]).gaps).toEqual([
      'unknown-release: no os-release names the release of its packages (1)',
    ])
    expect(contents([DEBIAN, file('var/lib/dpkg/status', 'Version: 1\n')]).gaps).toEqual([
      'unsupported-database: var/lib/dpkg/status has an entry without a package (1)',
    ])
  })

  test('behind a link that leads elsewhere leaves a gap', () => {
    expect(contents([DEBIAN, { path: 'var/lib/dpkg', kind: '2', target: '/opt/dpkg' }]).gaps).toEqual([
      'unsupported-database: databases of packages behind links, as var/lib/dpkg (1)',
    ])
    expect(contents([DEBIAN, { path: 'lib', kind: '2', target: 'usr/lib' }]).gaps).toEqual([])
  })
})

describe('the database of apk', () => {
  test.each(['lib/apk/db/installed', 'usr/lib/apk/db/installed'])('names packages and their origins: %s', (path) => {
    const text = 'C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nF:lib\nR:ld.so\n\nP:libcrypto3\nV:3.3.1-r0\no:openssl\n\n'
    const layer = layerOf([file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'), file(path, text)])
    const { packages, gaps } = imagePackages([{ digest: 'd', layer }])
    expect(gaps).toEqual([])
    expect(packages.map(({ name, version, source }) => [name, version, source?.name])).toEqual([
      ['libcrypto3', '3.3.1-r0', 'openssl'],
      ['musl', '1.2.5-r0', 'musl'],
    ])
  })
})

describe('the database of rpm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rpmdb-'))
  const path = join(folder, 'rpmdb.sqlite')
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)')
  const add = database.prepare('INSERT INTO Packages (blob) VALUES (?)')
  for (const fields of [
    { 1000: 'openssl-libs', 1001: '3.0.7', 1002: '27.el9', 1003: 1, 1022: 'x86_64', 1044: 'openssl-3.0.7-27.el9.src.rpm' },
    { 1000: 'bash', 1001: '5.1.8', 1002: '9.el9', 1022: 'x86_64', 1044: 'bash-5.1.8-9.el9.src.rpm' },
    { 1000: 'gpg-pubkey', 1001: 'fd431d51', 1002: '4ae0493b' },
  ])
    add.run(headerOf(fields))
  database.close()
  const bytes = readFileSync(path)
  rmSync(folder, { recursive: true })
  const release = file('etc/os-release', 'ID="rocky"\nVERSION_ID="9.4"\n')

  test.each(['var/lib/rpm', 'usr/lib/sysimage/rpm'])('names packages, epochs and sources: %s', (place) => {
    const { packages, gaps } = imagePackages([{ digest: 'd', layer: layerOf([release, file(`${place}/rpmdb.sqlite`, bytes)]) }])
    expect(gaps).toEqual([])
    expect(packages.map(({ name, version, source, namespace }) => [namespace, name, version, source])).toEqual([
      ['rocky', 'bash', '5.1.8-9.el9', { name: 'bash', version: '5.1.8-9.el9' }],
      ['rocky', 'openssl-libs', '1:3.0.7-27.el9', { name: 'openssl', version: '3.0.7-27.el9' }],
    ])
  })

  test.each([
    [
      'is broken',
      'var/lib/rpm/rpmdb.sqlite',
      bytes.subarray(0, 3_000),
      'unsupported-database: var/lib/rpm/rpmdb.sqlite is no database of rpm',
    ],
    ['is nothing', 'var/lib/rpm/rpmdb.sqlite', '', 'unsupported-database: var/lib/rpm/rpmdb.sqlite is no database of rpm'],
    ['is not all', 'var/lib/rpm/rpmdb.sqlite-wal', 'more', 'unsupported-database: var/lib/rpm/rpmdb.sqlite-wal holds packages'],
    ['of Berkeley is broken', 'var/lib/rpm/Packages', 'x', 'unsupported-database: var/lib/rpm/Packages is no database of rpm'],
    [
      'of SUSE is broken',
      'usr/lib/sysimage/rpm/Packages.db',
      'x',
      'unsupported-database: usr/lib/sysimage/rpm/Packages.db is no',
    ],
  ])('that %s leaves a gap', (_, place, content, gap) => {
    expect(contents([release, file(place, content)]).gaps[0]).toContain(gap)
  })

  test('with a header that cannot be read leaves a gap, and the others', () => {
    const one = new DatabaseSync(':memory:')
    one.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)')
    const insert = one.prepare('INSERT INTO Packages (blob) VALUES (?)')
    insert.run(headerOf({ 1000: 'a', 1001: '1', 1002: '1' }))
    insert.run(Buffer.from('no header'))
    expect(contents([release, file('var/lib/rpm/rpmdb.sqlite', one.serialize())])).toEqual({
      packages: ['rpm/rocky/a@1-1'],
      gaps: ['unsupported-database: entries of var/lib/rpm/rpmdb.sqlite that cannot be read (1)'],
    })
  })
})

/** What dpkg-query makes of a copy of this machine's database: it may change at any time. */
const onDebian = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'dpkg-'))
  try {
    const status = readFileSync('/var/lib/dpkg/status')
    writeFileSync(join(folder, 'status'), status)
    const format = '${db:Status-Abbrev} ${Package} ${Version} ${source:Package} ${source:Version}\n'
    const said = execFileSync('dpkg-query', [`--admindir=${folder}`, '-W', '-f', format], { encoding: 'utf8' })
    return { status, said }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
})()
const real = onDebian === undefined ? test.skip : test

real(
  `the packages of this machine are those that dpkg-query names${onDebian === undefined ? ' (skipped: this is no Debian)' : ''}`,
  () => {
    const layer = layerOf([DEBIAN, file('var/lib/dpkg/status', onDebian?.status ?? '')])
    const { packages } = imagePackages([{ digest: 'd', layer }])
    const said = (onDebian?.said ?? '').split('\n').filter((line) => /^.[iUFHWt]/.test(line))
    const own = packages.map(
      ({ name, version, source }) => `${name} ${version} ${source?.name ?? name} ${source?.version ?? version}`,
    )
    expect(own.toSorted()).toEqual([...new Set(said.map((line) => line.slice(4).trim()))].toSorted())
  },
)
