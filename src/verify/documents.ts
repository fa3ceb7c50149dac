const DOCUMENTS: ReadonlySet<string> = new Set([
  'application/spdx+json',
  'application/spdx+xml',
  'text/spdx',
  'text/spdx+json',
  'text/spdx+xml',
  'application/vnd.cyclonedx',
  'application/vnd.cyclonedx+json',
  'application/vnd.cyclonedx+xml',
  'application/vnd.syft+json',
  'application/sarif+json',
  'application/vnd.openvex+json',
])

/** Whether content of that type is a bill of materials, a scan or the like: there to be read, and nobody's word. */
export function isUnsignedDocument(mediaType: string): boolean {
  return DOCUMENTS.has(mediaType)
}
