/** A file of a repository on GitHub at one commit, which nobody can move. */
export interface PinnedPlace {
  /** `owner/name`. */
  readonly repository: string
  readonly path: string
  /** The full id, lower-case hexadecimal digits. */
  readonly commit: string
}

const PLACE = /^([A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+)\/([^@]+)@([0-9a-f]{40}|[0-9a-f]{64})$/

/** Reads `owner/repo/path@<commit>`; undefined where the commit is not whole, or the path leaves the repository. */
export function parsePinnedPlace(text: string): PinnedPlace | undefined {
  const [, repository, path, commit] = PLACE.exec(text) ?? []
  if (repository === undefined || path === undefined || commit === undefined || !isInside(path)) return undefined
  return { repository, path, commit }
}

/** Whether a path is that of a file in a repository: no step of it is empty or goes up. */
export function isInside(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

/** The place as a policy writes it. */
export function formatPlace({ repository, path, commit }: PinnedPlace): string {
  return `${repository}/${path}@${commit}`
}

/** The place as messages name it: `owner/repo/path@` and the beginning of the commit. */
export function shownPlace({ repository, path, commit }: PinnedPlace): string {
  return `${repository}/${path}@${commit.slice(0, 12)}`
}
