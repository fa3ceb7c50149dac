/** A package URL (ECMA-427), decoded, its parts in the spelling of their type. Namespace and subpath keep `/` between their segments. */
export interface Purl {
  readonly type: string
  readonly namespace?: string
  readonly name: string
  readonly version?: string
  /** Without empty ones, by lower-case key. */
  readonly qualifiers: Readonly<Record<string, string>>
  readonly subpath?: string
}

type Spelling = 'lower' | 'kept'
interface TypeRules {
  readonly name?: Spelling
  readonly namespace?: Spelling
  readonly version?: Spelling
  readonly requires?: 'namespace' | 'no-namespace'
}

/** How the types write their parts, and what they demand: definitions of purl-spec, 2026. */
const TYPES: Readonly<Record<string, TypeRules>> = {
  alpm: { name: 'lower', namespace: 'lower' },
  apk: { name: 'lower', namespace: 'lower' },
  bitbucket: { name: 'lower', namespace: 'lower' },
  bitnami: { name: 'lower' },
  brew: { name: 'lower', namespace: 'lower' },
  composer: { name: 'lower', namespace: 'lower' },
  deb: { name: 'lower', namespace: 'lower' },
  github: { name: 'lower', namespace: 'lower' },
  hex: { name: 'lower', namespace: 'lower' },
  huggingface: { version: 'lower' },
  oci: { name: 'lower', requires: 'no-namespace' },
  otp: { name: 'lower', requires: 'no-namespace' },
  pub: { name: 'lower' },
  pypi: { name: 'lower' },
  qpkg: { namespace: 'lower' },
  rpm: { namespace: 'lower' },
  swift: { requires: 'namespace' },
  vcpkg: { requires: 'no-namespace' },
  'vscode-extension': { requires: 'namespace' },
}

/** A package URL with the letters that its type means. */
export function normalized(purl: Purl): Purl {
  const rules = TYPES[purl.type] ?? {}
  const name = purl.type === 'pypi' ? purl.name.replaceAll('_', '-') : purl.name
  const lower = lowersName(purl) ? 'lower' : 'kept'
  return {
    ...purl,
    name: spelled(name, lower),
    ...(purl.namespace === undefined ? {} : { namespace: spelled(purl.namespace, rules.namespace) }),
    ...(purl.version === undefined ? {} : { version: spelled(purl.version, rules.version) }),
  }
}

/** What a type forbids in a package URL of it; undefined when there is nothing. */
export function problemOf({ type, namespace, name, version, qualifiers }: Purl): string | undefined {
  const required = TYPES[type]?.requires
  if (required === 'namespace' && namespace === undefined) return `${type} needs a namespace`
  if (required === 'no-namespace' && namespace !== undefined) return `${type} has no namespace`
  if (type === 'cpan' && name.includes('::')) return 'cpan names distributions, not modules'
  if (type === 'julia' && qualifiers.uuid === undefined) return 'julia needs a uuid'
  if (type === 'chrome-extension' && !/^[a-p]{32}$/.test(name)) return 'the id of a chrome-extension has 32 letters from a to p'
  if (type === 'chrome-extension' && version !== undefined && !/^\d+(?:\.\d+){0,3}$/.test(version))
    return 'the version of a chrome-extension is one to four numbers'
  return undefined
}

/** The model registry of Databricks does not tell cases apart, that of Azure does; GitHub's repositories are alike however they are written. */
function lowersName({ type, namespace, qualifiers }: Purl): boolean {
  if (type === 'mlflow') return /\bazuredatabricks\.net\b/.test(qualifiers.repository_url ?? '')
  if (type === 'git') return namespace?.toLowerCase().replace(/\.com$/, '') === 'github'
  return TYPES[type]?.name === 'lower'
}

function spelled(text: string, spelling: Spelling = 'kept'): string {
  return spelling === 'lower' ? text.toLowerCase() : text
}
