import type { FunctionTable } from '../../../src/languages/govalue/callable.ts'
import type { Text } from '../../../src/languages/govalue/text.ts'
import type { Unknown } from '../../../src/languages/govalue/unknown.ts'
import { map } from '../../../src/languages/govalue/value.ts'
import type { HelmOptions } from '../../../src/languages/sprig/helm.ts'
import { helmFunctions, sprigFunctions } from '../../../src/languages/sprig/table.ts'
import { print, rendered } from '../gotemplate/rendered.ts'

const SPRIG = sprigFunctions()
const HELM: HelmOptions = { helm: 3, lookup: 'empty', dns: false, yaml: { nodes: 10_000, depth: 100 } }

/** What a call prints, or the error of the function that fails. */
export function calls(call: string, functions: FunctionTable = SPRIG): string | { readonly error: string } {
  const { output, error = '' } = rendered(`{{ ${call} }}`, map(new Map()), { functions })
  return output ?? { error: error.replace(/^.*?error calling \w+: /s, '') }
}

/** The same with Helm's functions. */
export function helmCalls(call: string, options: Partial<HelmOptions> = {}): string | { readonly error: string } {
  return calls(call, helmFunctions({ ...HELM, ...options }))
}

/** The text of a template with Helm's functions, with what is unknown in it. */
export function printed(
  template: string,
  options: Partial<HelmOptions> = {},
  decide: (unknown: Unknown) => boolean = () => true,
): Text {
  return print(template, map(new Map()), { functions: helmFunctions({ ...HELM, ...options }), decide })
}
