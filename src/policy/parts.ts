import { child, entriesOf, type Node } from '../model/tree.ts'
import { includedBy } from './files.ts'
import type { PolicyInput } from './input.ts'
import { type Mistake, type Notes, takeNotes } from './mistakes.ts'

/** One file of a policy: itself first, then each one that it includes. Without a document the notes say why. */
export interface PolicyPart {
  readonly file: string
  readonly text: string
  readonly document: Node | undefined
  readonly notes: Notes
}

/** A mistake and the file that it is in. */
export interface Located {
  readonly mistake: Mistake
  readonly part: PolicyPart
}

/** Mappings whose keys are names: each is given once in the whole policy. */
const NAMED = ['trustRoots', 'authorities', 'clusterKeys', 'rules']

/** The files of a policy. A file that cannot be found is left out: the line that includes it says so. */
export function partsOf(input: PolicyInput): readonly PolicyPart[] {
  const main = partOf(input.file, input.text, input.documents)
  const paths = main.document === undefined ? [] : [...new Set(includedBy(main.document))]
  const included = paths.flatMap((path) => {
    const text = input.files.get(path)
    return text === undefined ? [] : [partOf(path, text, input.included?.get(path) ?? [])]
  })
  return [main, ...included]
}

function partOf(file: string, text: string, documents: readonly Node[]): PolicyPart {
  const notes = takeNotes()
  const [document, second] = documents
  const start = { kind: 'scalar', span: { start: 0, end: 0 }, text: '', plain: true } as const
  if (document === undefined)
    notes.add(start, 'the policy is empty', 'write "version: 1", or delete the file to use the built-in policy')
  if (second !== undefined) notes.add(second, 'the policy is more than one document', 'remove the line ---')
  return { file, text, document: second === undefined ? document : undefined, notes }
}

/** Takes down every name that two files of a policy give: neither of the two may win. */
export function noteRepeats(parts: readonly PolicyPart[]): void {
  for (const section of NAMED) {
    const given = new Map<string, string>()
    for (const { document, file, notes } of parts)
      for (const { key } of entriesOf(child(document, section))) {
        const before = given.get(key.text)
        if (before !== undefined && before !== file)
          notes.add(key, `"${key.text}" is given in ${before} as well`, 'keep one of the two')
        given.set(key.text, file)
      }
  }
}
