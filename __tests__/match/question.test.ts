import { describe, expect, test } from '@jest/globals'
import { questionsFor } from '../../src/match/question.ts'
import type { Package } from '../../src/model/package.ts'

const deb: Package = {
  type: 'deb',
  namespace: 'debian',
  name: 'libssl3',
  version: '3.0.11-1~deb12u2',
  source: { name: 'openssl' },
  distribution: { id: 'debian', version: '12' },
}

function asked(found: Package): unknown {
  const answer = questionsFor(found)
  if (!('questions' in answer)) return [answer.unasked, answer.detail]
  return answer.questions.map(({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`)
}

describe('a package is asked about', () => {
  test.each<[string, Package, readonly string[]]>([
    ['by its source in Debian', deb, ['Debian:12 openssl 3.0.11-1~deb12u2']],
    [
      'by a point release as its release',
      { ...deb, distribution: { id: 'debian', version: '12.5' } },
      ['Debian:12 openssl 3.0.11-1~deb12u2'],
    ],
    [
      'by the version of its source',
      { ...deb, name: 'bash', version: '5.2.15-2+b7', source: { name: 'bash', version: '5.2.15-2' } },
      ['Debian:12 bash 5.2.15-2'],
    ],
    [
      'without the number of its rebuild',
      { ...deb, name: 'bash', version: '5.2.15-2+b7', source: { name: 'bash' } },
      ['Debian:12 bash 5.2.15-2'],
    ],
    [
      'by what its package URL says of release and source',
      {
        type: 'deb',
        namespace: 'debian',
        name: 'libc6',
        version: '2.36-9',
        purl: 'pkg:deb/debian/libc6@2.36-9?distro=bookworm&upstream=glibc%402.36-8',
      },
      ['Debian:12 glibc 2.36-8'],
    ],
    [
      'in a release of Ubuntu that is supported for long',
      { ...deb, namespace: 'ubuntu', distribution: { id: 'ubuntu', version: '22.04' } },
      ['Ubuntu:22.04:LTS openssl 3.0.11-1~deb12u2'],
    ],
    [
      'in one that is not',
      { ...deb, distribution: { id: 'ubuntu', version: '24.10' } },
      ['Ubuntu:24.10 openssl 3.0.11-1~deb12u2'],
    ],
    [
      'in the extended support of Ubuntu too, where it comes from there',
      { ...deb, version: '3.0.2-0ubuntu1~esm1', distribution: { id: 'ubuntu', version: '20.04' } },
      ['Ubuntu:20.04:LTS openssl 3.0.2-0ubuntu1~esm1', 'Ubuntu:Pro:20.04:LTS openssl 3.0.2-0ubuntu1~esm1'],
    ],
    [
      'by its origin in Alpine',
      {
        type: 'apk',
        namespace: 'alpine',
        name: 'libcrypto3',
        version: '3.3.1-r0',
        source: { name: 'openssl' },
        distribution: { id: 'alpine', version: '3.20.1' },
      },
      ['Alpine:v3.20 openssl 3.3.1-r0'],
    ],
    [
      'by its own name in Wolfi, and in Chainguard as well',
      { type: 'apk', namespace: 'wolfi', name: 'libcrypto3', version: '3.3.1-r0', source: { name: 'openssl' } },
      ['Wolfi libcrypto3 3.3.1-r0', 'Chainguard libcrypto3 3.3.1-r0'],
    ],
    [
      'by both names in AlmaLinux',
      {
        type: 'rpm',
        namespace: 'almalinux',
        name: 'openssl-libs',
        version: '1:3.0.7-18.el9',
        source: { name: 'openssl' },
        distribution: { id: 'almalinux', version: '9.4' },
      },
      ['AlmaLinux:9 openssl-libs 1:3.0.7-18.el9', 'AlmaLinux:9 openssl 1:3.0.7-18.el9'],
    ],
    [
      'in both repositories of Red Hat',
      { type: 'rpm', namespace: 'redhat', name: 'bash', version: '5.1.8-9.el9', distribution: { id: 'rhel', version: '9.4' } },
      ['Red Hat:enterprise_linux:9::baseos bash 5.1.8-9.el9', 'Red Hat:enterprise_linux:9::appstream bash 5.1.8-9.el9'],
    ],
    ['with its scope in npm', { type: 'npm', namespace: '@babel', name: 'core', version: '7.0.0' }, ['npm @babel/core 7.0.0']],
    ['in the one spelling of PyPI', { type: 'pypi', name: 'Zope.Interface_x', version: '1' }, ['PyPI zope-interface-x 1']],
    [
      'in the letters of its Go path, without the v',
      { type: 'golang', namespace: 'github.com/Masterminds', name: 'semver', version: 'v1.5.0+incompatible' },
      ['Go github.com/Masterminds/semver 1.5.0+incompatible'],
    ],
    ['as a semantic version of Go itself', { type: 'golang', name: 'stdlib', version: 'go1.23rc2' }, ['Go stdlib 1.23.0-rc.2']],
    ['by group and artifact in Maven', { type: 'maven', namespace: 'org.x', name: 'y', version: '1' }, ['Maven org.x:y 1']],
    [
      'by its application version in Bitnami',
      { type: 'bitnami', name: 'wordpress', version: '6.2.0-12' },
      ['Bitnami wordpress 6.2.0'],
    ],
  ])('%s', (_, found, questions) => {
    expect(asked(found)).toEqual(questions)
  })
})

describe('a package is not asked about, and it is said,', () => {
  test.each<[string, Package, readonly string[]]>([
    ['without a version', { type: 'npm', name: 'a' }, ['no-version', 'a has no version']],
    [
      'with a version that is a word for none',
      { type: 'golang', name: 'main', version: '(devel)' },
      ['no-version', 'main has no version'],
    ],
    [
      'of a distribution that the source does not know',
      { type: 'rpm', namespace: 'amzn', name: 'bash', version: '1' },
      ['unknown-release', 'Amazon Linux, which the source does not know'],
    ],
    [
      'of a release that nobody names',
      { type: 'deb', namespace: 'debian', name: 'bash', version: '1' },
      ['unknown-release', 'debian of a release that is not named'],
    ],
    [
      'of a rolling release',
      { type: 'apk', namespace: 'alpine', name: 'bash', version: '1', distribution: { id: 'alpine', version: 'edge' } },
      ['unknown-release', 'alpine edge, which the source does not know'],
    ],
    [
      'of a kind that the source does not know',
      { type: 'generic', name: 'x', version: '1' },
      ['unnamed-package', 'packages of type generic'],
    ],
    [
      'of Java whose group nobody names',
      { type: 'maven', name: 'ojdbc', version: '19.3' },
      ['unnamed-package', 'archives of Java whose group is not known'],
    ],
    [
      'of the kernel, which is the one of the node',
      { ...deb, name: 'linux-libc-dev', source: { name: 'linux' } },
      ['unnamed-package', 'packages of the kernel, which is the one of the node'],
    ],
  ])('%s', (_, found, why) => {
    expect(asked(found)).toEqual(why)
  })
})
