import { ChartError } from './chart.ts'
import { pathMatcher } from './path-match.ts'

interface Rule {
  readonly matches: (path: string) => boolean
  readonly negate: boolean
  readonly onlyDirectories: boolean
  readonly byName: boolean
}

/** The rules of a .helmignore and the one that always holds. Throws `ChartError` for a rule that Helm refuses. */
export function parseIgnore(text: string, file: string): readonly Rule[] {
  const rules: Rule[] = []
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const rule = parseRule(line, file)
    if (rule !== undefined) rules.push(rule)
  }
  return rules
}

/** What holds in every chart: hidden files among the templates are left out. */
export const DEFAULT_RULES: readonly Rule[] = [
  { matches: (path) => /^templates\/\.[^/]+$/.test(path), negate: false, onlyDirectories: false, byName: false },
]

function parseRule(line: string, file: string): Rule | undefined {
  let rule = line.trim()
  if (rule === '' || rule.startsWith('#')) return undefined
  if (rule.includes('**')) throw new ChartError('double-star (**) syntax is not supported', file)
  if (pathMatcher(rule) === undefined) throw new ChartError('syntax error in pattern', file)
  const negate = rule.startsWith('!')
  if (negate) rule = rule.slice(1)
  const onlyDirectories = rule.endsWith('/')
  if (onlyDirectories) rule = rule.slice(0, -1)
  const anchored = rule.startsWith('/')
  const matches = pathMatcher(anchored ? rule.slice(1) : rule) ?? (() => false)
  return { matches, negate, onlyDirectories, byName: !anchored && !rule.includes('/') }
}

/** Whether a file is left out, by a rule for itself or for a folder above it. A negated rule leaves out all that it does not match. */
export function isIgnored(path: string, rules: readonly Rule[]): boolean {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (ignores(path.slice(0, slash), true, rules)) return true
  }
  return ignores(path, false, rules)
}

function ignores(path: string, directory: boolean, rules: readonly Rule[]): boolean {
  for (const rule of rules) {
    const matches = rule.matches(rule.byName ? path.slice(path.lastIndexOf('/') + 1) : path)
    if (rule.negate) {
      if ((rule.onlyDirectories && !directory) || !matches) return true
    } else if ((!rule.onlyDirectories || directory) && matches) return true
  }
  return false
}
