import { type Budget, outOf } from '../../languages/cel/budget.ts'
import { evaluateCel, type Names } from '../../languages/cel/evaluate.ts'
import type { Cel } from '../../languages/cel/syntax.ts'
import { failure, type Item, mapOf, NULL, type Outcome, string, unknownBecause } from '../../languages/cel/value.ts'
import type { Asked } from './match.ts'
import { namespaceOf } from './namespaces.ts'

const OUTSIDE = 'a manifest does not say who asks, nor how'
const CLUSTER = 'it needs the cluster'
/** Names of the environments of Kubernetes and Kyverno that stand for something outside the repository. */
const FAR: Readonly<Record<string, string>> = {
  authorizer: `authorizer: ${CLUSTER}`,
  resource: `resource: ${CLUSTER}`,
  http: 'http: nothing is asked over the network',
  globalContext: `globalContext: ${CLUSTER}`,
  generator: `generator: ${CLUSTER}`,
  imageData: 'imageData: it needs the registry',
  imagedata: 'imagedata: it needs the registry',
  images: 'images: it is not evaluated here',
  exceptions: 'exceptions: they are not evaluated here',
}

/** What the names of an expression stand for, in the environment of a policy on objects. */
export interface Environment {
  readonly asked: Asked
  /** The parameters; undefined for a policy that has none. */
  readonly params?: Outcome
  readonly variables: ReadonlyMap<string, Cel>
}

/** The names of an environment; variables are worked out once, out of the budget of whoever asks first. */
export function namesIn({ asked, params, variables }: Environment): (budget: Budget) => Names {
  const made = new Map<string, Outcome>()
  const fixed = (name: string): Outcome | undefined => {
    const outcome = made.get(name) ?? fixedIn(name, asked, params)
    if (outcome !== undefined) made.set(name, outcome)
    return outcome
  }
  const known = new Map<string, Outcome>()
  const running = new Set<string>()
  return (budget) => {
    const names: Names = (name) => (name === 'variables' ? { kind: 'record', field: variable } : fixed(name))
    const variable = (name: string): Outcome | undefined => {
      const cel = variables.get(name)
      if (cel === undefined) return unknownBecause(`the policy has no variable "${name}"`)
      if (running.has(name)) return failure(`the variable "${name}" needs itself`)
      running.add(name)
      const outcome = known.get(name) ?? evaluateCel(cel, names, budget)
      running.delete(name)
      if (budget.stopped !== undefined) return outOf(budget)
      known.set(name, outcome)
      return outcome
    }
    return names
  }
}

/** Made only where an expression asks for it: most policies are not about most objects. */
function fixedIn(name: string, asked: Asked, params: Outcome | undefined): Outcome | undefined {
  if (name === 'object') return asked.admitted.value
  if (name === 'oldObject') return asked.old ?? NULL
  if (name === 'request') return requestOf(asked)
  if (name === 'namespaceObject') return asked.admitted.scope === 'Cluster' ? NULL : namespaceOf(asked)
  if (name === 'params') return params ?? NULL
  const why = Object.hasOwn(FAR, name) ? FAR[name] : undefined
  return why === undefined ? undefined : unknownBecause(why)
}

function requestOf({ admitted, operation, old }: Asked): Outcome {
  const { group, version, kind, resources, name, namespace, scope } = admitted
  const sure = (text: string | undefined, what: string): Item =>
    text === undefined ? unknownBecause(`request.${what}: the manifest does not say it`) : string(text)
  const [plural] = resources
  const kindOf = mapOf([
    ['group', string(group)],
    ['version', string(version)],
    ['kind', string(kind)],
  ])
  const resource = mapOf([
    ['group', string(group)],
    ['version', string(version)],
    ['resource', sure(resources.length === 1 ? plural : undefined, 'resource')],
  ])
  return mapOf(
    [
      ['operation', string(operation)],
      ...(['kind', 'requestKind'] as const).map((key) => [key, kindOf] as const),
      ...(['resource', 'requestResource'] as const).map((key) => [key, resource] as const),
      ...(['subResource', 'requestSubResource'] as const).map((key) => [key, string('')] as const),
      ['name', sure(name, 'name')],
      ['namespace', scope === 'Cluster' ? string('') : sure(namespace, 'namespace')],
      ['object', admitted.value],
      ['oldObject', old ?? NULL],
    ],
    OUTSIDE,
  )
}
