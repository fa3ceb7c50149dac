import { describe, expect, test } from '@jest/globals'
import { movedLinks, readSides } from '../../src/gate/read.ts'
import { type Answer, found, unknown } from '../../src/model/answer.ts'
import { MAX_SYMLINK_HOPS } from '../../src/model/limits.ts'
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
