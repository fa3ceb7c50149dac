import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** A source file by its path below `src`, with its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** What the engines of src/languages use of each other; each of them may use the model's spans, trees and limits. */
const LANGUAGE_USES: Readonly<Record<string, readonly string[]>> = {
  cel: ['gotime', 're2', 'regular'],
  hcl: ['yaml'],
  envsubst: ['govalue'],
  gofmt: ['govalue'],
  gojson: ['govalue', 'goyaml'],
  gotemplate: ['govalue', 'gofmt'],
  gotoml: ['govalue', 'gofmt'],
  goyaml: ['govalue', 'gofmt'],
  jsonschema: ['re2', 'semver'],
  semver: ['re2'],
  sprig: ['govalue', 'gofmt', 'gojson', 'gotemplate', 'gotime', 'gotoml', 'goglob', 'goyaml', 're2', 'semver'],
}
const ROOMS = ['discover', 'render', 'resolve', 'verify', 'inventory', 'layers', 'match', 'compare', 'account', 'judge', 'report']
const GROUND = ['model', 'ports', 'languages']
/** The house, floor by floor: what each room may import of the floors below it, never up and never sideways unless named. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ports: ['model'],
  kubernetes: GROUND,
  case: [...GROUND, 'kubernetes'],
  posture: [...GROUND, 'kubernetes', 'case'],
  admission: [...GROUND, 'kubernetes', 'case'],
  rules: [...GROUND, 'kubernetes', 'case', 'posture', 'admission'],
  policy: [...GROUND, 'kubernetes', 'case', 'rules'],
  doctor: GROUND,
  discover: [...GROUND, 'kubernetes'],
  render: [...GROUND, 'kubernetes'],
  resolve: GROUND,
  verify: GROUND,
  inventory: GROUND,
  layers: GROUND,
  match: GROUND,
  compare: [...GROUND, 'kubernetes'],
  account: GROUND,
  judge: [...GROUND, 'kubernetes', 'case', 'posture', 'admission', 'rules', 'policy'],
  report: GROUND,
  adapters: GROUND,
  gate: [...GROUND, 'kubernetes', 'case', 'posture', 'admission', 'policy', ...ROOMS],
}
const ENTRIES = ['action', 'cli']
/** Where adapters meet the gate: the entries, and what they share. */
const OUTER = [...ENTRIES, 'wiring']
/** Packages that any room may use: they parse or compute, and touch nothing outside. */
const PURE_PACKAGES = ['js-yaml', '@sigstore/bundle', '@sigstore/protobuf-specs', '@sigstore/verify', 'node:crypto']
/** Packages that one room may use in addition: none, unless ARCHITECTURE.md says why. */
const ROOM_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  render: ['node:zlib'],
  languages: ['node:zlib'],
  layers: ['node:zlib'],
}
const OUTSIDE_WORLD =
  /\b(?:console\s*\.|process\s*\.|fetch\s*\(|setTimeout\s*\(|setInterval\s*\(|Date\.now\s*\(|new Date\(\s*\)|Math\.random\s*\(|performance\s*\.|globalThis\b)/
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^export default\b/m, 'has a default export'],
  [/^\s*(?:export\s+)?(?:const\s+)?enum\s/m, 'declares an enum'],
  [/\breturn null\b/, 'returns null'],
  [/@ts-(?:ignore|expect-error|nocheck)/, 'switches the type checker off'],
]
const BAD_NAMES = /(?:^|\/)(?:utils?|helpers?|manager|types|misc|common)\.ts$/
const MAX_FILE_LINES = 250
/** A list of constants, not code: it may be longer. */
const LISTS = ['model/limits.ts']

/** All sources below a folder. */
export function readSources(root: string): readonly Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }))
}

/** Every way in which the sources break the house's laws, one sentence each. */
export function violations(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => [...importViolations(source), ...purityViolations(source), ...habitViolations(source)])
}

/** Modules named by import and export declarations, types included, and by dynamic imports. */
export function importsOf(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '')
  const declared = code.matchAll(/^\s*(?:import|export)\b(?:[^'";]*?\bfrom)?\s*['"]([^'"]+)['"]/gm)
  const dynamic = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)
  const typed = code.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)
  return [...declared, ...dynamic, ...typed].flatMap((match) => (match[1] === undefined ? [] : [match[1]]))
}

/** Every ring of files that import each other, types included: the house has none. */
export function cycles(sources: readonly Source[]): readonly string[] {
  const targets = new Map(sources.map((source) => [source.path, importedFiles(source)]))
  const done = new Set<string>()
  const walk = (path: string, above: readonly string[]): readonly string[] => {
    if (above.includes(path)) return [[...above.slice(above.indexOf(path)), path].join(' → ')]
    if (done.has(path)) return []
    const found = (targets.get(path) ?? []).flatMap((target) => walk(target, [...above, path]))
    done.add(path)
    return found
  }
  return sources.flatMap(({ path }) => walk(path, []))
}

function importedFiles({ path, text }: Source): readonly string[] {
  const relative = importsOf(text).filter((target) => target.startsWith('.'))
  return relative.map((target) => posix.normalize(posix.join(posix.dirname(path), target)))
}

function areaOf(path: string): string {
  const first = path.split('/')[0] ?? ''
  return first.endsWith('.ts') ? first.slice(0, -3) : first
}

function importViolations(source: Source): readonly string[] {
  const area = areaOf(source.path)
  return importsOf(source.text).flatMap((target) => {
    const why = target.startsWith('.') ? relativeProblem(source.path, area, target) : packageProblem(area, target)
    return why === undefined ? [] : [`${source.path} imports ${target}: ${why}`]
  })
}

function relativeProblem(path: string, area: string, target: string): string | undefined {
  const resolved = posix.normalize(posix.join(posix.dirname(path), target))
  if (resolved.startsWith('..')) return OUTER.includes(area) || area === 'adapters' ? undefined : 'it lies outside src'
  const other = areaOf(resolved)
  if (area === 'languages' && other === 'languages') return languageProblem(path, resolved)
  if (other === area) return undefined
  if (OUTER.includes(area) && !ENTRIES.includes(other)) return undefined
  const allowed = area === 'languages' ? ['model'] : MAY_IMPORT[area]
  return allowed?.includes(other) ? undefined : `${area} may not import ${other}`
}

function languageProblem(path: string, target: string): string | undefined {
  const [from = '', to = ''] = [path, target].map((file) => file.split('/')[1])
  return from === to || LANGUAGE_USES[from]?.includes(to) ? undefined : `the language ${from} is not said to use ${to}`
}

function packageProblem(area: string, target: string): string | undefined {
  if (OUTER.includes(area) || area === 'adapters') return undefined
  if (area === 'model' || area === 'ports') return `${area} imports no packages`
  const allowed = [...PURE_PACKAGES, ...(ROOM_PACKAGES[area] ?? [])]
  return allowed.some((name) => target === name || target.startsWith(`${name}/`))
    ? undefined
    : 'only adapters and entries may use it'
}

function purityViolations(source: Source): readonly string[] {
  const area = areaOf(source.path)
  if (OUTER.includes(area) || area === 'adapters') return []
  const code = source.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`/g, "''")
  const match = OUTSIDE_WORLD.exec(code)
  return match === null ? [] : [`${source.path} reaches the outside world: ${match[0].trim()}`]
}

function habitViolations(source: Source): readonly string[] {
  const found = HABITS.flatMap(([pattern, what]) => (pattern.test(source.text) ? [`${source.path} ${what}`] : []))
  const named = BAD_NAMES.test(source.path) ? [`${source.path} has a name that says nothing`] : []
  const lines = source.text.split('\n').length - 1
  const long =
    lines > MAX_FILE_LINES && !LISTS.includes(source.path)
      ? [`${source.path} has ${lines} lines, more than ${MAX_FILE_LINES}`]
      : []
  return [...found, ...named, ...long]
}

/** What a folder of one-file-per-thing and its table disagree about: files that no table line imports. */
export function tableGaps(sources: readonly Source[], folder: string): readonly string[] {
  const table = sources.find((source) => source.path === `${folder}/table.ts`)
  if (table === undefined) return [`${folder}/table.ts is missing`]
  const listed = new Set(importsOf(table.text).map((target) => posix.normalize(posix.join(folder, target))))
  return sources
    .filter((source) => posix.dirname(source.path) === folder && source.path !== table.path)
    .filter(
      (source) =>
        /^\/\*\* table entry/m.test(source.text) || /\bexport const \w+: (?:Format|Rule|Verifier|Reporter)\b/.test(source.text),
    )
    .filter((source) => !listed.has(source.path))
    .map((source) => `${source.path} is not in ${table.path}`)
}
