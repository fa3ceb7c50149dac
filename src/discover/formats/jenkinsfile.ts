import type { Reading, Sighting, TextFile, TextFormat } from '../format.ts'
import { scanLines } from '../lines.ts'
import { withoutComments } from '../literals.ts'

/** What names an image in a pipeline, up to the quote that opens it. */
const NAMES = [
  /\bdocker\s*\{[^{}]*?\bimage\s+(?=["'])/g,
  /\bagent\s*\{\s*docker\s+(?=["'])/g,
  /\bdocker\.image\(\s*(?=["'])/g,
  /\bcontainerTemplate\([^()]{0,2000}?\bimage\s*:\s*(?=["'])/g,
]

/** Jenkins pipelines. They are programs; only what is written as a literal is read. */
export const jenkinsfile: TextFormat = {
  name: 'jenkinsfile',
  title: 'Jenkinsfile',
  files: '`Jenkinsfile*`, `*.jenkinsfile`',
  rows: [
    { where: "`docker { image '…' }`, `agent { docker '…' }`", meaning: 'literals; with `${…}`: dynamic' },
    { where: "`docker.image('…')`, `containerTemplate(image: '…')`", meaning: 'literals' },
    { where: "pod templates in `yaml '''…'''`", meaning: 'their `image:` lines' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path }) => /(?:^|\/)Jenkinsfile[^/]*$|\.jenkinsfile$/i.test(path),
  read: readPipeline,
}

function readPipeline(file: TextFile): Reading {
  const code = withoutComments(file)
  const literals = NAMES.flatMap((pattern) => [...code.text.matchAll(pattern)]).flatMap((match) =>
    literalAt(code, match.index + match[0].length),
  )
  const pods = [...code.text.matchAll(/\byaml\s*[(:]?\s*("""|''')([\s\S]*?)\1/g)].flatMap((match) => {
    const start = match.index + match[0].length - 3 - (match[2] ?? '').length
    return scanLines(code, { start, end: start + (match[2] ?? '').length })
  })
  return { sightings: [...literals, ...pods] }
}

function literalAt(file: TextFile, at: number): readonly Sighting[] {
  const quote = file.text[at]
  const match = quote === "'" ? /'([^'\\\n]*)'/y : /"([^"\\\n]*)"/y
  match.lastIndex = at
  const text = match.exec(file.text)?.[1]
  if (text === undefined || text === '') return []
  const sighting = { span: { start: at + 1, end: at + 1 + text.length }, text, path: ['docker'] }
  return [quote === '"' && /\$[{A-Za-z_]/.test(text) ? { ...sighting, dynamic: 'the pipeline fills it in' } : sighting]
}
