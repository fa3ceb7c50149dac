import { expand, type Lookup, type Value } from '../languages/interpolation/interpolate.ts'
import { child, entriesOf, itemsOf, type ScalarNode, textOf } from '../model/tree.ts'
import { bakeTree, NAMED_BAKE } from './bake-tree.ts'
import { composeLookups, NAMED_COMPOSE } from './compose-variables.ts'
import type { Around, TextFile } from './format.ts'
import { normalized } from './hcl-module.ts'
import { type Located, rootOf, select } from './located.ts'
import { type Build, type BuildArguments, workflowBuilds } from './workflow-builds.ts'

const known = new WeakMap<Around, ReadonlyMap<string, readonly BuildArguments[]>>()

/** What every caller in this repository gives a Dockerfile: Compose, Bake, workflows, development containers, Skaffold. */
export function callersOf(dockerfile: string, side: Around): readonly BuildArguments[] {
  const builds = known.get(side) ?? readBuilds(side)
  known.set(side, builds)
  return builds.get(dockerfile) ?? []
}

function readBuilds(side: Around): ReadonlyMap<string, readonly BuildArguments[]> {
  const builds = side.paths.flatMap((path) => {
    const file = side.file(path)
    return file === undefined ? [] : buildsIn(file, side)
  })
  const grouped = Map.groupBy(
    builds.filter(({ given }) => given.size > 0),
    ({ dockerfile }) => dockerfile,
  )
  return new Map([...grouped].map(([path, some]) => [path, some.map(({ given }) => given)]))
}

function buildsIn(file: TextFile, side: Around): readonly Build[] {
  const { path, text } = file
  if (NAMED_BAKE.test(path)) return /\bargs\b/.test(text) ? bakeBuilds(file, side) : []
  if (!/\.(?:ya?ml|json)$/i.test(path)) return []
  if (/(?:^|\/)\.?devcontainer\.json$/i.test(path))
    return side.documents(path).flatMap((root) => containerBuilds(file, rootOf(root)))
  if (NAMED_COMPOSE.test(path) || (/^services:/m.test(text) && /\bargs:/.test(text))) {
    return /\bargs:/.test(text) ? side.documents(path).flatMap((root) => composeBuilds(file, rootOf(root), side)) : []
  }
  if (/build-args/.test(text) && /\buses:/.test(text))
    return side.documents(path).flatMap((root) => workflowBuilds(file, rootOf(root)))
  return /skaffold\//.test(text) && /buildArgs:/.test(text)
    ? side.documents(path).flatMap((root) => skaffoldBuilds(file, rootOf(root)))
    : []
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function placed(file: TextFile, node: ScalarNode, text = node.text): Value {
  return { text, places: [{ file: file.path, span: node.span }] }
}

/** `{K: V}` or `[K=V]`. A name without a value is taken from the environment: nobody here says what it is. */
function argumentsIn(file: TextFile, at: readonly Located[], resolve: (text: string) => string | undefined): BuildArguments {
  const pairs = at.flatMap(({ node }): readonly (readonly [string, Value | undefined])[] => {
    if (node.kind === 'map') {
      return entriesOf(node).map(({ key, value }) => [
        key.text,
        value.kind === 'scalar' && textOf(value) !== undefined ? givenValue(file, value, value.text, resolve) : undefined,
      ])
    }
    return itemsOf(node).flatMap((item) => {
      if (item.kind !== 'scalar') return []
      const equals = item.text.indexOf('=')
      return [
        [
          equals < 0 ? item.text : item.text.slice(0, equals),
          equals < 0 ? undefined : givenValue(file, item, item.text.slice(equals + 1), resolve),
        ] as const,
      ]
    })
  })
  return new Map(pairs)
}

function givenValue(
  file: TextFile,
  node: ScalarNode,
  text: string,
  resolve: (text: string) => string | undefined,
): Value | undefined {
  const resolved = node.unknown === undefined ? resolve(text) : undefined
  return resolved === undefined ? undefined : placed(file, node, resolved)
}

const asWritten = (text: string): string | undefined => (/\$\{\{|\$\{|\{\{/.test(text) ? undefined : text)

/** The Dockerfile of a build, from its context and the path that is given for it, both as the tool reads them. */
function dockerfileIn(directory: string, context: string, dockerfile: string): string {
  return normalized(dockerfile.startsWith('/') ? dockerfile : `${directory}${context}/${dockerfile}`)
}

/** The arguments that a service of Compose gives its build. */
export function composeArguments(file: TextFile, build: Located, lookup: Lookup): BuildArguments {
  return argumentsIn(file, select(build, 'args'), (text) => {
    const value = expand(text, lookup)
    return value.missing.length === 0 ? value.text : undefined
  })
}

function composeBuilds(file: TextFile, top: Located, side: Around): readonly Build[] {
  const lookups = composeLookups(file, side)
  return select(top, 'services', '*', 'build').flatMap((build) => {
    const context = textOf(child(build.node, 'context')) ?? '.'
    const dockerfile = dockerfileIn(directoryOf(file.path), context, textOf(child(build.node, 'dockerfile')) ?? 'Dockerfile')
    return lookups.map((lookup) => ({ dockerfile, given: composeArguments(file, build, lookup) }))
  })
}

/** The arguments that a target of Bake gives its build. */
export function bakeArguments(file: TextFile, target: Located): BuildArguments {
  return argumentsIn(file, select(target, 'args'), (text) => text)
}

function bakeBuilds(file: TextFile, side: Around): readonly Build[] {
  const { at } = bakeTree(file, side)
  const targets = new Map(select(at, 'target', '*').map((target) => [String(target.path.at(-1)), target]))
  return select(at, 'target', '*').map((target) => {
    const line = ancestors(target, targets)
    const settingOf = (key: string): string | undefined =>
      line.map((one) => textOf(child(one.node, key))).findLast((one) => one !== undefined)
    const given = new Map(line.flatMap((one) => [...bakeArguments(file, one)]))
    return {
      dockerfile: dockerfileIn(directoryOf(file.path), settingOf('context') ?? '.', settingOf('dockerfile') ?? 'Dockerfile'),
      given,
    }
  })
}

/** A target behind those that it inherits from: the later ones win. */
function ancestors(target: Located, targets: ReadonlyMap<string, Located>, depth = 0): readonly Located[] {
  const names = depth > 20 ? [] : itemsOf(child(target.node, 'inherits')).flatMap((one) => textOf(one) ?? [])
  return [
    ...names.flatMap((name) => {
      const parent = targets.get(name)
      return parent === undefined ? [] : ancestors(parent, targets, depth + 1)
    }),
    target,
  ]
}

function containerBuilds(file: TextFile, top: Located): readonly Build[] {
  return select(top, 'build').map((build) => {
    const dockerfile =
      textOf(child(build.node, 'dockerfile')) ??
      textOf(child(build.node, 'dockerFile')) ??
      textOf(child(top.node, 'dockerFile')) ??
      'Dockerfile'
    return {
      dockerfile: dockerfileIn(directoryOf(file.path), '.', dockerfile),
      given: argumentsIn(file, select(build, 'args'), asWritten),
    }
  })
}

function skaffoldBuilds(file: TextFile, top: Located): readonly Build[] {
  return select(top, 'build', 'artifacts', '*').flatMap((artifact) =>
    ['docker', 'kaniko']
      .flatMap((builder) => select(artifact, builder))
      .map((build) => {
        const context = textOf(child(artifact.node, 'context')) ?? '.'
        const dockerfile = textOf(child(build.node, 'dockerfile')) ?? 'Dockerfile'
        return {
          dockerfile: dockerfileIn(directoryOf(file.path), context, dockerfile),
          given: argumentsIn(file, select(build, 'buildArgs'), asWritten),
        }
      }),
  )
}
