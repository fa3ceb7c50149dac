/** A command as the runner of a workflow understands it. */
export interface RunnerCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** Every command that the runner would find in a log: `::name k=v::data` at the start of a line, else `##[name k=v;]data` anywhere in it. */
export function parseRunnerLines(log: string): readonly RunnerCommand[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const command = modern(line) ?? legacy(line)
    return command === undefined ? [] : [command]
  })
}

function modern(line: string): RunnerCommand | undefined {
  const trimmed = line.trimStart()
  if (!trimmed.startsWith('::')) return undefined
  const end = trimmed.indexOf('::', 2)
  if (end < 0) return undefined
  const [name, ...rest] = trimmed.slice(2, end).split(' ')
  const properties = rest
    .join(' ')
    .split(',')
    .filter((pair) => pair !== '')
  return {
    name: name ?? '',
    properties: Object.fromEntries(
      properties.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decoded(pair.slice(pair.indexOf('=') + 1), true)]),
    ),
    data: decoded(trimmed.slice(end + 2), false),
  }
}

function legacy(line: string): RunnerCommand | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return { name: line.slice(start + 3, end).split(' ')[0] ?? '', properties: {}, data: line.slice(end + 1) }
}

function decoded(text: string, property: boolean): string {
  const data = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n')
  const all = property ? data.replaceAll('%3A', ':').replaceAll('%2C', ',') : data
  return all.replaceAll('%25', '%')
}
