import { runsGate } from '../compare/gate-files.ts'
import type { GateFileChange } from '../model/facts.ts'
import type { Change, Trees } from '../ports/change.ts'

/** Says of a changed workflow whether it runs the gate on either side; other files, and workflows that cannot be read, stay as they are. */
export async function withGateUse(
  file: GateFileChange,
  { change, trees }: { change: Change; trees: Trees },
): Promise<GateFileChange> {
  if (file.what !== 'workflow') return file
  const entries = [trees.base, trees.head].flatMap((side) => side.find(({ path }) => path === file.file) ?? [])
  const contents = await change.contents(entries)
  const texts = entries.flatMap((entry) => {
    const content = contents.get(entry)
    return content?.kind === 'found' ? [new TextDecoder().decode(content.value)] : []
  })
  if (texts.length === entries.length || runsGate(texts)) return { ...file, runsGate: runsGate(texts) }
  return file
}
