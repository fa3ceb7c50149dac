/** The newest minor version whose checks are known. A newer target is judged by these, as upstream does. */
export const NEWEST_MINOR = 37

/** The minor version of `v1.34`; the newest for `latest` and for anything that is no version, as upstream reads it. */
export function minorOf(version: string | undefined): number {
  const match = /^v1\.(0|[1-9]\d{0,3})$/.exec(version ?? 'latest')
  return match === null ? NEWEST_MINOR : Math.min(Number(match[1]), NEWEST_MINOR)
}
