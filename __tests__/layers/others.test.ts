import { describe, expect, test } from '@jest/globals'
import { contents, file } from './build.ts'

describe('other packages', () => {
  test.each([
    [
      'of Arch Linux',
      file('var/lib/pacman/local/zlib-1:1.3-1/desc', '%NAME%\nzlib\n\n%VERSION%\n1:1.3-1\n\n%BASE%\nzlib\n'),
      'alpm/zlib@1:1.3-1',
    ],
    [
      'of conda',
      file('opt/conda/conda-meta/numpy-1.26.json', '{"name": "numpy", "version": "1.26.0", "build": "x"}'),
      'conda/numpy@1.26.0',
    ],
    [
      'of R',
      file('usr/lib/R/site-library/jsonlite/DESCRIPTION', 'Package: jsonlite\r\nVersion: 1.8.7\r\n'),
      'cran/jsonlite@1.8.7',
    ],
  ])('%s are named', (_, one, named) => {
    expect(contents([one])).toEqual({ packages: [named], gaps: [] })
  })

  test.each([
    ['pacman', file('var/lib/pacman/local/x/desc', ''), 'unreadable-file: var/lib/pacman/local/x/desc names no package (1)'],
    ['conda', file('conda-meta/x.json', '{'), 'unreadable-file: conda-meta/x.json is no JSON (1)'],
    ['R', file('x/library/y/DESCRIPTION', ''), 'unreadable-file: x/library/y/DESCRIPTION names no package (1)'],
    [
      'updates of dpkg',
      file('var/lib/dpkg/updates/0001', 'Package: x\n'),
      'unsupported-database: var/lib/dpkg/updates/0001 is not yet in the database (1)',
    ],
    [
      'a program that UPX packed',
      file('bin/x', `\x7fELF${'x'.repeat(200)}UPX!`, 0o755),
      'unreadable-file: bin/x, a program that UPX packed (1)',
    ],
    ['opkg', file('usr/lib/opkg/status', 'x'), 'unsupported-database: the database of opkg, not read (1)'],
    ['Portage', file('var/db/pkg/app-arch/zstd-1/CONTENTS', ''), 'unsupported-database: the database of Portage, not read (1)'],
    [
      'Nix',
      file(`nix/store/${'a'.repeat(32)}-bash-5/bin/bash`, 'x', 0o755),
      'unsupported-database: packages of Nix, not read (1)',
    ],
    ['chisel', file('var/lib/chisel/manifest.wall', 'x'), 'unsupported-database: the database of chisel, not read (1)'],
    [
      'Bitnami',
      file('opt/bitnami/nginx/.spdx-nginx.spdx', '{}'),
      'unsupported-database: lists of packages of Bitnami, not read (1)',
    ],
    ['Yarn', file('app/.pnp.cjs', ''), 'unsupported-database: packages in archives of Yarn, not read (1)'],
    ['Windows', file('Hives/Software_Delta', 'x'), 'unsupported-database: packages of Windows, not read (1)'],
  ])('leave a gap where they cannot be read: %s', (_, one, gap) => {
    expect(contents([one])).toEqual({ packages: [], gaps: [gap] })
  })

  test('pending updates of dpkg that are empty are none', () => {
    expect(contents([file('var/lib/dpkg/updates/0001', '')])).toEqual({ packages: [], gaps: [] })
  })
})
