/** A Dockerfile, what it shows, and the images that BuildKit 0.34.2 pulls for it (asked in __tests__/interop/dockerfile-reader.test.ts). */
export interface DockerfileReading {
  readonly shows: string
  readonly text: string
  readonly images: readonly string[]
  /** Set where no file tells the image: BuildKit fails, or its answer depends on the machine. */
  readonly open?: true
}

const GOOD = 'FROM good.example/a:1\n'
const EVIL = 'FROM evil.example/x:1\n'

/** Texts in which readers of Dockerfiles were seen to differ. */
export const dockerfileReadings: readonly DockerfileReading[] = [
  ...[
    ['two escapes at the end of a line', 'RUN echo C:\\\\\n'],
    ['three escapes at the end of a line', 'RUN echo C:\\\\\\\n'],
    ['an escape and a no-break space', 'RUN echo \\\u00a0\n'],
    ['an escape and a line separator', 'RUN echo \\\u2028\n'],
    ['an escape and a vertical tab', 'RUN echo \\\v\n'],
    ['an escape and a form feed', 'RUN echo \\\f\n'],
    ['a next-line character before the instruction', 'RUN echo\n\u0085'],
    ['a byte order mark that ends a continuation', 'RUN echo \\\n\ufeff\n'],
    ['a byte order mark before a hash in a continuation', 'RUN echo \\\n\ufeff#x\n'],
    ['the marks of a here-document in double quotes', 'RUN echo "x <<EOF y"\n'],
    ['the marks of a here-document in single quotes', "RUN echo 'x <<EOF y'\n"],
    ['the marks of a here-document in a JSON array', 'RUN ["sh", "-c", "cat <<EOF x"]\n'],
    ['the marks of a here-document behind an escaped blank', 'RUN echo a\\ <<EOF b\n'],
    ['the marks of a here-document inside a word', 'RUN echo a<<EOF\n'],
    ['the marks of a here-document in a label', 'LABEL a="b" c=<<EOF\n'],
    ['three angles', 'RUN cat <<<EOF\n'],
    ['a here-document with an open quote', 'RUN echo "<<EOF\n'],
  ].map(([shows = '', line = '']) => ({
    shows,
    text: `${GOOD}${line}${EVIL}RUN cat <<EOF\nEOF\n`,
    images: ['good.example/a:1', 'evil.example/x:1'],
  })),
  {
    shows: 'a blank between the marks of a here-document and its word: its text names no stages',
    text: `${GOOD}RUN cat << EOF\nFROM x AS python\nFROM x AS busybox\nEOF\nFROM python\nCOPY --from=busybox /a /b\n`,
    images: ['good.example/a:1', 'docker.io/library/python:latest', 'docker.io/library/busybox:latest'],
  },
  {
    shows: 'words of here-documents with quotes, escapes and blanks inside',
    text: `${GOOD}RUN cat <<"A B" <<C\\D <<-'E'\n${EVIL}A B\n${EVIL}CD\n${EVIL}\tE\nFROM good.example/b:1\n`,
    images: ['good.example/a:1', 'good.example/b:1'],
  },
  {
    shows: 'a here-document of ONBUILD',
    text: `${GOOD}ONBUILD RUN <<EOF\n${EVIL}EOF\n`,
    images: ['good.example/a:1'],
  },
  ...[
    '--mount=type=bind,FROM=evil.example/m:1',
    '--mount=TYPE=bind,From=evil.example/m:1',
    '--mount=type=bind,\\from=evil.example/m:1',
    '--mount=type=bind,fr""om=evil.example/m:1',
    '--mou""nt=from=evil.example/m:1',
    '--mount="type=bind,from=evil.example/m:1"',
    '--mount=\\"from=evil.example/m:1\\"',
    "--mount=type=bind,from='evil.example/m:1'",
    '--mount=from=evil.example/m:1,type=bind',
    '--network=none --mount=from=evil.example/m:1',
    '"--mount=from=evil.example/m:1"',
  ]
    .filter((flag) => flag.startsWith('--'))
    .map((flag) => ({
      shows: `a mount: ${flag}`,
      text: `${GOOD}RUN ${flag} true\n`,
      images: ['good.example/a:1', 'evil.example/m:1'],
    })),
  ...['--fr\\om=', '--f"ro"m=', "--fro'm'=", '--exclude=a\\ b --from=', '--exclude="a b" --from=', '--exclude=à--from='].map(
    (flag) => ({
      shows: `a source: ${flag}`,
      text: `${GOOD}COPY ${flag}evil.example/c:1 /a /b\n`,
      images: ['good.example/a:1', 'evil.example/c:1'],
    }),
  ),
  {
    shows: 'a number in a mount: an image of that name, where COPY counts stages',
    text: `${GOOD}RUN --mount=from=0,target=/a true\nFROM good.example/b:1\nCOPY --from=0 /a /b\n`,
    images: ['good.example/a:1', 'good.example/b:1', 'docker.io/library/0:latest'],
  },
  {
    shows: 'a stage that stands further down: COPY may name it, FROM may not',
    text: `FROM good.example/a:1\nCOPY --from=later /a /b\nFROM later\nFROM good.example/b:1 AS later\n`,
    images: ['good.example/a:1', 'docker.io/library/later:latest', 'good.example/b:1'],
  },
  {
    shows: 'a file that is JSON and names its frontend',
    text: '{"syntax": "evil.example/frontend:1"}\n',
    images: ['evil.example/frontend:1'],
  },
  {
    shows: 'a frontend behind a line for the shell',
    text: `#!/usr/bin/env docker\n# syntax=evil.example/frontend:1\n${GOOD}`,
    images: ['evil.example/frontend:1', 'good.example/a:1'],
  },
  {
    shows: 'a frontend in a comment of another language',
    text: '// syntax=evil.example/frontend:1\npackage main\n',
    images: ['evil.example/frontend:1'],
  },
  ...['# foo=bar', '# foo', '#', '#!/bin/sh', '', '# escape'].map((line) => ({
    shows: `directives end at ${JSON.stringify(line)}`,
    text: `${line}\n# escape=\`\n${GOOD}RUN dir C:\`\n${EVIL}`,
    images: ['good.example/a:1', 'evil.example/x:1'],
  })),
  {
    shows: 'directives that go on over others that are known',
    text: '# check=skip=all\n# escape=`\nFROM good.example/a:1\nRUN dir C:\\\nFROM good.example/b:1\n',
    images: ['good.example/a:1', 'good.example/b:1'],
  },
  ...[
    ['${V##*/}', 'app:1.2.3'],
    ['${V#*/}', 'docker.io/team/app:1.2.3'],
    ['${V##\ufeff*/}', 'app:1.2.3'],
    ['${V%:*\ufeff}:9', 'host.example/team/app:9'],
    ['${V/\ufeffteam/corp}', 'host.example/corp/app:1.2.3'],
    ['${V%:*}:9', 'host.example/team/app:9'],
    ['${V%%/*}/other:1', 'host.example/other:1'],
    ['${V/team/corp}', 'host.example/corp/app:1.2.3'],
    ['${V//p/b}', 'host.examble/team/abb:1.2.3'],
    ['${V/t*m/x}', 'docker.io/hosx/app:1.2.3'],
    ['${V/host?example/other.example}', 'other.example/team/app:1.2.3'],
    ['${V:-evil.example/x:1}', 'host.example/team/app:1.2.3'],
    ['${V:+good.example/set:1}', 'good.example/set:1'],
    ['${W:-good.example/default:1}', 'good.example/default:1'],
    ['${W-good.example/default:2}', 'good.example/default:2'],
    ['${EMPTY:-good.example/empty:1}', 'good.example/empty:1'],
    ['good.example/x${EMPTY-evil}:1', 'good.example/x:1'],
    ['${V:?unset}', 'host.example/team/app:1.2.3'],
    ['"${V}"', 'host.example/team/app:1.2.3'],
    ["good.example/'a'b:1", 'good.example/ab:1'],
    ['good.example/\\a:1', 'good.example/a:1'],
    ['${W:-${V##*/}}', 'app:1.2.3'],
  ].map(([word = '', image = '']) => ({
    shows: `FROM ${word}`,
    text: `ARG V=host.example/team/app:1.2.3\nARG W EMPTY=""\nFROM ${word}\n`,
    images: [image.includes('/') ? image : `docker.io/library/${image}`],
  })),
  {
    shows: 'a stage for every architecture',
    text: `FROM good.example/a:1 AS base-amd64\nFROM good.example/b:1 AS base-arm64\nFROM base-\${TARGETARCH}\n`,
    images: ['good.example/a:1', 'good.example/b:1'],
  },
  {
    shows: 'a stage for every system, through a build argument',
    text: `ARG NAME=base-\${TARGETOS}\nFROM good.example/a:1 AS base-linux\nFROM \${NAME}\n`,
    images: ['good.example/a:1'],
  },
  {
    shows: 'a name that is a stage on some architectures only',
    text: `FROM good.example/a:1 AS pythonv7\nFROM python\${TARGETVARIANT}\n`,
    images: ['good.example/a:1'],
    open: true,
  },
  { shows: 'a variable that nothing sets', text: 'ARG V\nFROM good.example/a:${V}\n', images: [], open: true },
  { shows: 'a variable that must be set', text: 'FROM ${V:?no}\n', images: [], open: true },
  { shows: 'a substitution that BuildKit refuses', text: 'ARG V=a\nFROM ${V^^}\n', images: [], open: true },
  { shows: 'nesting that is too deep', text: `FROM ${'${A:-'.repeat(200)}x${'}'.repeat(200)}\n`, images: [], open: true },
]
