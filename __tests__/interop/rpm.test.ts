import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { packageFiles } from '../../src/layers/files/table.ts'

/** Databases as distributions left them (CentOS 5 to 8, UBI 8 on s390x, Fedora, Rocky, Oracle, Mariner), and rpm 4.18.0 of Debian to ask. */
const databases = process.env.PREADMIT_RPM_DATABASES
const hasRpm = existsSync('/usr/bin/rpm')
const suite = databases === undefined || !hasRpm ? describe.skip : describe
const FORMAT = '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM}\\n'

suite(`databases of rpm${databases === undefined ? ' (skipped: PREADMIT_RPM_DATABASES is not set)' : hasRpm ? '' : ' (skipped: no rpm here)'}`, () => {
  const found = databases === undefined ? [] : readdirSync(databases)
  const all = found.flatMap((folder) =>
    [['Packages', 'bdb_ro'] as const, ['rpmdb.sqlite', 'sqlite'] as const].flatMap(([name, backend]) => {
      const path = join(databases ?? '', folder, name)
      return existsSync(path) ? [[folder, path, name, backend] as const] : []
    }),
  )

  test.each(all)('%s has the packages that rpm names', (_, path, name, backend) => {
    const folder = mkdtempSync(join(tmpdir(), 'preadmit-rpm-'))
    copyFileSync(path, join(folder, name))
    const said = execFileSync('rpm', ['--dbpath', folder, '--define', `_db_backend ${backend}`, '-qa', '--qf', FORMAT], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    rmSync(folder, { recursive: true })
    const theirs = said.split('\n').filter((line) => line !== '' && !line.startsWith('gpg-pubkey '))
    const place = `var/lib/rpm/${name}`
    const { packages = [], gaps } = packageFiles.find((one) => one.path.test(place))?.read(readFileSync(path), place) ?? {}
    expect(gaps).toBeUndefined()
    const own = packages.map(({ name, version, arch, source }) => `${name} ${version} ${arch} ${source?.name}-${source?.version}`)
    expect(own.toSorted()).toEqual(theirs.map((line) => line.replace(' 0:', ' ').replace(/\.(?:no)?src\.rpm$/, '')).toSorted())
  })
})
