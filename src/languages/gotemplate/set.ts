import type { Template } from './node.ts'
import { isEmpty } from './parse.ts'

/** Templates by name, shared by all files of a rendering. A clone sees those of its origin and keeps its own to itself, as `tpl` needs it. */
export interface TemplateSet {
  readonly find: (name: string) => Template | undefined
  /** Adds what one text defines: the last wins, but an empty template never replaces one that is there. */
  readonly add: (templates: ReadonlyMap<string, Template>) => void
}

/** A set without templates of its own, over another one. */
export function templateSet(under?: TemplateSet): TemplateSet {
  const own = new Map<string, Template>()
  const find = (name: string): Template | undefined => own.get(name) ?? under?.find(name)
  return {
    find,
    add: (templates) => {
      for (const [name, template] of templates) if (!isEmpty(template.list) || find(name) === undefined) own.set(name, template)
    },
  }
}
