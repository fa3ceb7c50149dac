/**
 * Whether the URL of a Git source is this very repository (`owner/name`, or the bare name of a local one): its host, protocol and ending do not count.
 */
export function isHere(url: string, repository: string): boolean {
  const path = url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\/(?:[^/@]*@)?[^/]+\/|^[^/@]+@[^:]+:/, '')
    .replace(/\/+$|\.git\/?$/g, '')
  const own = repository.toLowerCase()
  return own.includes('/') ? path === own || path.endsWith(`/${own}`) : own !== '' && path.split('/').at(-1) === own
}
