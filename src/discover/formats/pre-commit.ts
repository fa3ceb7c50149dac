import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt, partAt } from '../sight.ts'

/** Hooks of pre-commit that run in an image. */
export const preCommit: DocumentFormat = {
  name: 'pre-commit',
  title: 'pre-commit',
  files: '`.pre-commit-config.yaml`, `.pre-commit-hooks.yaml`',
  rows: [
    {
      where: '`entry` of a hook with `language: docker_image`',
      meaning: 'its first word, or what follows `--entrypoint X`; a variable is dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)\.pre-commit-(?:config|hooks)\.ya?ml$/i.test(path),
  claims: ({ root }) => root.kind !== 'scalar',
  read: ({ file, root }) => {
    const top = rootOf(root)
    const hooks = [...select(top, 'repos', '*', 'hooks', '*'), ...(root.kind === 'list' ? select(top, '*') : [])]
    return { sightings: hooks.flatMap((hook) => imageOf(file, hook)) }
  },
}

/** pre-commit splits the entry as a shell does and hands all words to `docker run`: options with a value may stand before the image. */
function imageOf(file: TextFile, hook: Located): readonly Sighting[] {
  if (textOf(child(hook.node, 'language')) !== 'docker_image') return []
  return select(hook, 'entry').flatMap((at) => {
    const { node, path } = at
    const match = node.kind === 'scalar' ? /^((?:\s*--?[\w-]+(?:=\S*|\s+(?!-)\S+))*\s*)([^\s"']+)/.exec(node.text) : null
    if (match === null || node.kind !== 'scalar') return imageAt(file, at)
    return [partAt(file, { node, path }, (match[1] ?? '').length, match[2] ?? '')]
  })
}
