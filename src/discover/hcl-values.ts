import { parseHcl } from '../languages/hcl/hcl.ts'
import type { PathStep } from '../model/span.ts'
import { follow, holesIn, remembered, type Values, valueAt } from './follow.ts'
import type { Sighting, TextFile } from './format.ts'
import { type Located, rootOf, select } from './located.ts'

const HOLE = /\$\{\s*((?:var|local)\.[\w-]+|[^{}]*)\s*\}/g

/** The image of an HCL expression: a string with `${var.x}` and `${local.x}`, or `var.x` alone; any other expression is dynamic. */
export function hclImage(file: TextFile, at: Located, values: Values): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.text === '' || (node.plain && node.text === 'null')) return []
  const sighting = { span: node.span, text: node.text, path }
  if (!node.plain) return follow(file, sighting, holesIn(node.text, HOLE), values)
  if (/^(?:var|local)\.[\w-]+$/.test(node.text) || /^[A-Za-z_][\w-]*$/.test(node.text)) {
    return follow(file, sighting, [{ index: 0, length: node.text.length, name: node.text }], values)
  }
  return [{ ...sighting, dynamic: 'it is an expression' }]
}

/** One file of a module with its tree. */
export interface HclFile {
  readonly file: TextFile
  readonly root: Located
}

const roots = new WeakMap<TextFile, Located>()

/** The tree of an HCL file, parsed once however many files of its module ask for it. */
export function hclRoot(file: TextFile): Located {
  const root = roots.get(file) ?? rootOf(parseHcl(file.text).root)
  roots.set(file, root)
  return root
}

/** The values of `var.x` and `local.x` that the files of a module give: defaults that are strings or numbers. */
export function moduleValues(files: readonly HclFile[]): Values {
  return remembered((name) => {
    const [scope = '', key = ''] = name.includes('.') ? name.split('.') : ['var', name]
    const steps: readonly PathStep[] = scope === 'local' ? ['locals', key] : ['variable', key, 'default']
    for (const { file, root } of files) {
      const found = select(root, ...steps.map(String)).flatMap(({ node }) =>
        node.kind === 'scalar' && isConstant(node) ? [valueAt(file, node)] : [],
      )
      const [first] = found
      if (first !== undefined) return [first]
    }
    return undefined
  })
}

function isConstant(node: { readonly text: string; readonly plain: boolean }): boolean {
  return node.plain ? /^\d[\d.]*$/.test(node.text) : !node.text.includes('${')
}
