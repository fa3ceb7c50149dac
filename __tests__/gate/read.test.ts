import { describe, expect, test } from '@jest/globals'
import { movedLinks, readSides } from '../../src/gate/read.ts'
import { type Answer, found, unknown } from '../../src/model/answer.ts'
import { MAX_LINK_STEPS, MAX_SYMLINK_HOPS } from '../../src/model/limits.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function tree(files: Readonly<Record<string, { mode?: TreeEntry['mode']; text: string }>>): {
  readonly entries: readonly TreeEntry[]
  readonly contents: Change['contents']
} {
  const entries = Object.entries(files).map(([path, file]) => ({ path, id: file.text, mode: file.mode ?? ('file' as const) }))
  const contents = async (wanted: readonly TreeEntry[]): Promise<ReadonlyMap<TreeEntry, Answer<Uint8Array>>> =>
    new Map(
      wanted.map((entry) => [
        entry,
        entry.id === 'broken' ? unknown('timeout', entry.path, 'it took too long') : found(bytes(entry.id)),
      ]),
    )
  return { entries, contents }
}

async function headOf(files: Parameters<typeof tree>[0], path: string): ReturnType<typeof readHead> {
  return readHead(tree(files), path)
}

async function readHead(
  { entries, contents }: ReturnType<typeof tree>,
  path: string,
): Promise<{ texts: readonly string[]; unread: readonly string[] }> {
  const change = { contents } as Change
  const wanted = entries.filter((entry) => entry.path === path)
  const { head } = await readSides(change, { base: [], head: wanted }, { base: [], head: entries })
  return {
    texts: head.files.map((file) => `${file.path}: ${new TextDecoder().decode(file.bytes)}`),
    unread: head.unread.map(({ why }) => why),
  }
}

describe('a file', () => {
  test('is read by its entry', async () => {
    expect(await headOf({ 'a.yaml': { text: 'x' } }, 'a.yaml')).toEqual({ texts: ['a.yaml: x'], unread: [] })
  })

  test('that could not be read is unread, with the reason', async () => {
    expect(await headOf({ 'a.yaml': { text: 'broken' } }, 'a.yaml')).toEqual({ texts: [], unread: ['it took too long'] })
  })
})

describe('a symbolic link', () => {
  test('is read under its own path with the content of its target', async () => {
    const files = { 'k8s/a.yaml': { mode: 'symlink' as const, text: '../x/b.yaml' }, 'x/b.yaml': { text: 'evil' } }
    expect(await headOf(files, 'k8s/a.yaml')).toEqual({ texts: ['k8s/a.yaml: evil'], unread: [] })
  })

  test.each([
    ['leaves the repository', '../../etc/passwd', 'it is a symbolic link that leaves the repository'],
    ['is absolute', '/etc/passwd', 'it is a symbolic link that leaves the repository'],
    ['points at nothing', 'gone.yaml', 'it is a symbolic link to a folder or to nothing in this repository'],
    ['points at itself', 'a.yaml', `it is a chain of more than ${MAX_SYMLINK_HOPS} symbolic links`],
  ])('that %s is unread', async (_, target, why) => {
    expect(await headOf({ 'k8s/a.yaml': { mode: 'symlink', text: target } }, 'k8s/a.yaml')).toEqual({ texts: [], unread: [why] })
  })

  const chain = (hops: number): Parameters<typeof tree>[0] => ({
    ...Object.fromEntries(
      Array.from({ length: hops }, (_, index) => [`l${index}`, { mode: 'symlink' as const, text: `l${index + 1}` }]),
    ),
    [`l${hops}`]: { text: 'end' },
  })

  test(`is followed ${MAX_SYMLINK_HOPS} times`, async () => {
    expect((await headOf(chain(MAX_SYMLINK_HOPS), 'l0')).texts).toEqual(['l0: end'])
  })

  test(`is not followed ${MAX_SYMLINK_HOPS + 1} times: it is unread`, async () => {
    const why = `it is a chain of more than ${MAX_SYMLINK_HOPS} symbolic links`
    expect(await headOf(chain(MAX_SYMLINK_HOPS + 1), 'l0')).toEqual({ texts: [], unread: [why] })
  })
})

const link = (text: string) => ({ mode: 'symlink' as const, text })

describe('a symbolic link through links to folders', () => {
  test.each<[string, Parameters<typeof tree>[0]]>([
    ['one on its way', { 'k8s/a.yaml': link('../now/b.yaml'), now: link('v2'), 'v2/b.yaml': { text: 'end' } }],
    ['two on its way', { 'k8s/a.yaml': link('../x/y/b.yaml'), x: link('z'), 'z/y': link('../v2'), 'v2/b.yaml': { text: 'end' } }],
    ['one after the other', { 'k8s/a.yaml': link('../x/b.yaml'), x: link('y'), y: link('z'), 'z/b.yaml': { text: 'end' } }],
    ['a folder and then a file', { 'k8s/a.yaml': link('../x/b'), x: link('y'), 'y/b': link('c'), 'y/c': { text: 'end' } }],
    [
      'one that is left again: `..` leaves the folder that it led to',
      {
        'k8s/a.yaml': link('../x/../b'),
        x: link('deep/down'),
        'deep/down/c': { text: 'no' },
        'deep/b': { text: 'end' },
        b: { text: 'no' },
      },
    ],
    ['one that is walked twice', { 'k8s/a.yaml': link('../x/b'), x: link('y'), 'y/b': link('../x/c'), 'y/c': { text: 'end' } }],
  ])('is read: %s', async (_, files) => {
    expect(await headOf(files, 'k8s/a.yaml')).toEqual({ texts: ['k8s/a.yaml: end'], unread: [] })
  })

  test.each<[string, Parameters<typeof tree>[0], RegExp]>([
    ['leaves the repository by one', { a: link('x/b'), x: link('../..') }, /leaves the repository/],
    [
      'leaves it from the folder that one led to',
      { a: link('x/../../b'), x: link('y'), 'y/c': { text: '' } },
      /leaves the repository/,
    ],
    ['meets one that is absolute', { a: link('x/b'), x: link('/srv') }, /leaves the repository/],
    ['ends in the folder', { a: link('x'), x: link('y'), 'y/c': { text: '' } }, /to a folder or to nothing/],
    ['ends at nothing in it', { a: link('x/b'), x: link('y'), 'y/c': { text: '' } }, /to a folder or to nothing/],
    ['goes through a file', { a: link('x/b'), x: link('y'), y: { text: '' } }, /to a folder or to nothing/],
    ['leaves a file', { a: link('y/../b'), y: { text: '' }, b: { text: '' } }, /to a folder or to nothing/],
    ['goes into a submodule', { a: link('x/b'), x: link('y'), y: { mode: 'submodule', text: '' } }, /to a folder or to nothing/],
    ['goes in circles', { a: link('x/b'), x: link('y'), y: link('x') }, /than 8/],
    ['goes deeper without end', { a: link('x/b'), x: link('x/x') }, /than 8/],
    ['meets one that cannot be read', { a: link('x/b'), x: link('broken') }, /it took too long/],
  ])('that %s is unread', async (_, files, why) => {
    expect(await headOf(files, 'a')).toEqual({ texts: [], unread: [expect.stringMatching(why)] })
  })

  const folders = (count: number): Parameters<typeof tree>[0] => ({
    a: link(`${'x/'.repeat(count)}b`),
    ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`${'y/'.repeat(index)}x`, link('y')])),
    [`${'y/'.repeat(count)}b`]: { text: 'end' },
  })

  test('is followed as long as there are at most MAX_SYMLINK_HOPS links, its own included', async () => {
    expect((await headOf(folders(MAX_SYMLINK_HOPS - 1), 'a')).texts).toEqual(['a: end'])
    expect((await headOf(folders(MAX_SYMLINK_HOPS), 'a')).unread).toEqual([expect.stringContaining('than 8')])
  })

  test('is followed as long as there are at most MAX_LINK_STEPS steps', async () => {
    const around = (steps: number) => ({
      a: link(`${'y/../'.repeat((steps - 2) / 2)}b`),
      b: { text: 'end' },
      'y/c': { text: '' },
    })
    expect((await headOf(around(MAX_LINK_STEPS), 'a')).texts).toEqual(['a: end'])
    expect((await headOf(around(MAX_LINK_STEPS + 2), 'a')).unread).toEqual([expect.stringContaining('than 256')])
    const parts = (count: number) => ({ a: link(`${'./'.repeat(count - 1)}b`), b: { text: 'end' } })
    expect((await headOf(parts(MAX_LINK_STEPS), 'a')).texts).toEqual(['a: end'])
    expect((await headOf(parts(MAX_LINK_STEPS + 1), 'a')).unread).toEqual([expect.stringContaining('than 256')])
  })

  test('a long chain takes no more rounds of reading than links', async () => {
    const { entries, contents } = tree(folders(MAX_SYMLINK_HOPS - 1))
    let rounds = 0
    const counted = async (wanted: readonly TreeEntry[]): ReturnType<typeof contents> => {
      rounds++
      return contents(wanted)
    }
    const change = { contents: counted } as Change
    const wanted = entries.filter(({ path }) => path === 'a')
    await readSides(change, { base: [], head: wanted }, { base: [], head: entries })
    expect(rounds).toBe(MAX_SYMLINK_HOPS + 1)
  })
})

describe('an unchanged symbolic link through links to folders', () => {
  const { entries, contents } = tree({
    'k8s/web.yaml': link('../now/web.yaml'),
    'k8s/twice.yaml': link('../again/web.yaml'),
    'k8s/side.yaml': link('../side/web.yaml'),
    'k8s/loop.yaml': link('../loop/web.yaml'),
    'k8s/gone.yaml': link('../gone/web.yaml'),
    'k8s/module.yaml': link('../module/web.yaml'),
    now: link('v2'),
    again: link('now'),
    side: link('v1'),
    loop: link('loop'),
    'v1/web.yaml': { text: 'one' },
    'v2/web.yaml': { text: 'two' },
    module: { mode: 'submodule', text: 'm' },
  })
  const moved = async (...changed: readonly string[]): Promise<readonly string[]> =>
    [...(await movedLinks({ contents }, entries, new Set(changed)))].filter((path) => !/loop/.test(path))

  test.each<[string, string, readonly string[]]>([
    ['the folder link changed', 'now', ['k8s/web.yaml', 'k8s/twice.yaml', 'again']],
    ['a file behind the folder link changed', 'v2/web.yaml', ['k8s/web.yaml', 'k8s/twice.yaml']],
    ['the folder link was a folder before', 'side', ['k8s/side.yaml']],
    ['the folder link is gone', 'gone', ['k8s/gone.yaml']],
    ['the folder where it led is gone', 'gone/web.yaml', ['k8s/gone.yaml']],
    ['another file of a folder that is gone changed: it may have been a link', 'gone/x', ['k8s/gone.yaml']],
    ['the submodule that it goes into changed', 'module', ['k8s/module.yaml']],
    ['something else changed', 'README.md', []],
  ])('is looked at when %s', async (_, changed, links) => {
    expect(await moved(changed)).toEqual(links)
  })

  test('is looked at, and so reported, when it has no end', async () => {
    const paths = await movedLinks({ contents }, entries, new Set(['README.md']))
    expect([...paths]).toEqual(['k8s/loop.yaml', 'loop'])
    expect((await readHead({ entries, contents }, 'k8s/loop.yaml')).unread).toEqual([expect.stringContaining('than 8')])
  })
})

describe('an unchanged symbolic link', () => {
  const { entries, contents } = tree({
    'k8s/web.yaml': { mode: 'symlink', text: 'next' },
    'k8s/next': { mode: 'symlink', text: '../docs/web.md' },
    'k8s/other.yaml': { mode: 'symlink', text: '../docs/other.md' },
    'k8s/lost.yaml': { mode: 'symlink', text: 'broken' },
    'docs/web.md': { text: 'x' },
    'docs/other.md': { text: 'y' },
  })

  test('is looked at when what it leads to changed, or when it cannot be read', async () => {
    const moved = await movedLinks({ contents }, entries, new Set(['docs/web.md']))
    expect([...moved]).toEqual(['k8s/web.yaml', 'k8s/next', 'k8s/lost.yaml'])
  })

  test('is left alone when nothing changed', async () => {
    expect([...(await movedLinks({ contents }, entries, new Set()))]).toEqual([])
  })
})
