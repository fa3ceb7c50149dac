import { createPublicKey, X509Certificate } from 'node:crypto'
import { child, entriesOf, itemsOf, type Node, textOf } from '../model/tree.ts'
import { filePathProblem, type Problem } from './globs.ts'
import { type Reader, type Scene, text } from './shape.ts'

/**
 * Repository files that a policy names: keys, certificates, trusted roots, other policy files. Taken from the tree without
 * judging it, so that they can be fetched from the same commit before the policy is read.
 */
export function filesNamedBy(document: Node): readonly string[] {
  const authorities = entriesOf(child(document, 'authorities')).map(({ value }) => value)
  const named = [
    ...entriesOf(child(document, 'trustRoots')).map(({ value }) => value),
    ...entriesOf(child(document, 'clusterKeys')).map(({ value }) => value),
    ...authorities.map((one) => child(child(one, 'key'), 'file')),
    ...['trustStore', 'signingAuthorities', 'timestampAuthorities'].flatMap((key) =>
      authorities.flatMap((one) => itemsOf(child(child(one, 'notation'), key))),
    ),
  ]
  const baseline = textOf(child(document, 'baseline'))
  const paths = [
    ...named.flatMap((node) => textOf(node) ?? []),
    ...(baseline === undefined ? [] : [baseline]),
    ...includedBy(document),
  ]
  return [...new Set(paths)].filter((path) => filePathProblem(path) === undefined)
}

/** The policy files that a policy includes, as written. */
export function includedBy(document: Node): readonly string[] {
  return itemsOf(child(document, 'include')).flatMap((node) => textOf(node) ?? [])
}

/** A policy file of the same commit that is read as part of this one. */
export const includedFile: Reader<string> = file(() => undefined, '.github/preadmit/team.yml')

/** A file of the repository with a public key in PEM. */
export const publicKeyFile: Reader<string> = file(keyProblem, 'keys/release.pub')

/** A public key in PEM, written into the policy. */
export const publicKey: Reader<string> = text(keyProblem)

/** A file of the repository with certificates in PEM. */
export const certificateFile: Reader<string> = file(certificateProblem, 'certs/acme-ca.pem')

/** A file of the repository with a public key or certificates in PEM: what a policy of the cluster means by a name of its own. */
export const clusterKeyFile: Reader<string> = file(
  (content) => (content.includes('-----BEGIN CERTIFICATE-----') ? undefined : keyProblem(content)),
  'keys/cosign.pub',
)

/** A file of the repository with a Sigstore `trusted_root.json`. */
export const trustedRootFile: Reader<string> = file(trustedRootProblem, 'trust/trusted_root.json')

function file(problemOf: (content: string) => Problem, example: string): Reader<string> {
  return text((path, scene) => filePathProblem(path) ?? contentProblem(path, scene, problemOf), { examples: [example] })
}

function contentProblem(path: string, { files }: Scene, problemOf: (content: string) => Problem): Problem {
  const content = files.get(path)
  if (content === undefined)
    return [`there is no file "${path}" at the commit of the policy`, 'write the path from the root of the repository']
  return problemOf(content)
}

function keyProblem(pem: string): Problem {
  if (pem.includes('PRIVATE KEY'))
    return [
      'this is a private key, which nobody but the signer may have',
      'revoke it, make a new pair, and put only the public key here',
    ]
  const hint = 'write a public key that starts with -----BEGIN PUBLIC KEY-----'
  if (pem.split('-----BEGIN PUBLIC KEY-----').length !== 2) return ['the key is not one public key in PEM', hint]
  try {
    createPublicKey(pem)
    return undefined
  } catch {
    return ['the key could not be read', hint]
  }
}

function certificateProblem(pem: string): Problem {
  if (pem.includes('PRIVATE KEY')) return keyProblem(pem)
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) return ['the file holds no certificate in PEM', 'it must start with -----BEGIN CERTIFICATE-----']
  return blocks.every(isCertificate)
    ? undefined
    : ['a certificate in the file could not be read', 'write it in PEM, as openssl x509 prints it']
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

function trustedRootProblem(content: string): Problem {
  const hint = 'write a Sigstore trusted_root.json, as `cosign trusted-root create` makes it'
  try {
    const root: unknown = JSON.parse(content)
    const isRoot =
      typeof root === 'object' && root !== null && 'mediaType' in root && String(root.mediaType).includes('trustedroot')
    return isRoot ? undefined : ['the file is not a Sigstore trusted root', hint]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return ['the file is not JSON', hint]
  }
}
