/** An annotation as a workflow command makes it. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly properties: Readonly<Record<string, string>>
}

/** What the lines of a log made the runner do. */
export interface Commands {
  readonly annotations: readonly Annotation[]
  readonly masks: readonly string[]
  readonly smuggled: readonly string[]
}

const COMMAND = /^::([A-Za-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/
const LEVELS = ['error', 'warning', 'notice'] as const
const EXPECTED = new Set(['debug', 'group', 'endgroup', 'echo', 'stop-commands'])
const MAX_MESSAGE = 4096

/** Reads a log as the runner does: `::command::` at the start of a line after spaces, and `##[command]` anywhere in one. */
export function readCommands(log: string): Commands {
  const annotations: Annotation[] = []
  const masks: string[] = []
  const smuggled: string[] = []
  for (const line of log.split(/\r\n|\r|\n/)) {
    if (/##\[[A-Za-z-]+[ \]]/.test(line)) smuggled.push(line)
    const [, name, properties = '', data = ''] = COMMAND.exec(line.trimStart()) ?? []
    const level = LEVELS.find((candidate) => candidate === name)
    if (level !== undefined)
      annotations.push({ level, message: decoded(data).slice(0, MAX_MESSAGE), properties: propertiesOf(properties) })
    else if (name === 'add-mask') masks.push(decoded(data))
    else if (name !== undefined && !EXPECTED.has(name)) smuggled.push(line)
  }
  return { annotations, masks, smuggled }
}

/** Reads a file of `name=value` and `name<<end … end` blocks. */
export function readFileCommands(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n')
  const values: Record<string, string> = {}
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const block = /^([^=<]+)<<(.+)$/.exec(line)
    const end = block === null ? -1 : lines.indexOf(block[2] ?? '')
    const [, name, value] = /^([^=]+)=(.*)$/.exec(line) ?? []
    if (block !== null && end >= 0)
      values[block[1] ?? ''] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n')
    else if (name !== undefined) values[name] = value ?? ''
    else if (line !== '') throw new Error(`invalid format in a file of the runner: ${line}`)
  }
  return values
}

function propertiesOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals < 0
      ? []
      : [
          [
            pair.slice(0, equals).trim(),
            decoded(pair.slice(equals + 1))
              .replaceAll('%3A', ':')
              .replaceAll('%2C', ','),
          ] as const,
        ]
  })
  return Object.fromEntries(pairs)
}

function decoded(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
