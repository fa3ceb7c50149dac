import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'
import { secretsIn } from '../../src/discover/secrets.ts'
import { readSides } from '../../src/gate/read.ts'
import { type GateResult, gate } from '../../src/gate.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { absent, found } from '../../src/model/answer.ts'
import { type Deadline, deadlineOf, never, OVERTIME } from '../../src/model/deadline.ts'
import { MAX_RUN_BYTES } from '../../src/model/limits.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'

/** Passes after it was asked so many times. */
function passingAfter(questions: number): Deadline {
  let asked = 0
  return { passed: () => asked++ >= questions }
}

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: "acme.example/${name}:1"}]}\n`
const files = (...names: readonly string[]) => names.map((name) => ({ path: `${name}.yaml`, bytes: Buffer.from(pod(name)) }))

test('a deadline that has passed stays so, and one that never comes does not', () => {
  const left = [5, 0, 5]
  const deadline = deadlineOf(() => left.shift() ?? 5)
  expect([deadline.passed(), deadline.passed(), deadline.passed(), deadline.passed()]).toEqual([false, true, true, true])
  expect(never.passed()).toBe(false)
})

describe('once the time is over', () => {
  test('files that were not read are unread, and what was seen until then stays', () => {
    const { references, unread } = discover(files('a', 'b', 'c'), passingAfter(3))
    expect(references.map((one) => one.text)).toEqual(['acme.example/a:1', 'acme.example/b:1'])
    expect(unread).toContainEqual({ file: 'c.yaml', why: OVERTIME, partly: false })
    expect(new Set(unread.map(({ file }) => file))).toEqual(new Set(['b.yaml', 'c.yaml']))
  })

  test('a document is read no further', () => {
    expect(parseYaml('a: b\n', 0, passingAfter(0))).toMatchObject({ documents: [], problem: { why: OVERTIME } })
    const long = `a: [${'b, '.repeat(10_000)}]\n`
    expect(parseYaml(long, 0, passingAfter(2))).toMatchObject({ documents: [], problem: { why: OVERTIME } })
  })

  test('indentation is mended no further', () => {
    expect(parseYaml('a:\n  - {b: c,\nd: e,\nf: g}\n', 0, passingAfter(2)).problem?.why).toBe(OVERTIME)
  })

  test('credentials are looked for no further', () => {
    const dotenv = { path: '.env', bytes: Buffer.from('PASSWORD=hunter2hunter2\n') }
    expect(secretsIn([dotenv])).toHaveLength(1)
    expect(secretsIn([dotenv], passingAfter(0))).toEqual([])
  })
})

function changeOf(texts: Readonly<Record<string, string>>): Change {
  const head = Object.keys(texts).map((path) => ({ path, id: path, mode: 'file' as const }))
  return {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: [], head }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(Buffer.from(texts[one.path] ?? ''))])),
    trusted: async () => absent,
    trustedPaths: async () => found([]),
    superseded: async () => found(false),
  }
}

async function run(deadline: Deadline): Promise<GateResult> {
  const none = { requests: () => [] }
  return gate(
    { policyPath: '.github/preadmit.yml', paths: [] },
    {
      change: changeOf({ 'a.yaml': 'a: b\n', 'b.yaml': 'c: d\n' }),
      clock: patientClock(),
      log: recordingLog(),
      deadline,
      openRegistry: () => none as never,
      openTrust: () => none as never,
    },
  )
}

describe('a run', () => {
  test('with time to spare passes', async () => {
    expect((await run(never)).judgement.verdict).toBe('passed')
  })

  test.each([0, 1, 2, 3, 5, 8, 13, 21, 34])(
    'whose time is over after %i looks at the clock is unverified, and says so',
    async (questions) => {
      const { judgement, facts } = await run(passingAfter(questions))
      expect(judgement.verdict).toBe('unverified')
      expect(facts.problems).toContainEqual(expect.objectContaining({ kind: 'timeout' }))
    },
  )
})

describe('the bytes of a run', () => {
  const half = new Uint8Array(MAX_RUN_BYTES / 2)
  const entries = (sizes: readonly (number | undefined)[]): readonly TreeEntry[] =>
    sizes.map((size, at) => ({ path: `${at}.yaml`, id: String(at), mode: 'file', ...(size === undefined ? {} : { size }) }))
  const read = async (head: readonly TreeEntry[], bytes: (entry: TreeEntry) => Uint8Array) => {
    const asked: string[] = []
    const contents: Change['contents'] = async (wanted) => {
      asked.push(...wanted.map(({ path }) => path))
      return new Map(wanted.map((one) => [one, found(bytes(one))]))
    }
    const sides = await readSides({ contents } as Change, { base: [], head }, { base: [], head })
    return { asked, files: sides.head.files.map(({ path }) => path), unread: sides.head.unread, problems: sides.problems }
  }

  test('are read up to the bound', async () => {
    const { files: paths, problems } = await read(entries([half.length, half.length]), () => half.slice())
    expect([paths, problems]).toEqual([['0.yaml', '1.yaml'], []])
  })

  test('and beyond it not even asked for: the file is unread, and the run says why', async () => {
    const { asked, unread, problems } = await read(entries([half.length, half.length, 1]), () => new Uint8Array(0))
    expect(asked).toEqual(['0.yaml', '1.yaml'])
    expect(unread).toEqual([{ file: '2.yaml', why: expect.stringMatching(/67108864 bytes together/), partly: false }])
    expect(problems).toEqual([expect.objectContaining({ kind: 'too-large' })])
  })

  test('count where no listing tells a size', async () => {
    const { files: paths, problems } = await read(entries([undefined, undefined, undefined]), ({ id }) =>
      id === '2' ? new Uint8Array(1) : half.slice(),
    )
    expect(paths).toEqual(['0.yaml', '1.yaml'])
    expect(problems).toHaveLength(1)
  })

  test('of one object under several names count once', async () => {
    const { files: paths, problems } = await read(entries([undefined, undefined, undefined]), () => half)
    expect(paths).toHaveLength(3)
    expect(problems).toEqual([])
  })
})
