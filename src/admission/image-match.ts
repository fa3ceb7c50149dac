import { type CompiledExpression, compileExpression, escaped, findsExpression } from '../languages/regular/expression.ts'
import type { ImageMatch } from '../model/cluster-policy.ts'
import { type Digest, formatRepository, type ImageName } from '../model/image-name.ts'
import { MAX_CLUSTER_GLOB } from '../model/limits.ts'
import { anyOf, no, openBecause, type Truth, yes } from './truth.ts'

/** An image as a policy sees it: the canonical name, and the text as the manifest has it. */
export interface SeenImage {
  readonly name: ImageName
  readonly text: string
}

/**
 * Whether a check is about an image, by the rules of the project that it comes from. Open where only another spelling of
 * the same image matches: the cluster would skip the check, which its author can hardly have meant.
 */
export function matchesImage(match: ImageMatch, image: SeenImage): Truth {
  if (match.kind === 'every') return yes
  if (match.kind === 'policy-controller') return policyController(match.globs, image)
  if (match.kind === 'kyverno') return kyverno(match, image)
  if (match.kind === 'kyverno-glob') return kyvernoGlob(match, image)
  if (match.kind === 'longest-scope') return truth(longestScope(match.scopes, image.name) === match.scope)
  const repository = formatRepository(image.name)
  const exact = match.scopes.includes(repository)
  return truth(exact || (match.scopes.includes('*') && !match.others.includes(repository)))
}

/** The expression that a glob of policy-controller stands for; undefined for one that it refuses. */
export function policyControllerGlob(glob: string): string | undefined {
  if (!/^[a-zA-Z0-9\-_:/*.@]+$/.test(glob)) return undefined
  const full = glob === '*' ? 'index.docker.io/library/*' : glob === '*/*' ? 'index.docker.io/*/*' : glob
  const parts = full.split('**').map((part) => part.split('*').map(escaped).join('[^/]*'))
  const whole = `^${parts.join('.*')}$`
  return compileExpression(whole).ok ? whole : undefined
}

/** The expression that a wildcard of Kyverno stands for: `*` is anything, `?` is any one character, both across slashes. */
export function kyvernoWildcard(wildcard: string): string {
  const parts = [...wildcard].map((char) => (char === '*' ? '[\\s\\S]*' : char === '?' ? '[\\s\\S]' : escaped(char)))
  return `^${parts.join('')}$`
}

/** Whether a wildcard of Kyverno matches a text, in at most |wildcard| × |text| moves. */
export function matchesWildcard(wildcard: string, text: string): boolean {
  let [w, t, star, resume] = [0, 0, -1, 0]
  while (t < text.length) {
    if (wildcard[w] === '*') {
      star = w++
      resume = t
    } else if (w < wildcard.length && (wildcard[w] === '?' || wildcard[w] === text[t])) {
      w++
      t++
    } else if (star >= 0) {
      w = star + 1
      t = ++resume
    } else return false
  }
  while (wildcard[w] === '*') w++
  return w === wildcard.length
}

/** The expression that a glob without separators stands for (`*`, `?`, `[…]`, `{a,b}`, backslash); undefined for a broken one. */
export function separatorlessGlob(glob: string): string | undefined {
  if (glob.length > MAX_CLUSTER_GLOB) return undefined
  let out = ''
  let depth = 0
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at] ?? ''
    const set = /^\[(!?)([^\]\\[]+)\]/.exec(glob.slice(at))
    if (char === '\\') out += escaped(glob[++at] ?? '')
    else if (set !== null) {
      out += `[${set[1] === '!' ? '^' : ''}${set[2]?.replaceAll(/[\\^]/g, '\\$&')}]`
      at += set[0].length - 1
    } else if (char === '*') out += '[\\s\\S]*'
    else if (char === '?') out += '[\\s\\S]'
    else if (char === '{') out += ++depth > 0 ? '(?:' : ''
    else if (char === '}' && depth > 0) out += --depth >= 0 ? ')' : ''
    else out += char === ',' && depth > 0 ? '|' : escaped(char)
  }
  const whole = `^${out}$`
  return depth === 0 && compileExpression(whole).ok ? whole : undefined
}

function policyController(globs: readonly string[], image: SeenImage): Truth {
  const expressions = globs.flatMap((glob) => policyControllerGlob(glob) ?? [])
  const seen = seenByWebhook(image.name)
  if (expressions.some((expression) => finds(expression, seen))) return yes
  const near = nearly(expressions, [...canonicalNames(image.name), image.text], seen.replace(SOME_DIGEST, 'sha256:…'))
  if (near.value === 'no' && image.name.digest === undefined && namesDigestOf(seen, globs))
    return openBecause('a glob of the policy names a digest, and the manifest does not say which one the image has')
  return near
}

function namesDigestOf(seen: string, globs: readonly string[]): boolean {
  const wider = globs.filter((glob) => glob.includes('@')).map((glob) => `${glob.slice(0, glob.indexOf('@'))}@**`)
  return wider.flatMap((glob) => policyControllerGlob(glob) ?? []).some((expression) => finds(expression, seen))
}

/** Stands for the digest that the mutating half of the webhook puts in place of a tag. */
const SOME_DIGEST = `sha256:${'0'.repeat(64)}`

/** The text that policy-controller matches: its mutating half has made every tag a digest before, so that no tag is ever in it. */
function seenByWebhook({ registry, repository, digest = SOME_DIGEST as Digest }: ImageName): string {
  return `${registry === 'docker.io' ? 'index.docker.io' : registry}/${repository}@${digest}`
}

function kyverno({ wildcards, skip }: ImageMatch & { kind: 'kyverno' }, image: SeenImage): Truth {
  const name = kyvernoName(image)
  if (skip.some((wildcard) => matchesWildcard(wildcard, name))) return no('skipImageReferences')
  if (wildcards.some((wildcard) => matchesWildcard(wildcard, name))) return yes
  return nearly(wildcards.map(kyvernoWildcard), [...canonicalNames(image.name), image.text])
}

function kyvernoGlob({ globs, open }: ImageMatch & { kind: 'kyverno-glob' }, image: SeenImage): Truth {
  const expressions = globs.flatMap((glob) => separatorlessGlob(glob) ?? [])
  if (expressions.some((expression) => finds(expression, image.text))) return yes
  return anyOf([nearly(expressions, canonicalNames(image.name)), ...open.map(openBecause)])
}

function nearly(expressions: readonly string[], names: readonly string[], seen?: string): Truth {
  const near = names.find((name) => expressions.some((expression) => finds(expression, name)))
  if (near === undefined) return no('no pattern of the policy matches the image')
  return openBecause(
    `only another spelling of the same image, ${near}, matches: the cluster would skip the policy as it is written${seen === undefined ? '' : ` (policy-controller sees ${seen}, never a tag: end the glob with **)`}`,
  )
}

/** The name as Kyverno writes it: docker.io where no host is written, but no `library/` that is not (kyverno 1.19). */
function kyvernoName({ name, text }: SeenImage): string {
  const short = name.registry === 'docker.io' && !/(?:^|\/)library\//.test(text)
  const path = short ? name.repository.replace(/^library\//, '') : name.repository
  return `${name.registry}/${path}${suffix(name)}`
}

function canonicalNames(name: ImageName): readonly string[] {
  const tagged = name.tag === undefined ? '' : `:${name.tag}`
  const hosts = name.registry === 'docker.io' ? ['docker.io', 'index.docker.io'] : [name.registry.toLowerCase()]
  const short = name.repository.replace(/^library\//, '')
  const repositories = name.registry === 'docker.io' ? [name.repository, short] : [name.repository]
  const bases = hosts.flatMap((host) => repositories.map((repository) => `${host}/${repository}`))
  return bases.flatMap((base) => [`${base}${suffix(name)}`, `${base}${tagged}`, base])
}

function suffix(name: ImageName): string {
  return name.digest === undefined ? `:${name.tag ?? 'latest'}` : `@${name.digest}`
}

/** The longest scope that covers a name: a repository with tag or digest, a repository, a namespace, a host, `*.domain`, or ''. */
function longestScope(scopes: readonly string[], name: ImageName): string | undefined {
  const path = `${name.registry}/${name.repository}`
  const parents = path.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'))
  const host = name.registry.replace(/:\d+$/, '')
  const domains = host.split('.').map((_, index, labels) => `*.${labels.slice(index + 1).join('.')}`)
  const candidates = [`${path}${suffix(name)}`, ...parents, ...domains, '']
  return candidates.find((candidate) => candidate !== '*.' && scopes.includes(candidate))
}

function truth(holds: boolean): Truth {
  return holds ? yes : no('no pattern of the policy matches the image')
}

/** The same few patterns meet every image: each is compiled once, as long as there are few. */
const compiledBefore = new Map<string, CompiledExpression>()
const REMEMBERED = 5_000

function finds(expression: string, text: string): boolean {
  const compiled = compiledBefore.get(expression) ?? compileExpression(expression)
  if (compiledBefore.size >= REMEMBERED) compiledBefore.clear()
  compiledBefore.set(expression, compiled)
  return compiled.ok && findsExpression(compiled.expression, text)
}
