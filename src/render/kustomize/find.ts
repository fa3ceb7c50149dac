import type { Build } from './build.ts'
import type { Kustomization } from './kustomization.ts'
import { readKustomization } from './kustomization-file.ts'
import { type Loader, realPath } from './loader.ts'
import { asNode, readDocument } from './read.ts'
import { Refusal } from './refusal.ts'

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** The kustomization of a folder; undefined where it has none. Two are refused. */
export function findKustomization(build: Build, { root }: Loader): Kustomization | undefined {
  const found = NAMES.flatMap((name) => {
    const path = root === '' ? name : `${root}/${name}`
    const text = build.files.text(realPath(build, path))
    return text === undefined ? [] : [{ path, text }]
  })
  const [first, second] = found
  const at = (path: string) => ({ file: path, span: { start: 0, end: 0 } })
  if (first === undefined) return undefined
  if (second !== undefined) throw new Refusal('other', `found multiple kustomization files under ${root || '.'}`, at(second.path))
  const tree = readKustomizationText(build, first.text, first.path)
  return readKustomization(tree === undefined ? undefined : asNode(tree), first.path)
}

function readKustomizationText(build: Build, text: string, file: string) {
  try {
    return readDocument({ text, file, budget: build.budget })
  } catch (problem) {
    if (problem instanceof Refusal) throw new Refusal('invalid-kustomization', problem.message, problem.at)
    throw problem
  }
}
