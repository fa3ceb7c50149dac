import type { Build } from './build.ts'
import { applyField, type FieldSpec } from './field-spec.ts'
import { setScalar } from './fields.ts'
import { isSelected } from './kinds.ts'
import { addNote, NOTES, originalId, rememberId } from './resource.ts'
import type { Resources } from './resources.ts'
import { joined, type Scalar, scalar, type Tree } from './tree.ts'

/** Adds a prefix or a suffix to the names; those of CustomResourceDefinitions, APIServices and Namespaces stay. */
export function renameAll(
  build: Build,
  { list }: Resources,
  side: 'prefix' | 'suffix',
  text: Scalar,
  specs: readonly FieldSpec[],
): void {
  for (const { node } of list) {
    if (node === undefined) continue
    const id = originalId(build, node)
    if (SKIPPED.some((kind) => isSelected(id, kind))) continue
    for (const spec of specs) {
      if (!isSelected(id, spec)) continue
      if (spec.path === 'metadata/name') {
        addNote(node, side === 'prefix' ? NOTES.prefixes : NOTES.suffixes, text.text)
        if (text.text !== '') rememberId(build, node)
      }
      applyField(build.budget, node, spec, (field) => rename(field, side, text), { kind: 'scalar', tag: 'str', from: text })
    }
  }
}

function rename(field: Tree, side: 'prefix' | 'suffix', added: Scalar): void {
  const before = field.kind === 'scalar' ? field.text : ''
  const text = side === 'prefix' ? added.text + before : before + added.text
  setScalar(field, scalar(text, field.span.file === '' || before === '' ? added : joined(field, added)))
}

const SKIPPED = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
]
