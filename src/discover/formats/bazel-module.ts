import type { Sighting, TextFile, TextFormat } from '../format.ts'

const PULL = /\b(?:oci\.pull|oci_pull|container_pull)\(([^()]*)\)/g
const MODULE = /(?:^|[./])MODULE\.bazel$/
const CALLS = /\b(?:oci\.pull|oci_pull|container_pull)\(/

/** Images that rules_oci pulls. */
export const bazelModule: TextFormat = {
  name: 'bazel-module',
  title: 'Bazel, rules_oci',
  files: '`MODULE.bazel`, `*.MODULE.bazel`, `WORKSPACE*`, `*.bzl`',
  rows: [
    {
      where: '`oci.pull(image, tag, digest)`, `oci_pull(…)`',
      meaning: '`digest` before `tag`, and `registry` with `repository`; without a literal dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path, text }) => MODULE.test(path) || (/(?:^|\/)WORKSPACE[\w.]*$|\.bzl$/.test(path) && CALLS.test(text)),
  read: (file) => {
    const code = file.text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, (one) =>
      one.startsWith('#') ? ' '.repeat(one.length) : one,
    )
    return {
      sightings: [...code.matchAll(PULL)].flatMap((call) => pulled(file, call.index + call[0].indexOf('(') + 1, call[1] ?? '')),
    }
  },
}

function pulled(file: TextFile, start: number, call: string): readonly Sighting[] {
  const argument = (key: string) =>
    new RegExp(`(?:^|[\\s,(])${key}\\s*=\\s*(?:"([^"\\n]*)"|'([^'\\n]*)'|([^,"']+))`, 'd').exec(call)
  const literal = (key: string) => {
    const match = argument(key)
    return match?.[1] ?? match?.[2]
  }
  const main = argument('image') ?? argument('repository')
  const at = main?.indices?.slice(1).find((one) => one !== undefined)
  if (main === null || at === undefined) return []
  const isOpen = ['image', 'registry', 'repository', 'tag', 'digest'].some((key) => argument(key)?.[3] !== undefined)
  const span = { start: start + at[0], end: start + at[1] }
  const path = ['oci.pull', literal('name') ?? '']
  if (isOpen) return [{ span, text: file.text.slice(span.start, span.end), path, dynamic: 'the build computes it' }]
  const name = literal('image') ?? [literal('registry'), literal('repository')].filter((one) => one !== undefined).join('/')
  const [tag, digest] = [literal('tag'), literal('digest')]
  return [{ span, text: `${name}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`, path }]
}
