import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { filesOf, readCases } from '../discover/case-text.ts'
import { type Mutation, mutate } from './mutations.ts'

const shared = process.env.PREADMIT_SHARED
const corpus = shared === undefined ? '' : join(shared, 'corpus')
const MOST_OF_A_FOLDER = 400
/** Files where a key that is called after an image names what is built, tested or charted, and other keys name what runs. */
const BUILDS = /skaffold|compose|(?:^|\/)action\.ya?ml$|\.(?:tf|md|gotmpl|pkr\.hcl)$|(?:^|\/)\.github\//i
/** Values that no program takes for an image, with why. */
const NO_IMAGES: readonly (readonly [text: RegExp, why: string])[] = [
  [/^decoy:1$/, 'the result of a task'],
  [/^\{"Fn::Join/, 'a fragment of an expression'],
  [/^https?:\/\/|^git@/, 'the address of a chart repository or of sources in values'],
  [/^(?:debian-12-packed|acme\/out)$/, 'what Packer and Kamal make'],
  [/^acme\/readme:1$/, 'a page that is made beside a chart, and never applied'],
  [/^\$\[\[ inputs\.other \| expand_vars \]\]$/, 'a function that GitLab does not have: it refuses the pipeline'],
  [/^registry:7861$/, 'the address of a storage service'],
  [/^\.\//, 'a picture'],
  [/^ko:\/\//, 'sources that ko builds: another scheme is no image at all'],
  [/^(?:foo|rev1|current|candidate|latest-rev)$/, 'a block device, and names of revisions'],
]

describe('a change of a single scalar that a tool takes an image from', () => {
  test('never passes without a word, in any case of a format', () => {
    const all = readCases(new URL('../cases', import.meta.url).pathname).flatMap(({ input }) =>
      mutate(Object.fromEntries(filesOf(input)), MOST_OF_A_FOLDER, (file) => !BUILDS.test(file)),
    )
    expect(all.length).toBeGreaterThan(250)
    expect(silentIn(all)).toEqual([])
  })

  const run = existsSync(corpus) ? test : test.skip
  run(
    `never passes without a word, in the corpus${shared === undefined ? ' (skipped: PREADMIT_SHARED is not set)' : ''}`,
    () => {
      const entries: readonly { repo: string; path: string }[] = JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8'))
      const folders = Map.groupBy(entries, ({ repo, path }) => `${repo} ${path.replace(/\/?(?:templates\/)?[^/]*$/, '')}`)
      const all = [...folders.values()].flatMap((some) => {
        const texts = some.map(({ repo, path }) => [
          path,
          readFileSync(join(corpus, 'files', repo.replace('/', '+'), path), 'utf8'),
        ])
        return mutate(Object.fromEntries(texts), MOST_OF_A_FOLDER, (file) => !BUILDS.test(file))
      })
      expect(all.length).toBeGreaterThan(2_000)
      expect(silentIn(all)).toEqual([])
    },
    120_000,
  )
})

function silentIn(all: readonly Mutation[]): readonly string[] {
  return all
    .filter(({ silent, from }) => silent && !NO_IMAGES.some(([text]) => text.test(from)))
    .map(({ file, line, from, to }) => `${file}:${line} ${from} → ${to}`)
}
