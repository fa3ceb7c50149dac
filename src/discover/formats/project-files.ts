import type { Sighting, TextFile, TextFormat } from '../format.ts'
import { literalsIn, withoutComments } from '../literals.ts'

const JIB_POM =
  /<artifactId>\s*jib-maven-plugin\s*<\/artifactId>[\s\S]{0,8000}?<from>\s*(?:(?!<\/from>)[\s\S])*?<image>\s*([^<\s]+)\s*<\/image>/dg
const JIB_GRADLE = /\bfrom\s*\{[^{}]*?\bimage\s*(?:=|\.set\()?\s*["']([^"'\n]+)["']/dg
const JIB_SHORT = /\bjib\.from\.image\s*=\s*["']([^"'\n]+)["']/dg
const MSBUILD = /<ContainerBaseImage(?:\s[^>]*)?>\s*([^<\s]+)\s*<\/ContainerBaseImage>/dg

/** The text of a file is not here. */
const UNTOLD = /^(?:version https:\/\/git-lfs\.|$)/

/** Base images that build tools of programming languages take. */
export const projectFiles: TextFormat = {
  name: 'project-files',
  title: 'Jib and .NET projects',
  files:
    '`pom.xml`, `build.gradle`, `build.gradle.kts` with Jib; `*.csproj`, `*.fsproj`, `*.props`, `*.targets` with `ContainerBaseImage`',
  rows: [
    {
      where: "Jib's `from.image`",
      meaning: 'also behind `docker://` and `registry://`; `tar://` is none; `to.image` is an output',
    },
    { where: '`ContainerBaseImage`', meaning: 'the base image of the .NET SDK; `$(Name)` is dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path, text }) => patternsOf(path, text).length > 0,
  read: (file) => {
    const code = /\.gradle/i.test(file.path) ? withoutComments(file) : withoutMarkup(file)
    return {
      sightings: patternsOf(file.path, file.text)
        .flatMap((one) => literalsIn(code, one))
        .flatMap(unprefixed),
    }
  },
}

const TOOLS: readonly (readonly [file: RegExp, said: RegExp, patterns: readonly RegExp[]])[] = [
  [/(?:^|\/)[\w.-]*pom\.xml$/i, /jib-maven-plugin/, [JIB_POM]],
  [/\.gradle(?:\.kts)?$/i, /\bjib\b/, [JIB_GRADLE, JIB_SHORT]],
  [/\.(?:csproj|fsproj|vbproj|props|targets)$/i, /<ContainerBaseImage/, [MSBUILD]],
]

/** A file without a text (a pointer, bytes of another encoding) may hold anything. */
function patternsOf(path: string, text: string): readonly RegExp[] {
  return TOOLS.filter(([file, said]) => file.test(path) && (said.test(text) || UNTOLD.test(text))).flatMap(
    ([, , patterns]) => patterns,
  )
}

function withoutMarkup({ path, text }: TextFile): TextFile {
  return { path, text: text.replace(/<!--[\s\S]*?-->/g, (one) => one.replace(/[^\n]/g, ' ')) }
}

function unprefixed(one: Sighting): readonly Sighting[] {
  if (one.text.startsWith('tar://')) return []
  const prefix = /^(?:docker|registry):\/\//.exec(one.text)?.[0].length ?? 0
  return [{ ...one, text: one.text.slice(prefix), span: { ...one.span, start: one.span.start + prefix } }]
}
