import { matchesGlob } from '../../model/glob.ts'
import type { JsonRecord } from '../json-shape.ts'
import { textIn, timeIn, valueAt } from './paths.ts'
import type { Predicate } from './predicate.ts'

const PARAMETER = 'parameters.'
const V02 = 'https://slsa.dev/provenance/v0.2'

/** SLSA provenance 0.2 and 1.0: who built it, from which source and ref, by which workflow, with which parameters. */
export const slsaProvenance: Predicate = {
  types: ['https://slsa.dev/provenance/v1', V02],
  facts: (predicate, type) => (type === V02 ? facts02(predicate) : facts1(predicate)),
  holds: (key, wanted, predicate) => {
    if (key === 'parameters') return hasParameter(predicate, wanted)
    return key.startsWith(PARAMETER) ? hasParameter(predicate, `${key.slice(PARAMETER.length)}=${wanted}`) : undefined
  },
  time: (predicate) =>
    timeIn(predicate, 'runDetails', 'metadata', 'finishedOn') ?? timeIn(predicate, 'metadata', 'buildFinishedOn'),
}

type Facts = ReadonlyMap<string, string>

function collectFacts(facts: Readonly<Record<string, string | undefined>>): Facts {
  return new Map(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function facts02(predicate: JsonRecord): Facts {
  const source = splitSource(textIn(predicate, 'invocation', 'configSource', 'uri'))
  return collectFacts({
    builder: textIn(predicate, 'builder', 'id'),
    buildType: textIn(predicate, 'buildType'),
    source: source.repository,
    ref: source.ref,
    workflow: textIn(predicate, 'invocation', 'configSource', 'entryPoint'),
  })
}

/** Where the build was defined differs by build type: GitHub's workflow, a generator's source, Cloud Build's config, BuildKit's config. */
function facts1(predicate: JsonRecord): Facts {
  const external = valueAt(predicate, 'buildDefinition', 'externalParameters')
  const holder = ['workflow', 'buildConfigSource', 'configSource', 'source']
    .map((key) => valueAt(external, key))
    .find((value) => value !== undefined)
  const place = typeof holder === 'string' ? holder : (textIn(holder, 'repository') ?? textIn(holder, 'uri'))
  const first = splitSource(textIn(predicate, 'buildDefinition', 'resolvedDependencies', 0, 'uri'))
  const source = splitSource(place)
  return collectFacts({
    builder: textIn(predicate, 'runDetails', 'builder', 'id'),
    buildType: textIn(predicate, 'buildDefinition', 'buildType'),
    source: source.repository ?? first.repository,
    ref: textIn(holder, 'ref') ?? source.ref ?? (place === undefined ? first.ref : undefined),
    workflow: textIn(holder, 'path'),
  })
}

/** `git+https://host/owner/name@refs/heads/main` and `https://host/owner/name` name the same repository. */
function splitSource(uri: string | undefined): { readonly repository: string | undefined; readonly ref: string | undefined } {
  if (uri === undefined) return { repository: undefined, ref: undefined }
  const plain = uri.startsWith('git+') ? uri.slice(4) : uri
  const at = plain.lastIndexOf('@')
  const hasRef = at > plain.lastIndexOf('://') + 2 && plain.slice(0, at).includes('/')
  return { repository: hasRef ? plain.slice(0, at) : plain, ref: hasRef ? plain.slice(at + 1) : undefined }
}

/** `parameters: name=glob`, or `parameters.name: glob` for each of several; the name may go down with dots. */
function hasParameter(predicate: JsonRecord, wanted: string): boolean {
  const equals = wanted.indexOf('=')
  if (equals < 1) return false
  const path = wanted.slice(0, equals).split('.')
  const value =
    valueAt(predicate, 'buildDefinition', 'externalParameters', ...path) ??
    valueAt(predicate, 'invocation', 'parameters', ...path)
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
  return text !== undefined && matchesGlob(wanted.slice(equals + 1), text)
}
