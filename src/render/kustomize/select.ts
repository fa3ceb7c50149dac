import type { Build } from './build.ts'
import { headOf, kindOf } from './kinds.ts'
import { currentId, effectiveNamespace, metaMap, originalId, type Resource } from './resource.ts'
import type { Resources } from './resources.ts'
import { compileSelector, type Selector } from './selector.ts'

/** The objects that a patch's target selects, by their present or their first name and namespace. */
export function selectAll(build: Build, { list }: Resources, selector: Selector): readonly Resource[] {
  const pattern = compileSelector(selector)
  return list.filter(({ node }) => {
    if (!pattern.kind(kindOf(headOf(node, 'apiVersion'), headOf(node, 'kind')))) return false
    const [now, first] = [currentId(build, node), originalId(build, node)]
    if (!pattern.namespace(effectiveNamespace(first)) && !pattern.namespace(effectiveNamespace(now))) return false
    if (!pattern.name(first.name) && !pattern.name(now.name)) return false
    return pattern.labels(metaMap(node, 'labels')) && pattern.annotations(metaMap(node, 'annotations'))
  })
}
