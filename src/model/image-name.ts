import { MAX_REPOSITORY_TEXT } from './limits.ts'
/** A content digest such as `sha256:` followed by 64 lower-case hexadecimal digits. Made only by `parseDigest`. */
export type Digest = string & { readonly __digest: true }

/** A repository on a registry, in canonical form: `docker.io`, `library/nginx`. */
export interface Repository {
  readonly registry: string
  readonly repository: string
}

/** An image name in canonical form. Tag and digest are both kept: whether they agree is a question of its own. */
export interface ImageName extends Repository {
  readonly tag?: string
  readonly digest?: Digest
}

/** A manifest in its repository. */
export interface ManifestPlace {
  readonly repository: Repository
  readonly digest: Digest
}

/** A parsed reference, or the reason why the text is none. */
export type ParsedName = { readonly ok: true; readonly name: ImageName } | { readonly ok: false; readonly why: string }

const HEX_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }
const DIGEST_SHAPE = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const DOMAIN =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/

/** Reads a digest: sha256, sha384 or sha512 with exactly its number of lower-case hexadecimal digits; undefined otherwise. */
export function parseDigest(text: string): Digest | undefined {
  const at = text.indexOf(':')
  const length = HEX_LENGTHS[text.slice(0, at)]
  const hex = text.slice(at + 1)
  return length !== undefined && hex.length === length && /^[0-9a-f]+$/.test(hex) ? (text as Digest) : undefined
}

/**
 * Reads an image reference by the grammar and the normalisation of distribution/reference v0.6 (`ParseNormalizedNamed`):
 * what docker, containerd and the kubelet accept, with the same canonical form. Nothing is trimmed. As there, a first segment
 * that looks like a host but cannot be one (`my_host.com/app`) gives an empty registry: such a name can be pulled from nowhere.
 */
export function parseImageName(text: string): ParsedName {
  if (text === '') return no('the reference is empty')
  if (/^[a-f0-9]{64}$/.test(text)) return no('64 hexadecimal digits are an image ID, not a name')
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1))
  if (at >= 0 && digest === undefined) return no(digestProblem(text.slice(at + 1)))
  const { domain, rest } = splitDomain(at < 0 ? text : text.slice(0, at))
  const colon = rest.indexOf(':')
  const path = colon < 0 ? rest : rest.slice(0, colon)
  const tag = colon < 0 ? undefined : rest.slice(colon + 1)
  const problem = partsProblem(path, tag)
  if (problem !== undefined) return no(problem)
  const name = {
    registry: domain,
    repository: path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
  return { ok: true, name }
}

/** `registry/repository`, the form that policies match. */
export function formatRepository(name: Repository): string {
  return name.registry === '' ? name.repository : `${name.registry}/${name.repository}`
}

/** The canonical text of a name, with its tag and its digest where it has them. */
export function formatName(name: ImageName): string {
  const tag = name.tag === undefined ? '' : `:${name.tag}`
  return `${formatRepository(name)}${tag}${name.digest === undefined ? '' : `@${name.digest}`}`
}

function no(why: string): ParsedName {
  return { ok: false, why }
}

function splitDomain(text: string): { domain: string; rest: string } {
  const slash = text.indexOf('/')
  const first = text.slice(0, slash)
  const named = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
  const domain = named ? first : 'docker.io'
  const rest = named ? text.slice(slash + 1) : text
  if (named && !DOMAIN.test(first)) return { domain: '', rest: text }
  const canonical = domain === 'index.docker.io' ? 'docker.io' : domain
  const shorthand = canonical === 'docker.io' && !rest.includes('/')
  return { domain: canonical, rest: shorthand ? `library/${rest}` : rest }
}

function partsProblem(path: string, tag: string | undefined): string | undefined {
  if (/[A-Z]/.test(path)) return 'the repository must be lower case'
  if (!path.split('/').every((part) => COMPONENT.test(part))) return `"${path}" is not a repository name`
  if (path.length > MAX_REPOSITORY_TEXT) return `the repository is longer than ${MAX_REPOSITORY_TEXT} characters`
  if (tag !== undefined && !TAG.test(tag)) return `"${tag}" is not a tag`
  return undefined
}

function digestProblem(text: string): string {
  const algorithm = text.slice(0, Math.max(0, text.indexOf(':')))
  const length = Object.hasOwn(HEX_LENGTHS, algorithm) ? HEX_LENGTHS[algorithm] : undefined
  if (!DIGEST_SHAPE.test(text)) return 'what follows "@" is not a digest'
  if (length === undefined) return `digest algorithm "${algorithm}" is not supported: use sha256, sha384 or sha512`
  return `a ${algorithm} digest is ${length} lower-case hexadecimal digits`
}
