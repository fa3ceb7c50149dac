import { MAX_KUSTOMIZE_DEPTH } from '../../model/limits.ts'
import type { Build } from './build.ts'
import { type Config, mergeConfigs, NO_CONFIG } from './config.ts'
import { loadConfigurations, loadCrds } from './configurations.ts'
import { findKustomization } from './find.ts'
import { generate } from './generators.ts'
import { generateCharts } from './helm.ts'
import { headOf } from './kinds.ts'
import type { Kustomization } from './kustomization.ts'
import { enter, isRepository, type Loader, locate, placeAt, remote } from './loader.ts'
import { readInline, readObjects } from './objects.ts'
import { annotateChanged, annotateMade, annotatePaths, below as belowOrigin, type Maker, type Origin } from './origins.ts'
import { pluginGenerator, pluginTransformer } from './plugins.ts'
import { Refusal, Undecided } from './refusal.ts'
import { metaOf, NOTES, noteOf, type Resource } from './resource.ts'
import { absorbAll, appendAll, dropDeleted, type Resources } from './resources.ts'
import { useSchema } from './schema.ts'
import { builtInTransformers } from './transform.ts'
import type { Scalar } from './tree.ts'
import { addVariable, mergeVariables, type Variables } from './variables.ts'

/** What a kustomization comes to before names are hashed and references mended. */
export interface Accumulated {
  readonly resources: Resources
  readonly variables: Variables
  config: Config
}

/** A kustomization with where it stands and what its parents said. */
export interface Target {
  readonly kustomization: Kustomization
  readonly loader: Loader
  readonly origin: Origin | undefined
  readonly helmNamespace: string | undefined
  readonly depth: number
}

/** Nothing yet. */
export function nothing(): Accumulated {
  return { resources: { list: [] }, variables: new Map(), config: NO_CONFIG }
}

/** Accumulates a kustomization into what is there: nothing for a kustomization, what its parent has for a component. */
export function accumulate(build: Build, target: Target, into: Accumulated): Accumulated {
  const { kustomization: k, loader } = target
  if (target.depth > MAX_KUSTOMIZE_DEPTH) throw new Undecided('its kustomizations lead through too many folders')
  let all = accumulateResources(build, target, into, k.resources)
  all.config = mergeConfigs(all.config, loadConfigurations(build, loader, k.configurations))
  all.config = mergeConfigs(all.config, loadCrds(build, loader, k.crds))
  runGenerators(build, target, all)
  for (const path of k.components) all = accumulateFolder(build, target, all, path, true)
  runTransformers(build, target, all)
  for (const validator of pluginObjects(build, target, k.validators)) {
    pluginTransformer(build, loader, validator)
    throw new Undecided('what a validator says is not known here')
  }
  mergeVariables(build, all.resources, all.variables, k.vars)
  return all
}

function accumulateResources(build: Build, target: Target, into: Accumulated, paths: readonly Scalar[]): Accumulated {
  let all = into
  let refused: Refusal | undefined
  for (const path of paths) {
    try {
      const read = readFile(build, target, path)
      if (read === undefined) all = accumulateFolder(build, target, all, path, false)
      else appendAll(build, all.resources, read)
    } catch (problem) {
      // What else is remote is looked for before the refusal: each source is a reference.
      if (!(problem instanceof Refusal) || (problem.failure !== 'remote' && refused === undefined)) throw problem
      refused ??= problem
    }
  }
  if (refused === undefined) return all
  nameRemoteComponents(build, target)
  throw refused
}

function nameRemoteComponents(build: Build, target: Target): void {
  for (const path of target.kustomization.components) {
    try {
      accumulateFolder(build, target, nothing(), path, true)
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
    }
  }
}

/** The objects of a file; undefined where the path names none, so that it is a folder or a repository. */
function readFile(build: Build, { loader, origin }: Target, path: Scalar): readonly Resource[] | undefined {
  if (/^https?:\/\//i.test(path.text)) throw remote(build, path)
  let file: string
  try {
    file = locate(build, loader, path)
  } catch (problem) {
    if (problem instanceof Refusal && (isRepository(path.text) || isFolder(build, loader, path))) return undefined
    throw problem
  }
  const text = build.files.text(file)
  if (text === undefined) return undefined
  const objects = readObjects(build, text, file)
  if (origin !== undefined) annotatePaths(objects, belowOrigin(origin, path.text))
  return objects
}

function isFolder(build: Build, loader: Loader, path: Scalar): boolean {
  try {
    enter(build, loader, path)
    return true
  } catch (problem) {
    return problem instanceof Refusal && problem.failure === 'cycle'
  }
}

function accumulateFolder(build: Build, target: Target, into: Accumulated, path: Scalar, isComponent: boolean): Accumulated {
  const loader = enter(build, target.loader, path)
  const kustomization = findKustomization(build, loader)
  if (kustomization === undefined) {
    throw new Refusal('no-kustomization', `unable to find a kustomization file in '${loader.root || '.'}'`, placeAt(path))
  }
  useSchema(build, loader, kustomization)
  if (isComponent !== (kustomization.kind === 'Component')) {
    const why = isComponent
      ? `expected kind 'Component' for path '${loader.root}'`
      : `expected kind != 'Component' for path '${loader.root}'`
    throw new Refusal('invalid-kustomization', why, placeAt(path))
  }
  const { origin } = target
  const below: Target = {
    kustomization: { ...kustomization, buildMetadata: target.kustomization.buildMetadata },
    loader,
    origin: origin === undefined ? undefined : { path: belowOrigin(origin, path.text) },
    helmNamespace: target.kustomization.namespace?.text || target.helmNamespace,
    depth: target.depth + 1,
  }
  const sub = accumulate(build, below, isComponent ? into : nothing())
  const all = isComponent ? nothing() : into
  appendAll(build, all.resources, sub.resources.list)
  all.config = mergeConfigs(all.config, sub.config)
  for (const variable of sub.variables.values()) addVariable(all.variables, variable)
  return all
}

function runGenerators(build: Build, target: Target, all: Accumulated): void {
  const { kustomization: k, loader } = target
  const configMaps = k.configMaps.map((args) => generate(build, loader, 'ConfigMap', args, k.generatorOptions))
  const secrets = k.secrets.map((args) => generate(build, loader, 'Secret', args, k.generatorOptions))
  const charts = () => generateCharts(build, loader, k.file, k.helmCharts, k.chartHome, k.namespace?.text || target.helmNamespace)
  absorbMade(build, target, all, configMaps, 'ConfigMapGenerator')
  absorbMade(build, target, all, secrets, 'SecretGenerator')
  if (k.helmCharts.length > 0) absorbMade(build, target, all, charts(), 'HelmChartInflationGenerator')
  for (const plugin of pluginObjects(build, target, k.generators)) {
    const made = pluginGenerator(build, loader, plugin)
    const maker = pluginMaker(plugin)
    if (maker !== undefined) annotateMade(made, maker)
    absorbAll(build, all.resources, made)
  }
}

function absorbMade(build: Build, target: Target, all: Accumulated, made: readonly Resource[], kind: string): void {
  const maker = makerOf(target, kind)
  if (maker !== undefined) annotateMade(made, maker)
  absorbAll(build, all.resources, made)
}

function makerOf({ origin, kustomization }: Target, kind: string): Maker | undefined {
  if (origin === undefined) return undefined
  const name = kustomization.file.split('/').at(-1) ?? ''
  return { configuredIn: origin.path === '' ? name : `${origin.path}/${name}`, kind }
}

function pluginMaker({ node }: Resource): Maker | undefined {
  const path = /^path: (.*)\n/.exec(noteOf(node, NOTES.origin) ?? '')?.[1]
  if (path === undefined) return undefined
  return {
    configuredIn: path,
    kind: headOf(node, 'kind'),
    apiVersion: headOf(node, 'apiVersion'),
    name: metaOf(node, 'name'),
    namespace: metaOf(node, 'namespace'),
  }
}

/** The objects that configure plugins: inline, from files and from kustomizations. */
function pluginObjects(build: Build, target: Target, entries: readonly Scalar[]): readonly Resource[] {
  if (entries.length === 0) return []
  const inline: Resource[] = []
  const paths: Scalar[] = []
  for (const entry of entries) {
    const read = inlineObjects(build, entry)
    if (read === undefined) paths.push(entry)
    else {
      const name = makerOf(target, '')?.configuredIn
      if (name !== undefined) annotatePaths(read, name)
      inline.push(...read)
    }
  }
  const all = nothing()
  appendAll(build, all.resources, inline)
  return accumulateResources(build, target, all, paths).resources.list
}

function inlineObjects(build: Build, entry: Scalar): readonly Resource[] | undefined {
  try {
    return readInline(build, entry)
  } catch (problem) {
    if (problem instanceof Refusal) return undefined
    throw problem
  }
}

function runTransformers(build: Build, target: Target, all: Accumulated): void {
  const { kustomization: k, loader } = target
  const built = builtInTransformers(build, loader, k, all.config).map(({ kind, run }) => ({ run, maker: makerOf(target, kind) }))
  const plugins = pluginObjects(build, target, k.transformers).map((plugin) => ({
    run: pluginTransformer(build, loader, plugin),
    maker: pluginMaker(plugin),
  }))
  for (const { run, maker } of [...built, ...plugins]) {
    run(all.resources)
    if (maker !== undefined) annotateChanged(all.resources, maker)
    dropDeleted(all.resources)
  }
}
