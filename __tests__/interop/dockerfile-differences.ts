import { discover } from '../../src/discover/discover.ts'
import { formatName, type ImageName, parseImageName } from '../../src/model/image-name.ts'
import { answersOf, type Material, mutations } from './mutations.ts'

interface BuildKit {
  readonly error?: string
  readonly images: readonly string[]
  readonly syntax?: string
}

/** A text of which BuildKit pulls something that discovery says nothing about. */
export interface Difference {
  readonly text: string
  readonly missed: readonly string[]
}

/** Which texts BuildKit builds, where we are silent, and where we name what it does not pull. */
export interface Comparison {
  readonly valid: number
  readonly silent: readonly Difference[]
  readonly extra: readonly Difference[]
}

/** Dockerfiles and pieces in which readers were ever seen to differ. */
export const dockerfiles: Material = {
  seeds: [
    '# syntax=docker/dockerfile:1\nARG V=1\nFROM good.example/a:${V} AS base\nRUN echo a \\\n  b\nCOPY --from=base /a /b\nFROM base\n',
    '# escape=`\nFROM good.example/a:1 AS one\nRUN dir C:\\\nFROM good.example/b:1\nCOPY --from=one /a /b\n',
    'FROM good.example/a:1\nRUN <<EOF\nFROM decoy.example/x:1\nEOF\nCOPY <<-"E F" /a\n\tFROM decoy.example/y:1\n\tE F\nFROM good.example/b:2\n',
    'ARG BASE=good.example/team/app:1 SUFFIX="x y"\nFROM ${BASE##*/} AS a\nRUN --mount=type=bind,from=good.example/m:1,target=/m true\nFROM ${BASE%:*}:2\n',
    'FROM good.example/a:1 AS base-amd64\nFROM good.example/b:1 AS base-arm64\nFROM base-${TARGETARCH}\nRUN ["sh", "-c", "cat <<EOF"]\n',
    'FROM good.example/a:1\nENV A=b\nLABEL c="d e"\nRUN --mount=type=cache,target=/x --network=none cat <<ONE <<TWO\n1\nONE\n2\nTWO\nCOPY --chown=1:1 --from=good.example/c:1 /a /b\nONBUILD RUN echo\n',
  ],
  pieces: [
    '\\',
    '\\\\',
    '\\\n',
    '\\ \n',
    '\\\t\n',
    '`',
    '`\n',
    ' ',
    '\t',
    '\v',
    '\f',
    '\r',
    '\r\n',
    '\n',
    '\u00a0',
    '\u0085',
    '\u2028',
    '\u3000',
    '\ufeff',
    'à',
    '"',
    "'",
    '#',
    '# x\n',
    '#!/bin/sh\n',
    '# escape=`\n',
    '# escape=\\\n',
    '# foo=bar\n',
    '# check=skip=all\n',
    '// syntax=evil.example/s:1\n',
    '# syntax=evil.example/f:1\n',
    '<<EOF',
    '<< EOF',
    '<<-EOF',
    '<<"EOF"',
    "<<'E'",
    '<<E\\OF',
    '3<<EOF',
    '\nEOF\n',
    '\n\tEOF\n',
    '<',
    '$',
    '${',
    '}',
    '${V}',
    '$V',
    '${V:-evil.example/v:1}',
    '${V:+evil.example/p:1}',
    '${V#*.}',
    '${V%%:*}',
    '${V/a/evil}',
    '${V//e/x}',
    '${V?no}',
    '[',
    ']',
    '["a"]',
    ',',
    '=',
    '--',
    ' -- ',
    '\nFROM evil.example/x:1\n',
    '\nfrom evil.example/y:1 as base\n',
    '\nFROM base\n',
    ' AS base',
    ' as Other',
    '\nFROM other\n',
    '\nARG V=evil.example/arg:1\n',
    '\nARG V\n',
    ' --from=evil.example/c:1 ',
    ' --FROM=evil.example/c:2 ',
    ' --fr\\om=evil.example/c:3 ',
    ' --f"ro"m=evil.example/c:4 ',
    ' --mount=type=bind,FROM=evil.example/m:1 ',
    ' --mount=from=evil.example/m:2 ',
    ' --mou""nt=target=/z,\\from=evil.example/m:3 ',
    ',from=evil.example/m:4',
    ',"from=evil.example/m:5"',
    ' --mount="from=evil.example/m:6" ',
    '--exclude=a\\ b ',
    ' --platform=linux/amd64 ',
    '\nCOPY --from=evil.example/d:1 /a /b\n',
    '\nRUN --mount=from=evil.example/e:1,target=/e true\n',
    '\nONBUILD RUN <<EOF\n',
    '\nADD <<EOF /x\n',
    '\nRUN <<EOF\n',
    '\nRUN cat <<EOF\nFROM evil.example/h:1\nEOF\n',
  ],
}

/** Holds discovery against BuildKit over so many mutated Dockerfiles. */
export function compareDockerfiles(program: string, count: number, start = 1, perBatch = 2_000): Comparison {
  const silent: Difference[] = []
  const extra: Difference[] = []
  let valid = 0
  for (let done = 0; done < count; done += perBatch) {
    const texts = [...mutations(dockerfiles, Math.min(perBatch, count - done), start + done)]
    const answers = answersOf<BuildKit>(program, texts)
    for (const [index, text] of texts.entries()) {
      const answer = answers[index]
      if (answer === undefined) throw new Error('the program gave fewer answers than there are texts')
      const pulled = [
        ...(answer.error === undefined ? answer.images : []),
        ...(answer.syntax === undefined ? [] : [answer.syntax]),
      ]
      if (answer.error === undefined) valid++
      const { references, unread } = discover([{ path: 'Dockerfile', bytes: Buffer.from(text) }])
      const named = new Set(references.flatMap((one) => (one.kind === 'static' ? [asPulled(one.name)] : [])))
      const open = unread.length > 0 || references.some((one) => one.kind !== 'static')
      const missed = pulled.filter((image) => !named.has(canonical(image)))
      if (missed.length > 0 && !open) silent.push({ text, missed })
      if (answer.error !== undefined || text.includes('ONBUILD')) continue
      const pulledNames = new Set(pulled.map(canonical))
      const beyond = [...named].filter((name) => !pulledNames.has(name))
      if (beyond.length > 0) extra.push({ text, missed: beyond })
    }
  }
  return { valid, silent, extra }
}

function canonical(image: string): string {
  const parsed = parseImageName(image)
  return parsed.ok ? asPulled(parsed.name) : image
}

function asPulled(name: ImageName): string {
  return formatName(name.tag === undefined && name.digest === undefined ? { ...name, tag: 'latest' } : name)
}
