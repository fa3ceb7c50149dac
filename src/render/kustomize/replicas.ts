import type { Build } from './build.ts'
import { applyField, type FieldSpec } from './field-spec.ts'
import { setScalar } from './fields.ts'
import { isSelected } from './kinds.ts'
import type { ReplicaArgs } from './kustomization.ts'
import { Refusal } from './refusal.ts'
import { matchingAnyId, type Resources } from './resources.ts'
import { type Source, scalar } from './tree.ts'

/** Sets the number of replicas of the workloads with a name, present or former; none at all is refused. */
export function setReplicas(build: Build, to: Resources, args: ReplicaArgs, specs: readonly FieldSpec[]): void {
  const from: Source = args.count ?? { span: args.at }
  const count = BigInt(args.count?.text.replaceAll('_', '') ?? '0').toString()
  let found = false
  for (const spec of specs) {
    for (const { node } of matchingAnyId(build, to, (id) => id.name === args.name && isSelected(id, spec))) {
      found = true
      if (node === undefined) continue
      const making = { kind: 'scalar', tag: 'int', from } as const
      applyField(build.budget, node, spec, (field) => setScalar(field, scalar(count, from, 'int')), making)
    }
  }
  if (!found) {
    const why = `resource with name ${args.name} does not match a config with the kinds that have replicas`
    throw new Refusal('no-match', why, { file: args.at.file ?? '', span: args.at })
  }
}
