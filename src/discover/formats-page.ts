import type { Format } from './format.ts'
import { formats } from './formats/table.ts'

const HEAD = `# Formats

Where Preadmit looks for image references, and what it understands there. This page is generated from the table of formats
(\`npm run docs:formats\`).

A file is claimed by its name or by its content: odd names and unknown extensions are looked into, source code and documents are not.
What a format names *dynamic* is reported as unresolved: the files do not say which image it is, and Preadmit does not guess. A file
or a part of one that a format claims and cannot read is reported as unread; what its lines still show is checked.

Values are followed as far as the files of the change and their companions say (\`.env\` beside a compose file, Chart.yaml and templates beside
values, variables of a Terraform module, files that GitLab includes): a reference is reported where it is written, or where it is used if it is
put together from parts, and a change of any part is a change of the image.
`

/** docs/formats.md: every format with its files and its places, in alphabetical order. */
export function formatsPage(): string {
  const sorted = formats.toSorted((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1))
  return [HEAD, ...sorted.map(section)].join('\n')
}

function section(format: Format): string {
  const rows = format.rows.map(({ where, meaning }) => `| ${cell(where)} | ${cell(meaning)} |`)
  return `## ${format.title}\n\nId \`${format.name}\`. Files: ${format.files}.\n\n| where | what it means |\n|---|---|\n${rows.join('\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
