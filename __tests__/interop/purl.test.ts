import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { makePurl, type ParsedPurl, parsePurl, printPurl } from '../../src/languages/purl/purl.ts'

const shared = process.env.PREADMIT_SHARED
const open = shared === undefined ? describe.skip : describe
const folder = `${shared}/conformance/vulnerabilities/purl`

interface Parts {
  readonly type: string | null
  readonly namespace: string | null
  readonly name: string | null
  readonly version: string | null
  readonly qualifiers: Readonly<Record<string, string>> | null
  readonly subpath: string | null
}
interface Row {
  readonly description: string
  readonly test_type: 'parse' | 'build' | 'validate'
  readonly input: string | Parts
  readonly expected_output: string | Parts | null
  readonly expected_failure: boolean
}

open(
  `package URLs are what the suite of purl-spec says${shared === undefined ? ' (skipped: PREADMIT_SHARED is not set)' : ''}`,
  () => {
    test.each(shared === undefined ? [] : readdirSync(folder))('%s', (file) => {
      const { tests }: { tests: readonly Row[] } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
      const said = tests.map((row) => [row.description, row.input, answer(row)])
      expect(said).toEqual(
        tests.map(({ description, input, expected_output, expected_failure }) => [
          description,
          input,
          expected_failure ? 'refused' : typeof expected_output === 'string' ? expected_output : full(expected_output),
        ]),
      )
    })
  },
)

function answer({ test_type, input }: Row): unknown {
  const parsed: ParsedPurl = typeof input === 'string' ? parsePurl(input, test_type === 'parse') : makePurl(given(input))
  if (!parsed.ok) return 'refused'
  return test_type === 'parse' ? full(parsed.purl) : printPurl(parsed.purl)
}

function given(parts: Parts): Parameters<typeof makePurl>[0] {
  const { type, namespace, name, version, qualifiers, subpath } = parts
  return {
    type: type ?? '',
    name: name ?? '',
    qualifiers: qualifiers ?? {},
    ...(namespace === null ? {} : { namespace }),
    ...(version === null ? {} : { version }),
    ...(subpath === null ? {} : { subpath }),
  }
}

/** All parts, as the suite writes them: what is missing is null. */
function full(parts: Partial<Record<keyof Parts, unknown>> | null): unknown {
  const { type, namespace, name, version, qualifiers, subpath } = parts ?? {}
  const kept = Object.keys(qualifiers ?? {}).length === 0 ? null : qualifiers
  return [type, namespace, name, version, kept, subpath].map((part) => part ?? null)
}
