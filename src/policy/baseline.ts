import { parseYaml } from '../languages/yaml/yaml.ts'
import type { Baseline, BaselineEntry } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { UsageError } from '../model/usage-error.ts'
import { exceptedRule } from './exceptions.ts'
import { filePathProblem } from './globs.ts'
import { positionOf, takeNotes } from './mistakes.ts'
import { integer, list, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { day, lastDay } from './values.ts'

const entryShape = record({
  rule: required('the rule that spoke', exceptedRule),
  file: required('the file that it spoke about', text()),
  key: optional('the place in the file, as the report has it', text()),
})

const shape = record({
  version: required('the version of this file: 1', integer(1, 1)),
  made: required('the day on which it was made', day),
  until: required('the last day on which it excuses, at most 90 days ahead', lastDay),
  entries: required('what stood then', list(entryShape, 0)),
})

/** A file of the commit of the policy with what stood when somebody looked at everything, as `preadmit baseline` writes it. */
export const baselineFile: Reader<Baseline> = {
  schema: { type: 'string', minLength: 1, examples: ['.github/preadmit-baseline.yml'] },
  read: (node, scene) => {
    const path = text((value) => filePathProblem(value)).read(node, scene)
    if (path === undefined) return undefined
    const content = scene.files.get(path)
    if (content === undefined)
      return scene.notes.add(node, `there is no file "${path}" at the commit of the policy`, 'preadmit baseline --write makes it')
    return readBaseline(path, content, { ...scene, at: node })
  },
}

/** Reads such a file by itself. Throws `UsageError` for the first mistake. */
export function baselineIn(file: string, content: string, now: Date): Baseline {
  const notes = takeNotes()
  const at: Node = { kind: 'scalar', span: { start: 0, end: 0 }, text: file, plain: true }
  const nothing = { files: new Map(), authorities: [], signersOnly: [], trustRoots: [], lineOf: () => 1 }
  const read = readBaseline(file, content, { ...nothing, notes, now, at })
  if (read !== undefined) return read
  const [first] = notes.all()
  throw new UsageError(first?.message ?? `${file} cannot be read`, first?.hint)
}

function readBaseline(path: string, content: string, scene: Scene & { readonly at: Node }): Baseline | undefined {
  const notes = takeNotes()
  const { documents, problem } = parseYaml(content)
  const [document] = documents
  if (problem !== undefined || document === undefined)
    return scene.notes.add(
      scene.at,
      `${path} is not YAML: ${problem?.why ?? 'it is empty'}`,
      'preadmit baseline --write makes it',
    )
  const value = shape.read(document, { ...scene, notes })
  const [first] = notes.all()
  if (first !== undefined || value === undefined) {
    const line = positionOf(path, content, first?.span.start ?? 0).line
    return scene.notes.add(
      scene.at,
      `line ${line} of ${path}: ${first?.message ?? 'it cannot be read'}`,
      first?.hint ?? 'make it again',
    )
  }
  const entries = value.entries.map(
    ({ rule, file, key }): BaselineEntry => ({ rule, file, ...(key === undefined ? {} : { key }) }),
  )
  return { file: path, made: value.made, until: value.until, entries }
}

/** The file as it is written: YAML, one finding on a line, so that a difference shows what is gone. */
export function baselineText({ made, until, entries }: Omit<Baseline, 'file'>): string {
  const lines = entries.map((entry) => `  - ${JSON.stringify(entry)}\n`)
  const list = lines.length === 0 ? 'entries: []\n' : `entries:\n${lines.join('')}`
  return `# What stood when \`preadmit baseline\` looked at everything. It only ever gets shorter.\nversion: 1\nmade: ${made}\nuntil: ${until}\n${list}`
}
