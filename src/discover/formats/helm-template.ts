import type { Span } from '../../model/span.ts'
import { isExplicit } from '../container-texts.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { valueAt } from '../lines.ts'
import { oddEntries } from '../odd-entries.ts'
import { openValuesOf } from '../open-values.ts'
import { printsOwnValues } from '../printed-values.ts'
import { cut, restOfLine } from '../text-span.ts'
import { isOfChart } from '../worth-reading.ts'

const IMAGE_ENTRY = /^[ \t]*(?:-[ \t]+)*(["']?)image\1[ \t]*:[ \t]*/gm
const IN_FLOW = /[{,][ \t]*(["']?)image\1[ \t]*:[ \t]+(?=["']?[\w./-]+[:@/][\w.:@/-]+["']?[ \t]*[,}])/g

/** What only Helm fills in: with values beside the templates it stands for a Chart.yaml that is elsewhere. */
const HELM = /\{\{[^{}]*\.(?:Values|Chart|Release)\b/

/** Templates of a Helm chart. They are not YAML before they are rendered, so they are read line by line. */
export const helmTemplate: TextFormat = {
  name: 'helm-template',
  title: 'Helm templates',
  files:
    '`templates/**` of a chart (a `Chart.yaml` stands above, or a `values.yaml` and the file uses it), where the file holds `{{`',
  rows: [
    { where: '`image: literal`', meaning: 'static' },
    { where: '`image: {{ … | default "image" }}`', meaning: 'the literal' },
    {
      where: '`image: {{ .Values.a }}:{{ .Values.b | default .Chart.AppVersion }}`',
      meaning: 'none of its own where it prints an image of values.yaml, which is reported there',
    },
    {
      where: '`image: {{ … }}`',
      meaning:
        'dynamic: the image is reported in the values file that gives it; a change of any other value in it is a change of it',
    },
  ],
  applied: 'cluster',
  parts: /\.tpl$/i,
  reads: 'text',
  claims: ({ path, text }, side) =>
    /(?:^|\/)templates\/.*\.(?:ya?ml|tpl|json|txt)$/i.test(path) &&
    !/(?:^|\/)NOTES\.txt$/i.test(path) &&
    text.includes('{{') &&
    (isOfChart(path, 'Chart.yaml', (one) => side.file(one) !== undefined) ||
      (HELM.test(text) && isOfChart(path, 'values.yaml', (one) => side.file(one) !== undefined))),
  read: readTemplate,
}

function readTemplate(file: TextFile, side: Side): Reading {
  const visible = {
    path: file.path,
    text: file.text.replace(/\{\{-?\s*\/\*[\s\S]*?(?:\*\/\s*-?\}\}|$)/g, (comment) => comment.replace(/[^\n]/g, ' ')),
  }
  const entries = [...visible.text.matchAll(IMAGE_ENTRY)].flatMap((match) => entryAt(visible, match.index + match[0].length))
  const flows = [...visible.text.matchAll(IN_FLOW)].flatMap((match) => flowAt(visible, match.index + match[0].length))
  const seen = new Set([...entries, ...flows].map(({ span }) => span.start))
  const odd = oddEntries(visible).filter(({ span }) => !beginsIn(span, seen))
  const open = openValuesOf(file.path, side)
  const sightings = [...entries, ...flows, ...odd].flatMap((one): readonly Sighting[] => {
    if (one.dynamic === undefined) return [one]
    return printsOwnValues(one.text, file.path, side) ? [] : [{ ...one, path: [...one.path, ...open(one.text)] }]
  })
  return { sightings }
}

function beginsIn({ start, end }: Span, starts: ReadonlySet<number>): boolean {
  for (let at = start; at < end; at++) if (starts.has(at)) return true
  return false
}

function flowAt(file: TextFile, start: number): readonly Sighting[] {
  const match = /^(["']?)([\w.:@/-]+)\1/.exec(cut(file, restOfLine(file.text, start)))
  if (match === null) return []
  const from = start + (match[1] ?? '').length
  return [{ span: { start: from, end: from + (match[2] ?? '').length }, text: match[2] ?? '', path: ['image'] }]
}

function entryAt(file: TextFile, start: number): readonly Sighting[] {
  const rest = cut(file, restOfLine(file.text, start))
  if (/^[|>][-+\d]*$/.test(rest)) return blockAt(file, start)
  return rest.includes('{{') ? [templated(file, templateSpan(file, start, rest))] : valueAt(file, start)
}

function blockAt(file: TextFile, start: number): readonly Sighting[] {
  const newline = file.text.indexOf('\n', start)
  if (newline < 0) return []
  const blanks = /^[ \t]*/.exec(file.text.slice(newline + 1, newline + 200))?.[0].length ?? 0
  return entryAt(file, newline + 1 + blanks)
}

/** The templated value on a line: without a comment after it and without the quotes around it. */
function templateSpan(file: TextFile, start: number, rest: string): Span {
  const comment = rest.indexOf(' #', rest.lastIndexOf('}}'))
  const text = comment < 0 ? rest : rest.slice(0, comment).trimEnd()
  const quote = text[0]
  const quoted = (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote)
  const span = quoted ? { start: start + 1, end: start + text.length - 1 } : { start, end: start + text.length }
  return cut(file, span).length > 0 ? span : { start, end: start + rest.length }
}

function templated(file: TextFile, span: Span): Sighting {
  const text = cut(file, span)
  const literal = /^\{\{-?[^{}]*\bdefault\s+(["'`])([^"'`{}]+)\1\s*(?:\|\s*quote\s*)?-?\}\}$/.exec(text)
  const value = literal?.[2] ?? ''
  if (isExplicit(value)) {
    const start = span.start + text.lastIndexOf(value)
    return { span: { start, end: start + value.length }, text: value, path: ['image'] }
  }
  return { span, text, path: ['image'], dynamic: 'a Helm template fills it in' }
}
