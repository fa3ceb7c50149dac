import { generateKeyPairSync } from 'node:crypto'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { UsageError } from '../../src/model/usage-error.ts'
import type { PolicyInput } from '../../src/policy/input.ts'
import { mistakes, readPolicy } from '../../src/policy/read.ts'
import { pem } from '../fakes/signing/certificates.ts'
import { newNotary } from '../fakes/signing/notation.ts'

/** The day of every test. */
export const TODAY = new Date('2026-11-21T12:00:00Z')

const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** Files that policies of the tests name. */
export const FILES: ReadonlyMap<string, string> = new Map([
  ['keys/platform.pub', publicKey],
  ['keys/cosign.pub', publicKey],
  ['certs/broken.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
  ['certs/acme-ca.pem', pem('CERTIFICATE', newNotary().root.certificate)],
  ['trust/trusted_root.json', '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'],
])

/** A policy text with all that reading needs. */
export function input(text: string, files: ReadonlyMap<string, string> = FILES): PolicyInput {
  const { documents } = parseYaml(text)
  return {
    file: '.github/preadmit.yml',
    text,
    documents,
    files,
    source: { kind: 'file', path: '.github/preadmit.yml', digest: 'sha256:0' },
    now: TODAY,
  }
}

/** The policy that a text means. */
export function policyOf(text: string): Policy {
  return readPolicy(input(text))
}

/** The mistakes of a text, one line each: `line:column message → hint`. */
export function mistakesIn(text: string): readonly string[] {
  return mistakes(input(text)).map(show)
}

function show({ position, message, hint }: UsageError): string {
  return `${position?.line}:${position?.column} ${message} → ${hint}`
}
