import { describe, expect, test } from '@jest/globals'
import { claimsFor, judge } from '../../src/judge/judge.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { filesNamedBy } from '../../src/policy/files.ts'
import { readPolicy } from '../../src/policy/read.ts'
import { verify } from '../../src/verify/verify.ts'
import { leafExtensions, pem } from '../fakes/signing/certificates.ts'
import { sequence } from '../fakes/signing/der.ts'
import { attachNotation, type Notary, newNotary, signJws } from '../fakes/signing/notation.ts'
import { newIssuer, newStampingKey } from '../fakes/signing/sigstore.ts'
import { stampToken } from '../fakes/signing/timestamp.ts'
import { facts, image, use } from '../judge/facts.ts'
import { NOW } from '../verify/asking.ts'
import { notary, signing } from '../verify/notation/notary.ts'
import { DIGEST, shelf, trustOf } from '../verify/shelf.ts'

const stampRoot = newIssuer('tsa root', new Date('2026-01-01T00:00:00Z'))

function policyText(more: string): string {
  return `version: 1
authorities:
  acme: {notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"]${more}}}
images: [{match: [registry.test/app], signedBy: {anyOf: [acme]}}]
`
}

/** The ruling on an image under a policy text, from the text over the signature to the judgement. */
async function ruled(envelope: object | undefined, more = '', by: Notary = notary) {
  const text = policyText(more)
  const { documents } = parseYaml(text)
  const held: Readonly<Record<string, string>> = {
    'certs/acme-ca.pem': pem('CERTIFICATE', by.root.certificate),
    'certs/tsa.pem': pem('CERTIFICATE', stampRoot.certificate),
  }
  const named = documents.flatMap(filesNamedBy)
  const files = new Map(named.map((path) => [path, held[path] ?? '']))
  const source = { kind: 'file', path: '.github/preadmit.yml', digest: 'sha256:0' } as const
  const policy = readPolicy({ file: '.github/preadmit.yml', text, documents, files, source, now: NOW })
  const reference = `registry.test/app@${DIGEST}`
  const given = facts([use(reference)], { answers: { [reference]: image(reference) } })
  const claims = claimsFor(policy, given.references, given.resolutions)
  const attached = envelope === undefined ? [] : [attachNotation(DIGEST, envelope)]
  const { evidence } = await verify({ claims, inventory: [], now: NOW }, { registry: shelf(attached), trust: trustOf({}) })
  const judgement = judge(policy, { ...given, evidence })
  return {
    ruling: judgement.rulings.map(({ ruling }) => ruling).join(),
    findings: judgement.findings
      .filter(({ rule }) => rule.startsWith('signature/'))
      .map(({ rule, message }) => `${rule}: ${message}`),
  }
}

describe('a policy that trusts a notary', () => {
  test('clears what it signed', async () => {
    expect(await ruled(signJws(signing()))).toEqual({ ruling: 'cleared', findings: [] })
  })
  test('blocks what others signed, and what nobody signed', async () => {
    expect(await ruled(signJws(signing(newNotary())))).toMatchObject({
      ruling: 'blocked',
      findings: [expect.stringMatching(/^signature\/untrusted/)],
    })
    expect(await ruled(undefined)).toMatchObject({ ruling: 'blocked', findings: [expect.stringMatching(/^signature\/missing/)] })
  })
  test('leaves open what only the network could tell, says what to write, and takes it when that is written', async () => {
    const by = newNotary({ leaf: [...leafExtensions('1.3.6.1.5.5.7.3.3'), { id: '2.5.29.31', value: sequence() }] })
    const envelope = signJws(signing(by))
    expect(await ruled(envelope, '', by)).toMatchObject({
      ruling: 'unverified',
      findings: [expect.stringMatching(/^signature\/unsupported: .*revocation-unchecked.*"level: permissive"/)],
    })
    expect(await ruled(envelope, ', level: permissive', by)).toEqual({ ruling: 'cleared', findings: [] })
  })
  test('asks for a timestamp where it names who gives them', async () => {
    const tsa = newStampingKey(stampRoot, new Date('2026-01-01T00:00:00Z'))
    const past = newNotary({ notBefore: new Date('2026-03-01T00:00:00Z'), notAfter: new Date('2026-03-02T00:00:00Z') })
    const countersign = (over: Buffer) => stampToken(tsa, over, new Date('2026-03-01T12:00:00Z'), { embed: [tsa.certificate] })
    const stamped = signJws(signing(past, { countersign }))
    const more = ', timestampAuthorities: [certs/tsa.pem]'
    expect(await ruled(stamped, more, past)).toEqual({ ruling: 'cleared', findings: [] })
    expect(await ruled(stamped, '', past)).toMatchObject({ ruling: 'blocked' })
    expect(await ruled(signJws(signing(past)), more, past)).toMatchObject({ ruling: 'blocked' })
  })
})
