import { describe, expect, test } from '@jest/globals'
import type { Node, ScalarNode } from '../../../src/model/tree.ts'
import { OVERLAYS } from '../../interop/kustomize-overlays.ts'
import { plain, render } from './rendered.ts'

/** Every scalar of the rendering with where it stands in the documents. */
function scalarsOf(files: Readonly<Record<string, string>>, path: string): ReadonlyMap<string, ScalarNode> {
  const found = new Map<string, ScalarNode>()
  const { rendering } = render(files, path)
  if (rendering.kind !== 'rendered') return found
  for (const [index, { root }] of rendering.documents.entries()) walk(root, String(index), found)
  return found
}

function walk(node: Node, at: string, into: Map<string, ScalarNode>): void {
  if (node.kind === 'scalar') into.set(at, node)
  else if (node.kind === 'list') for (const [index, item] of node.items.entries()) walk(item, `${at}/${index}`, into)
  else for (const { key, value } of node.entries) walk(value, `${at}/${key.text}`, into)
}

function firstPlace({ span, sources }: ScalarNode) {
  return sources?.[0] ?? (span.file === undefined || span.file === '' ? undefined : { file: span.file, span })
}

const rendered = Object.entries(OVERLAYS).filter(([, { files, path }]) => render(files, path).rendering.kind === 'rendered')

describe('where a value comes from', () => {
  test.each(rendered)('%s: every image, argument and reference changes with the place that it names', (_, { files, path }) => {
    const before = scalarsOf(files, path)
    const unmoved: string[] = []
    for (const [at, node] of before) {
      if (!/\/(?:image|args\/\d+|secretName|configMap\/name)$/.test(at) || node.text === '') continue
      const place = firstPlace(node)
      const text = place === undefined ? undefined : files[place.file]
      if (place === undefined || text === undefined) {
        unmoved.push(`${at}: no place`)
        continue
      }
      const { start, end } = place.span
      const edited = { ...files, [place.file]: `${text.slice(0, start)}q${text.slice(start, end)}${text.slice(end)}` }
      const after = scalarsOf(edited, path)
      if (after.size > 0 && JSON.stringify([...after.values()].map(plain)) === JSON.stringify([...before.values()].map(plain))) {
        unmoved.push(`${at}: ${text.slice(start, end)}`)
      }
    }
    expect(unmoved).toEqual([])
  })

  test('no scalar of a file lacks it', () => {
    const nowhere = rendered.flatMap(([name, { files, path }]) =>
      [...scalarsOf(files, path)]
        .filter(([, node]) => firstPlace(node) === undefined)
        .map(([at, node]) => `${name} ${at} ${node.text}`),
    )
    expect(nowhere.filter((one) => !/config\.kubernetes\.io\/|managed-by/.test(one))).toEqual([])
  })
})
