import { createGitChange } from '../adapters/change-git.ts'
import { deploysOf } from '../compare/deploys.ts'
import { changedFiles } from '../compare/trees.ts'
import { discoverRendered } from '../discover/rendered.ts'
import { DEFAULT_POLICY_PATH, loadPolicy } from '../gate/policy.ts'
import { renderChange } from '../gate/render-change.ts'
import { printNode } from '../languages/yaml/print-node.ts'
import type { ImageReference } from '../model/reference.ts'
import type { RenderedEntry } from '../model/rendering.ts'
import { UsageError } from '../model/usage-error.ts'
import type { Trees } from '../ports/change.ts'
import type { RenderedSide } from '../render/render.ts'
import { renderersFor } from '../render/renderers.ts'
import { deployedDiff } from '../report/deployed-diff.ts'
import { visible } from '../report/escape.ts'
import { optional } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { withLocalPolicy } from './local-policy.ts'
import { pinnedFiles } from './pinned-files.ts'
import type { Terminal } from './terminal.ts'

const EMPTY = { files: [], unread: [] }

/** `preadmit render`: what a cluster would get of the repository, or what a change makes of that. Nothing is run and nothing is fetched. */
export async function render(command: Command, terminal: Terminal): Promise<number> {
  const format = command.text('format') ?? 'yaml'
  if (format !== 'yaml' && format !== 'json') throw new UsageError(`--format ${format} is neither yaml nor json`, '--format yaml')
  const diff = command.flag('diff')
  const policyFile = command.text('policy')
  const repository = await createGitChange({
    directory: terminal.folder,
    environment: terminal.env,
    scope: diff ? 'changed' : 'all',
    staged: false,
    policyGiven: policyFile !== undefined,
    ...optional('base', command.text('base')),
  })
  const change = policyFile === undefined ? repository : withLocalPolicy(repository, policyFile, terminal.folder)
  const origin = {
    path: policyFile ?? DEFAULT_POLICY_PATH,
    repository: change.info.repository,
    remote: false,
    now: terminal.clock.now(),
    ...optional('pinned', await pinnedFiles(command, terminal)),
  }
  const loaded = await loadPolicy(change, origin)
  const trees = await change.trees()
  if (trees.kind !== 'found') throw new UsageError('the files of the repository could not be listed', 'run it in a git work tree')
  const policy = loaded.kind === 'found' ? loaded.value.policy.render : undefined
  const settings = { charts: policy?.charts ?? [], ignore: policy?.ignore ?? [], repository: change.info.repository }
  const given = { trees: trees.value, sides: { base: EMPTY, head: EMPTY }, changed: pathsOf(trees.value, diff), settings }
  const rendered = await renderChange(change, given, renderersFor(policy))
  const head = chosen(rendered.head, command.positionals)
  for (const { detail } of rendered.problems) terminal.complain(`preadmit: ${detail}`)
  for (const { entry, rendering } of head)
    if (rendering.kind !== 'rendered') terminal.complain(`${entry.id}: ${rendering.kind}: ${visible(rendering.why)}`)
  const references = (
    entries: readonly RenderedEntry[],
    files: typeof EMPTY | typeof rendered.files.head,
  ): readonly ImageReference[] => entries.flatMap((one) => referencesIn(one, files.files))
  if (diff) {
    const base = chosen(rendered.base, command.positionals)
    const sides = [
      { entries: base, references: references(base, rendered.files.base) },
      { entries: head, references: references(head, rendered.files.head) },
    ] as const
    const deploys = deploysOf(...sides)
    terminal.print(
      format === 'json' ? JSON.stringify(deploys, null, 2) : deployedDiff(deploys).split('\n').map(visible).join('\n'),
    )
  } else if (command.flag('trace')) terminal.print(traced(references(head, rendered.files.head), rendered.files.head.files))
  else terminal.print(format === 'json' ? JSON.stringify(head.map(asJson), null, 2) : head.flatMap(asYaml).join('\n'))
  return head.every(({ rendering }) => rendering.kind === 'rendered') && rendered.problems.length === 0 ? 0 : 3
}

function pathsOf(trees: Trees, diff: boolean): ReadonlySet<string> {
  return new Set(diff ? changedFiles(trees).map(({ path }) => path) : trees.head.map(({ path }) => path))
}

/** The entries that a name or a path picks; all where none is given. One that picks none is a mistake. */
function chosen({ entries }: RenderedSide, names: readonly string[]): readonly RenderedEntry[] {
  if (names.length === 0) return entries
  const picks = (name: string, { entry }: RenderedEntry): boolean =>
    entry.id === name || entry.path === name.replace(/\/+$/, '') || entry.path.startsWith(`${name.replace(/\/+$/, '')}/`)
  const lost = names.find((name) => !entries.some((one) => picks(name, one)))
  if (lost !== undefined)
    throw new UsageError(
      `"${lost}" is no entry and no folder of one`,
      entries
        .slice(0, 5)
        .map(({ entry }) => entry.id)
        .join(' | ') || 'a folder with a chart or a kustomization',
    )
  return entries.filter((one) => names.some((name) => picks(name, one)))
}

function asYaml({ entry, rendering }: RenderedEntry): readonly string[] {
  if (rendering.kind !== 'rendered') return []
  return rendering.documents
    .flatMap(({ root, source }) => ['---', `# Entry: ${entry.id}`, `# Source: ${source}`, ...printNode(root)])
    .map(visible)
}

function asJson({ entry, rendering }: RenderedEntry): unknown {
  const { id, kind, path } = entry
  if (rendering.kind !== 'rendered') return { id, kind, path, state: rendering.kind, why: rendering.why }
  return {
    id,
    kind,
    path,
    state: 'rendered',
    documents: rendering.documents.map(({ source, root }) => ({ source, yaml: printNode(root).join('\n') })),
  }
}

function referencesIn(
  { entry, rendering }: RenderedEntry,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): readonly ImageReference[] {
  if (rendering.kind !== 'rendered') return []
  const bytes = new Map(files.map((file) => [file.path, file.bytes]))
  const textOf = (path: string): string | undefined => {
    const content = bytes.get(path)
    return content === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
  }
  return discoverRendered({ id: entry.id, documents: rendering.documents, textOf }).references
}

/** Each image with the lines that it comes from, the one to edit first. */
function traced(
  references: readonly ImageReference[],
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): string {
  const texts = new Map(files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]))
  const lineOf = (file: string, offset: number): number => (texts.get(file) ?? '').slice(0, offset).split('\n').length
  return references
    .map((reference) => {
      const { origin } = reference
      const places = [origin, ...origin.related].map(({ file, span }) => `  ${file}:${lineOf(file, span.start)}`)
      const what = reference.kind === 'static' ? reference.text : `${reference.kind}: ${reference.why}`
      return [visible(`${what}  (${origin.entry})`), ...new Set(places.map(visible))].join('\n')
    })
    .join('\n')
}
