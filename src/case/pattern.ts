import { matchesGlob } from '../model/glob.ts'
import type { ImageName, Repository } from '../model/image-name.ts'

/** Other names under which Docker Hub's registry answers; a policy writes `docker.io`. */
const DOCKER_HUB = ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']

/** A pattern for images: a glob over `host/repository`, and exactly this tag and digest where it writes them. */
interface ImagePattern {
  readonly host: string
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/**
 * The host as policies write it: lower case, without the default port, Docker Hub under one name. Other spellings reach
 * the same registry, so they must not reach around a policy.
 */
export function hostForMatching(registry: string): string {
  const host = registry.toLowerCase().replace(/:443$/, '')
  return DOCKER_HUB.includes(host) ? 'docker.io' : host
}

/** Whether two names are of one repository, whatever their tags and digests. */
export function isSameRepository(a: Repository, b: Repository): boolean {
  return a.repository === b.repository && hostForMatching(a.registry) === hostForMatching(b.registry)
}

/** Whether a pattern of `match` or `except` means this repository. `**` alone means every image. */
export function matchesRepository(pattern: string, name: Repository): boolean {
  if (pattern === '**') return true
  const { host, repository } = splitPattern(pattern)
  return matches(host, hostForMatching(name.registry), '.') && matches(repository, name.repository, '/')
}

/** Most patterns write the host out: comparing is faster than matching. */
function matches(pattern: string, text: string, separator: string): boolean {
  return pattern.includes('*') ? matchesGlob(pattern, text, separator) : pattern === text
}

/** Whether the pattern of an exception means this name; a tag or a digest in the pattern must be the name's own. */
export function matchesName(pattern: string, name: ImageName): boolean {
  const { host, repository, tag, digest } = splitPattern(pattern)
  if (tag !== undefined && tag !== name.tag) return false
  if (digest !== undefined && digest !== name.digest) return false
  return matchesRepository(`${host}/${repository}`, name)
}

/** The parts of a pattern: host up to the first slash, repository, then `:tag` and `@digest`. */
export function splitPattern(pattern: string): ImagePattern {
  const at = pattern.indexOf('@')
  const named = at < 0 ? pattern : pattern.slice(0, at)
  const slash = named.indexOf('/')
  const host = slash < 0 ? named : named.slice(0, slash)
  const rest = slash < 0 ? '' : named.slice(slash + 1)
  const colon = rest.indexOf(':')
  return {
    host,
    repository: colon < 0 ? rest : rest.slice(0, colon),
    ...(colon < 0 ? {} : { tag: rest.slice(colon + 1) }),
    ...(at < 0 ? {} : { digest: pattern.slice(at + 1) }),
  }
}
