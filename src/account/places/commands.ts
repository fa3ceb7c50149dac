import type { ScalarDocument } from '../../model/account.ts'
import { isCommandPath } from '../../model/command-path.ts'
import type { DecidingPlace } from '../deciding-place.ts'
import { decidingArguments, writtenImages } from '../deploy-commands.ts'
import type { Scene } from '../scene.ts'

const VARIABLE =
  /\$\{\{\s*(?:env|inputs|vars|variables|parameters)\.([\w-]+)|\$[({]{0,2}(?:params\.|inputs\.|inputs\.params\.)?([A-Za-z_]\w*)/g

/** What pipelines, tasks and steps of workflows deploy by a command: the arguments that decide an image, and the variables in them. */
export const commandPlaces: readonly DecidingPlace[] = [
  {
    name: 'deploy-command',
    program: 'a command that deploys',
    answer: 'Write the image where a format is read (manifests, values, a kustomization), or except the path with a reason.',
    reads: ({ change, path, text }) => {
      if (change.kind === 'removed' || !isCommandPath(path)) return false
      const before = new Set(decidersIn(change.before?.text ?? ''))
      return decidersIn(text).some((one) => !before.has(one))
    },
  },
  {
    name: 'deploy-command-variables',
    program: 'a command that deploys, by a variable,',
    answer: 'Write the image where a format is read (manifests, values, a kustomization), or except the path with a reason.',
    reads: (scene) => scene.change.kind !== 'removed' && variablesOf(scene.change.document).has(nameOf(scene)),
  },
]

function decidersIn(script: string): readonly string[] {
  return [...decidingArguments(script), ...writtenImages(script)]
}

const known = new WeakMap<ScalarDocument, ReadonlySet<string>>()

// Kept per document, because every scalar of it may ask.
function variablesOf(document: ScalarDocument): ReadonlySet<string> {
  const before = known.get(document)
  if (before !== undefined) return before
  const found = new Set<string>()
  for (const { path, text } of document.scalars) {
    if (!isCommandPath(path.join('/'))) continue
    for (const argument of decidersIn(text))
      for (const match of argument.matchAll(VARIABLE)) found.add(match[1] ?? match[2] ?? '')
  }
  known.set(document, found)
  return found
}

/** What a scalar gives a value to: its key, or the name of the entry whose `value` or `default` it is. */
function nameOf({ key, path }: Scene): string {
  if (key !== 'value' && key !== 'default') return key
  return (path.split('/').at(-2) ?? '').replace(/^\[|\]$/g, '')
}
