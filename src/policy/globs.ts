import { hostForMatching, splitPattern } from '../case/pattern.ts'
import { type Reader, text } from './shape.ts'

/** What is wrong with a text, and what to write instead. */
export type Problem = readonly [message: string, hint: string] | undefined

/** A registry, which has a dot or a port or is this machine, and something on it. */
const REPOSITORY = '(?:[^/]*[.:][^/]*|localhost)/.+'

/** A pattern of `match` or `except`: canonical repositories, without tag or digest. `**` alone means every image. */
export const repositoryPattern: Reader<string> = text(
  (value) => {
    const { tag, digest } = splitPattern(value)
    if (tag !== undefined || digest !== undefined)
      return [`"${value}" names a tag or a digest`, `patterns match repositories: write "${value.replace(/@.*$|:[^/:]*$/, '')}"`]
    return value === '**' ? undefined : patternProblem(value)
  },
  { pattern: `^(?:\\*\\*|${REPOSITORY})$`, examples: ['ghcr.io/acme/**', 'docker.io/library/*'] },
)

/** The image of an exception: a repository or a pattern, with the tag or the digest that it is limited to. */
export const excusedImage: Reader<string> = text(
  (value) =>
    value === '**'
      ? ['"**" would excuse every image', 'name the image, such as docker.io/library/redis:7.4']
      : patternProblem(value),
  { pattern: `^${REPOSITORY}$`, examples: ['docker.io/library/redis:7.4'] },
)

/** A glob over paths of the repository. */
export const pathPattern: Reader<string> = text(pathProblem, { examples: ['dev/**', '**/testdata/**'] })

/** A glob over branches, by their short names. */
export const branchPattern: Reader<string> = text(
  (value) =>
    value.startsWith('refs/')
      ? [
          `"${value}" is a full reference`,
          `write "${value.replace(/^refs\/(?:heads|tags)\//, '')}": branches are named by their short names`,
        ]
      : (starProblem(value) ?? bracketProblem(value)),
  { examples: ['main', 'release/**'] },
)

/** A glob over environments, by their names. */
export const environmentPattern: Reader<string> = text((value) => starProblem(value) ?? bracketProblem(value), {
  examples: ['production'],
})

/** Repositories of GitHub, `owner/name`: `owner/*` is every one of an owner. */
export const repositoryOfGithub: Reader<string> = text(
  (value) =>
    /^[A-Za-z0-9][A-Za-z0-9-]*\/(?:\*|[A-Za-z0-9._-]+)$/.test(value)
      ? undefined
      : [`"${value}" is no repository`, 'write owner/name, or owner/* for all of an owner'],
  { examples: ['acme/web', 'acme/*'] },
)

/** A glob over paths that are never looked at. */
export const ignoredPath: Reader<string> = text(
  (value) =>
    /^[*/]+$/.test(value)
      ? [`"${value}" ignores every file`, 'name the folders that hold nothing that is run']
      : pathProblem(value),
  { examples: ['**/testdata/**'] },
)

/** What is wrong with a text as the path of one file of the repository. */
export function filePathProblem(value: string): Problem {
  return value.includes('*')
    ? [`"${value}" is a pattern`, 'name one file of this repository, such as keys/release.pub']
    : pathProblem(value)
}

function patternProblem(value: string): Problem {
  const { host, repository } = splitPattern(value)
  const mistake = starProblem(value)
  if (mistake !== undefined) return mistake
  if (!/^(?:[a-zA-Z0-9*.-]+|\[[a-fA-F0-9:]+\])(?::\d+)?$/.test(host))
    return [`"${host}" is not a registry host`, 'write the host as in an image name, without a scheme']
  return (
    hostProblem(value, host) ??
    wholeHostProblem(value, repository) ??
    ownerProblem(value, repository) ??
    repositoryProblem(value, repository)
  )
}

function wholeHostProblem(value: string, repository: string): Problem {
  return repository === ''
    ? [`"${value}" names a host only`, `write "${value.replace(/\/$/, '')}/**" for everything on it`]
    : undefined
}

function hostProblem(value: string, host: string): Problem {
  if (host === '*' || host === '**' || host.includes('**'))
    return [`"${value}" crosses hosts`, 'write the host: a `*` never stands for a whole host']
  if (!/[.:]/.test(host) && host !== 'localhost')
    return [`"${value}" names no registry`, `patterns match canonical names: write "${canonicalForm(value)}"`]
  const lastLabel = host.split('.').at(-1) ?? ''
  if (lastLabel.includes('*'))
    return [`"${value}" leaves the end of the host open, so that it matches the hosts of strangers`, 'write the host to its end']
  const canonical = hostForMatching(host)
  return canonical === host ? undefined : [`"${host}" is never part of a canonical name`, `write "${canonical}"`]
}

/** A short name as policies write it. */
function canonicalForm(value: string): string {
  return value.includes('/') ? `docker.io/${value}` : `docker.io/library/${value}`
}

/** `ghcr.io/acme*` would match `ghcr.io/acme-evil`: who owns a repository is written out, or left open as a whole. */
function ownerProblem(value: string, repository: string): Problem {
  const owner = repository.split('/')[0] ?? ''
  if (!owner.includes('*') || owner === '*' || owner === '**') return undefined
  const shorter = owner.slice(0, owner.indexOf('*'))
  return [
    `"${value}" also matches owners whose name only starts or ends alike`,
    `write "${value.replace(owner, `${shorter.replace(/[-_.]+$/, '')}/**`).replace('/**/**', '/**')}"`,
  ]
}

function repositoryProblem(value: string, repository: string): Problem {
  if (/^[a-z0-9._/*-]+$/.test(repository) && !/^\/|\/\/|\/$/.test(repository)) return undefined
  return [`"${value}" cannot match a repository`, 'repositories are lower-case letters, digits and . _ - in segments joined by /']
}

function pathProblem(value: string): Problem {
  if (value.includes('://')) return [`"${value}" is a URL`, 'name a file of this repository: a policy fetches nothing']
  if (value.startsWith('/') || value.startsWith('./'))
    return [`"${value}" starts at no place in the repository`, `write "${value.replace(/^\.?\/+/, '')}"`]
  if (value.split('/').includes('..'))
    return [`"${value}" leaves the repository`, 'write a path from the root of the repository, without ".."']
  if (value.includes('\\')) return [`"${value}" has a backslash`, 'write / between folders']
  if (value.endsWith('/')) return [`"${value}" names a folder, and only files are matched`, `write "${value}**"`]
  return starProblem(value) ?? bracketProblem(value)
}

function starProblem(value: string): Problem {
  return value.split('/').some((segment) => segment.includes('**') && segment !== '**')
    ? [`"${value}" has ** next to other characters`, 'write ** alone between slashes; * matches within one segment']
    : undefined
}

/** Other globs have ?, [a-z], {a,b} and a leading !; here they are ordinary characters, which is never what was meant. */
function bracketProblem(value: string): Problem {
  return /[?[\]{}]|^!/.test(value)
    ? [`"${value}" uses a form of glob that is not known here`, 'only * and ** are special: list alternatives one by one']
    : undefined
}
