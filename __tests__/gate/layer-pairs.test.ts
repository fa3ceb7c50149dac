import { zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { layersWith } from '../../src/gate/read-layers.ts'
import { vulnerabilitiesOf } from '../../src/gate/vulnerabilities.ts'
import { absent, found, unknown } from '../../src/model/answer.ts'
import type { VulnerabilityPolicy } from '../../src/model/vulnerability-policy.ts'
import type { Advisories } from '../../src/ports/advisories.ts'
import type { Written } from '../fakes/tar.ts'
import { facts, use } from '../judge/facts.ts'
import { file, nodePackage } from '../layers/build.ts'
import { closeWorlds, gzip, LAYER, MEBIBYTE, tar, told, type World, type WrittenLayer, world } from './layer-world.ts'

afterEach(closeWorlds)

const app = (version: string, ...more: readonly Written[]): WrittenLayer => gzip(tar(nodePackage('app', 'web', version), ...more))
/** Seven layers that both images have; the first holds a copy of a package. */
const shared = (copy: string): readonly WrittenLayer[] =>
  Array.from({ length: 7 }, (_, at) =>
    gzip(tar(nodePackage(`usr/lib${at}`, at === 0 ? 'web' : `base${at}`, at === 0 ? copy : '1.0.0'))),
  )

async function pairOf(open: World, [before, after]: readonly [readonly WrittenLayer[], readonly WrittenLayer[]]) {
  const repository = { registry: open.registry.host, repository: 'acme/web' }
  const [old, now] = [open.image(...before), open.image(...after)].map((digest) => ({ repository, digest }))
  if (old === undefined || now === undefined) throw new Error('no images')
  const read = layersWith(open.client)
  const answers = await Promise.all([read(old, MEBIBYTE, now), read(now, MEBIBYTE, old)])
  return answers.map(told)
}

describe('of a pair of images', () => {
  test('only layers that differ are read, where they do the same to those below', async () => {
    const open = await world()
    const base = shared('0.1.0')
    const [before, after] = await pairOf(open, [
      [...base, app('1.0.0')],
      [...base, app('2.0.0')],
    ])
    expect(before).toEqual({ packages: ['web 1.0.0'], gaps: [], source: { kind: 'layers', read: 1, of: 8, shared: 7 } })
    expect(after).toEqual({ packages: ['web 2.0.0'], gaps: [], source: { kind: 'layers', read: 1, of: 8, shared: 7 } })
    expect(open.blobsAsked()).toBe(2)
  })

  test.each([
    ['one takes something away', [app('1.0.0')], [app('2.0.0', file('.wh.other', ''))]],
    ['one has a layer more', [app('1.0.0')], [app('2.0.0'), gzip(tar(file('more', '')))]],
    ['one has packages of a system', [app('1.0.0')], [app('2.0.0', file('lib/apk/db/installed', 'P:a\nV:1\n'))]],
    ['one of them is of another kind', [app('1.0.0')], [{ ...app('2.0.0'), mediaType: `${LAYER}+encrypted` }]],
    ['neither has packages', [gzip(tar(file('a', '1')))], [gzip(tar(file('a', '2')))]],
  ])('all layers are read where %s', async (_, one, other) => {
    const open = await world()
    const base = shared('0.1.0')
    const answers = await pairOf(open, [
      [...base, ...one],
      [...base, ...other],
    ])
    for (const answer of answers) expect(answer).toMatchObject({ packages: expect.arrayContaining(['web 0.1.0', 'base3 1.0.0']) })
    expect(open.blobsAsked()).toBeGreaterThan(7)
  })

  test('with a layer that cannot be read above, nothing is told of that image', async () => {
    const open = await world()
    const base = shared('0.1.0')
    const broken = { bytes: zstdCompressSync(tar(nodePackage('app', 'web', '2.0.0'))).subarray(0, 40) }
    const [before, after] = await pairOf(open, [
      [...base, app('1.0.0')],
      [...base, broken],
    ])
    expect(before).toMatchObject({ source: { read: 8, of: 8 } })
    expect(after).toMatch(/^malformed/)
  })
})

const POLICY: VulnerabilityPolicy = {
  line: 1,
  advisories: { kind: 'osv' },
  exploited: { kind: 'off' },
  inventory: [{ kind: 'layers', maxBytes: MEBIBYTE }],
  vexSignedBy: [],
  severity: 'high',
  match: ['**'],
  except: [],
}

/** What a change from web 1.0.0 to 2.0.0 says where some versions are affected, with a copy of another version in the shared layers. */
async function change(affected: readonly string[], copy: string) {
  const open = await world()
  const base = shared(copy)
  const digests = [open.image(...base, app('1.0.0')), open.image(...base, app('2.0.0'))]
  const read = layersWith(open.client)
  const [old, now] = ['1', '2'].map((tag) => use(`${open.registry.host}/acme/web:${tag}`))
  if (old === undefined || now === undefined) throw new Error('no references')
  const resolved = facts([old, now])
  const resolutions = resolved.resolutions.map((one, at) =>
    one.answer.kind === 'found'
      ? { ...one, answer: found({ ...one.answer.value, digest: digests[at] ?? one.answer.value.digest }) }
      : one,
  )
  const advisories: Advisories = {
    source: 'a database',
    exact: true,
    ask: async (questions) =>
      questions.map(({ version }) => found(affected.includes(version) ? [{ id: 'GHSA-1', modified: '' }] : [])),
    record: async ({ id }) =>
      found({ id, modified: '', aliases: [], upstream: [], severity: [], malicious: false, affected: [] }),
    exploited: async () => absent,
    newest: () => undefined,
    requests: () => [],
  }
  const { images } = await vulnerabilitiesOf({ references: [{ ...now, replaces: old.reference }], resolutions }, POLICY, {
    advisories,
    inventory: async (repository, digest, choice, beside) =>
      choice.kind === 'layers' ? read({ repository, digest }, choice.maxBytes, beside) : unknown('unsupported', digest, 'no'),
    statements: async () => [],
  })
  const [image] = images
  return {
    came: image?.introduced.map(({ id }) => id),
    went: image?.removed.map(({ id }) => id),
    read: image?.after?.source,
    layers: open.blobsAsked(),
  }
}

describe('what a change brings in and takes out', () => {
  const part = { kind: 'layers', read: 1, of: 8, shared: 7 }
  const whole = { kind: 'layers', read: 8, of: 8 }

  test.each([
    ['is nothing by the layers that differ', [], '0.1.0', { came: [], went: [], read: part, layers: 2 }],
    ['stays by the layers that differ', ['1.0.0', '2.0.0'], '0.1.0', { came: [], went: [], read: part, layers: 2 }],
    ['came in, by all layers', ['2.0.0'], '0.1.0', { came: ['GHSA-1'], went: [], read: whole, layers: 9 }],
    ['was there already in a copy below', ['2.0.0', '0.1.0'], '0.1.0', { came: [], went: [], read: whole, layers: 9 }],
    ['went out, by all layers', ['1.0.0'], '0.1.0', { came: [], went: ['GHSA-1'], read: whole, layers: 9 }],
    ['is still there in a copy below', ['1.0.0'], '1.0.0', { came: [], went: [], read: whole, layers: 9 }],
  ])('%s', async (_, affected, copy, result) => {
    expect(await change(affected, copy)).toEqual(result)
  })
})
