import { discover } from '../../src/discover/discover.ts'
import { parseImageName } from '../../src/model/image-name.ts'
import { answersOf, type Material, mutations } from './mutations.ts'

interface Reading {
  readonly documents: readonly string[]
  readonly images: readonly string[]
  readonly error?: string
}

/** What the readers made of one text. */
export interface Readings {
  readonly kubectl: Reading
  readonly sigs: Reading
  readonly v3: Reading
}

/** A text of which a reader sees an image that discovery says nothing about. */
export interface Difference {
  readonly text: string
  readonly reader: string
  readonly missed: readonly string[]
}

const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n'

/** Manifests and pieces in which readers were ever seen to differ. */
export const manifests: Material = {
  seeds: [
    `${HEAD}spec:\n  containers:\n  - name: a\n    image: good.example/a:1\n    # a note\n  - {name: b, image: good.example/b:1}\n`,
    `${HEAD}x: &x\n  image: good.example/x:1\nspec:\n  containers:\n  - <<: *x\n    name: a\n  - name: b\n    <<: {image: good.example/b:1}\n`,
    `${HEAD}spec:\n  containers:\n  - name: "a"\n    "image": "good.example/a:1"\n    args: ["a b\n   c", 'd\n   e']\n    command: |\n      image: text\n---\n${HEAD}spec: {containers: [{name: b, image: good.example/b:1}]}\n`,
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"good.example/a:1"}]}}\n',
    `${HEAD}spec:\n  containers:\n  - name: a\n    !!binary aW1hZ2U=: good.example/a:1\n    ? image\n    : good.example/q:1\n  - {name: b,\n  image: good.example/b:1}\n`,
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec:\n    containers:\n    - {"name": "a", "image": "good.example/a:1"}\n`,
  ],
  pieces: [
    '\u2028',
    '\u2029',
    '\u0085',
    '\r',
    '\r\n',
    '\n',
    '\t',
    ' ',
    '\ufeff',
    '#',
    ' # ',
    '---\n',
    '\n---\n',
    '--- # x\n',
    '---x\n',
    '...\n',
    '\n...\n',
    '%TAG !e! tag:yaml.org,2002:bin\n---\n',
    '%YAML 1.1\n---\n',
    '%YAML 1.2\n---\n',
    ':',
    ': ',
    '? ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|\n',
    '>\n',
    '|2\n',
    '&a ',
    '*a',
    '*x',
    '!',
    '! ',
    '!!str ',
    '!!binary ',
    '!!bin%61ry ',
    '!<tag:yaml.org,2002:binary> ',
    '!e!ary ',
    '!!merge ',
    '<<',
    '<<: ',
    '"<<": ',
    '<<: {image: evil.example/m:1}',
    '\n    <<: {image: evil.example/m:2}\n',
    '<<: [{image: evil.example/m:3}, {image: evil.example/m:4}]',
    'image: evil.example/i:1',
    '\n    image: evil.example/i:2\n',
    '{image: evil.example/i:3}',
    ', image: evil.example/i:4',
    ',\timage: evil.example/i:5',
    ': x',
    ': {image: evil.example/k:1}',
    'aW1hZ2U=: evil.example/b:1',
    '"im\\u0061ge": evil.example/e:1',
    '\\\n',
    '\\',
    '\\x69',
    '\\N',
    '\\L',
    '  - name: z\u2028    image: evil.example/z:1\u2028',
    '\n  - name: y\n    image: evil.example/y:1\n',
    '{}',
    '{"a":1}',
    '{{',
    '}}',
    '~',
    'null',
    '%',
    '@',
    '`',
  ],
}

/** Holds discovery against the readers over so many mutated manifests. */
export function compareManifests(
  program: string,
  count: number,
  start = 1,
  perBatch = 2_000,
): { read: number; unread: number; silent: Difference[] } {
  const silent: Difference[] = []
  const result = { read: 0, unread: 0, silent }
  for (let done = 0; done < count; done += perBatch) {
    const texts = [...mutations(manifests, Math.min(perBatch, count - done), start + done)]
    for (const [index, readings] of answersOf<Readings>(program, texts).entries()) {
      const text = texts[index] ?? ''
      const { references, unread } = discover([{ path: 'k8s/a.yaml', bytes: Buffer.from(text) }])
      const named = new Set(references.map((one) => one.text))
      if (readings.kubectl.error === undefined) result.read++
      if (readings.kubectl.error === undefined && unread.length > 0) result.unread++
      for (const reader of ['kubectl', 'sigs', 'v3'] as const) {
        const missed = applied(readings[reader], reader).filter((image) => !named.has(image))
        if (missed.length > 0 && unread.length === 0) silent.push({ text, reader, missed })
      }
    }
  }
  return result
}

/** The images of the containers of what is applied; a reader that goes on from document to document has applied those before its error. */
function applied({ documents, error }: Reading, reader: string): readonly string[] {
  if (error !== undefined && reader === 'sigs') return []
  return documents.flatMap((text): readonly string[] => containerImages(JSON.parse(text)))
}

function containerImages(value: unknown): readonly string[] {
  if (!isRecord(value)) return []
  if (value.kind === 'List' && value.apiVersion === 'v1' && Array.isArray(value.items))
    return value.items.flatMap(containerImages)
  if (!isText(value.apiVersion) || !isText(value.kind) || !isRecord(value.spec)) return []
  const { containers } = value.spec
  if (!Array.isArray(containers)) return []
  return containers.flatMap((one) =>
    isRecord(one) && typeof one.image === 'string' && parseImageName(one.image).ok ? [one.image] : [],
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
