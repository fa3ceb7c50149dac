import { expect, test } from '@jest/globals'
import { objectId, type TreeLine } from '../../../src/adapters/git/object-id.ts'
import type { GithubApi } from '../../../src/adapters/github/api.ts'
import { createTreeReader } from '../../../src/adapters/github/trees.ts'
import { found } from '../../../src/model/answer.ts'

const BLOB = 'b'.repeat(40)
const OTHER = 'c'.repeat(40)

/** The id of a tree whose names are these bytes. */
function treeOf(lines: readonly { readonly name: Buffer; readonly id: string }[]): string {
  const content = Buffer.concat(
    lines.flatMap(({ name, id }) => [Buffer.from('100644 '), name, Buffer.from('\0'), Buffer.from(id, 'hex')]),
  )
  return objectId('tree', content, BLOB)
}

/** What GitHub's JSON makes of that tree: names that are no UTF-8 with U+FFFD in their place. */
function listing(lines: readonly TreeLine[]) {
  const tree = lines.map(({ mode, name, id }) => ({ path: name, mode, type: 'blob', sha: id }))
  const api = { json: async () => found({ tree, truncated: false }) } as unknown as GithubApi
  return createTreeReader(api, 'acme/shop')
}

test('a name that is not UTF-8 makes the listing unknown: two files may arrive under one name', async () => {
  const id = treeOf([
    { name: Buffer.from([0x61, 0xfe]), id: BLOB },
    { name: Buffer.from([0x61, 0xff]), id: OTHER },
  ])
  const [first, second] = [
    { mode: '100644', name: 'a\uFFFD', id: BLOB },
    { mode: '100644', name: 'a\uFFFD', id: OTHER },
  ]
  expect(await listing([first, second])(id)).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
  const alone = treeOf([{ name: Buffer.from([0x61, 0xfe]), id: BLOB }])
  expect(await listing([first])(alone)).toMatchObject({
    kind: 'unknown',
    problem: { kind: 'malformed', detail: expect.stringContaining('not UTF-8') },
  })
})

test('a name that really has U+FFFD in it is read', async () => {
  const id = treeOf([{ name: Buffer.from('a\uFFFD'), id: BLOB }])
  expect(await listing([{ mode: '100644', name: 'a\uFFFD', id: BLOB }])(id)).toMatchObject({ kind: 'found' })
})

test('a listing that does not hash to its id is unknown', async () => {
  const id = treeOf([{ name: Buffer.from('a'), id: BLOB }])
  expect(await listing([{ mode: '100644', name: 'a', id: OTHER }])(id)).toMatchObject({ problem: { kind: 'digest-mismatch' } })
})
