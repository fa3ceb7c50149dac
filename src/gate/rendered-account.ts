import type { Accountant, ScalarChange } from '../model/account.ts'
import type { RenderedSide } from '../render/render.ts'

/** Objects that make a deployer apply others: that they were applied themselves says nothing of those. */
const DEPLOYER = /^(?:[\w.-]+\.)?(?:fluxcd\.io|argoproj\.io)\//

/**
 * Answers for files that only entries use which were rendered exactly: whatever changed in them shows in the references and objects of these,
 * or in none. Of values that a chart may be installed with, and that nobody says it is installed with, only the templates are answered for.
 */
export function renderedAccount(base: RenderedSide, head: RenderedSide): Accountant {
  const [before, after] = [answeredIn(base), answeredIn(head)]
  return ({ kind, document, scalar }) =>
    !DEPLOYER.test(document.apiVersion ?? '') && !isGenerated(scalar) && (kind === 'removed' ? before : after)(document.file)
      ? 'judged'
      : 'open'
}

/** What a generator puts into a ConfigMap or Secret may be a variable of another entry, as what it reads from a file may. */
function isGenerated({ path }: ScalarChange['scalar']): boolean {
  return /^(?:configMap|secret)Generator$/.test(path[0] ?? '')
}

function answeredIn({ entries }: RenderedSide): (file: string) => boolean {
  const exact = new Set<string>()
  const open = new Set<string>()
  for (const { entry, rendering, used, covers } of entries) {
    const rendered = rendering.kind === 'rendered' && rendering.unknowns.length === 0
    for (const path of used) if (!covers.has(path)) open.add(path)
    for (const path of covers) (rendered && (entry.sure || isTemplate(path)) ? exact : open).add(path)
  }
  return (file) => exact.has(file) && !open.has(file)
}

function isTemplate(path: string): boolean {
  return /(?:^|\/)templates\//.test(path)
}
