import { escaped } from '../languages/regular/expression.ts'
import { MAX_PATTERN_VARIANTS } from '../model/limits.ts'

/** Patterns of another project for one pattern of ours, and how they differ from it, if they do. */
export interface ForeignGlobs {
  readonly globs: readonly string[]
  readonly unexpressed: readonly string[]
}

/** Globs of policy-controller for a pattern of `match`: the same images, by name with tag or digest. */
export function policyControllerGlobs(pattern: string): ForeignGlobs {
  if (pattern === '**') return { globs: ['**'], unexpressed: [] }
  const { host, paths } = variantsOf(pattern)
  const registry = host === 'docker.io' ? 'index.docker.io' : host
  const globs = paths.flatMap((path) => withSuffix(`${registry}/${path}`, [':*', '@sha256:*']))
  const wide = host.includes('*') ? [`match ${pattern}: a star in a host matches across dots in policy-controller`] : []
  return { globs: [...new Set(globs)], unexpressed: wide }
}

/** Globs of Kyverno's ImageValidatingPolicy for a pattern of `match`: they are held against the text as it is written. */
export function kyvernoGlobs(pattern: string): ForeignGlobs {
  if (pattern === '**') return { globs: ['*'], unexpressed: [] }
  const { host, paths } = variantsOf(pattern)
  const globs = paths.map((path) => path.replaceAll('**', '*')).flatMap((path) => withSuffix(`${host}/${path}`, ['', ':*', '@*']))
  const wide = /(?:^|[^*])\*(?:[^*]|$)/.test(pattern)
    ? [`match ${pattern}: a star matches across slashes in Kyverno, so more images are meant`]
    : []
  const short =
    host === 'docker.io'
      ? [`match ${pattern}: names without docker.io/ in front are not matched by Kyverno: write them in full`]
      : []
  return { globs: [...new Set(globs)], unexpressed: [...wide, ...short] }
}

/** The anchored expression that means the same as a glob of ours: `*` within a segment, `**` as a whole segment for any number of them. */
export function globExpression(glob: string): string {
  const segments = glob.split('/').filter((part, index, all) => part !== '**' || all[index - 1] !== '**')
  const [first = '', ...rest] = segments
  if (first !== '**') return `^${segment(first)}${rest.map(following).join('')}$`
  const [second, ...others] = rest
  if (second === undefined) return '^[^/]*(?:/[^/]*)*$'
  return `^(?:[^/]*/)*${segment(second)}${others.map(following).join('')}$`
}

function following(part: string): string {
  return part === '**' ? '(?:/[^/]*)*' : `/${segment(part)}`
}

function segment(text: string): string {
  return text.split('*').map(escaped).join('[^/]*')
}

/** The host of a pattern, and its path once with and once without each `**` in it, which may stand for no segment at all. */
function variantsOf(pattern: string): { readonly host: string; readonly paths: readonly string[] } {
  const slash = pattern.indexOf('/')
  const segments = pattern.slice(slash + 1).split('/')
  let paths: readonly (readonly string[])[] = [[]]
  for (const one of segments) {
    const longer = paths.map((path) => [...path, one])
    paths = one === '**' && paths.length * 2 <= MAX_PATTERN_VARIANTS ? [...longer, ...paths] : longer
  }
  return { host: pattern.slice(0, slash), paths: paths.map((parts) => parts.join('/')).filter((path) => path !== '') }
}

/** A pattern that ends in a star covers tags and digests already. */
function withSuffix(pattern: string, suffixes: readonly string[]): readonly string[] {
  return pattern.endsWith('*') ? [pattern] : suffixes.map((suffix) => `${pattern}${suffix}`)
}
