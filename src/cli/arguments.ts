import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from '../model/usage-error.ts'

/** How a run talks: colour and how much. */
export interface Voice {
  readonly color: 'auto' | 'always' | 'never'
  readonly quiet: boolean
  readonly verbose: boolean
}

/** A command with its options, read and checked. */
export interface Command {
  readonly name: string
  readonly positionals: readonly string[]
  readonly text: (option: string) => string | undefined
  readonly flag: (option: string) => boolean
  /** All values of an option that may be given several times. */
  readonly each: (option: string) => readonly string[]
  readonly voice: Voice
}

/** Options as they are parsed. */
export type Options = NonNullable<ParseArgsConfig['options']>

/** What every command takes. */
export const COMMON: Options = {
  color: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
}
const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** What each command takes. The words before the options name the command; `policy check`, `policy test` and `policy export` are two words. */
export const COMMANDS: Readonly<Record<string, { readonly options: Options; readonly usage: string; readonly does: string }>> = {
  check: {
    options: {
      base: text,
      head: text,
      all: flag,
      staged: flag,
      branch: text,
      environment: text,
      policy: text,
      policies: text,
      format: text,
      output: { type: 'string', multiple: true },
      facts: text,
      'max-warnings': text,
      'docker-config': text,
      timeout: text,
      shard: text,
    },
    usage:
      'check [PATH…] [--base REF] [--head REF] [--staged] [--all] [--branch NAME] [--environment NAME] [--policy FILE] [--policies FOLDER] [--format text|json|sarif|markdown|junit|gitlab-codequality|html|github] [--output FORMAT=FILE…] [--facts FILE] [--max-warnings N] [--shard I/N] [--timeout 10m]',
    does: 'judge what a local git repository would run: the working tree against the merge base with the default branch',
  },
  baseline: {
    options: {
      write: flag,
      file: text,
      branch: text,
      environment: text,
      policy: text,
      policies: text,
      'docker-config': text,
      timeout: text,
    },
    usage: 'baseline [--write] [--file FILE] [--policy FILE] [--branch NAME]',
    does: 'what stands today in the whole repository, for later runs over it to excuse; it only gets shorter',
  },
  verify: {
    options: {
      policy: text,
      policies: text,
      github: text,
      key: text,
      'trust-root': text,
      json: flag,
      'docker-config': text,
      timeout: text,
    },
    usage: 'verify IMAGE…|OLD NEW [--github OWNER/REPO] [--key FILE] [--trust-root NAME] [--policy FILE] [--json]',
    does: 'tell everything that can be learned about an image; of two of one repository also what is different in the second',
  },
  inventory: {
    options: { policy: text, policies: text, 'docker-config': text, timeout: text },
    usage: 'inventory IMAGE [--policy FILE]',
    does: 'list the packages of an image as CycloneDX, from an SBOM beside it',
  },
  pin: {
    options: { write: flag, policy: text, policies: text, 'docker-config': text, timeout: text },
    usage: 'pin [PATH…] [--write]',
    does: 'show, or write, name:tag@sha256:… for every tag reference',
  },
  init: {
    options: { write: flag, policy: text, policies: text, 'docker-config': text, timeout: text },
    usage: 'init [--write]',
    does: 'draft a policy from evidence',
  },
  explain: {
    options: { facts: text, policy: text, policies: text, format: text },
    usage: 'explain RULE | explain --facts FILE [--policy FILE]',
    does: 'say what a rule means, or judge recorded facts again, offline',
  },
  render: {
    options: { base: text, diff: flag, trace: flag, policy: text, policies: text, format: text },
    usage: 'render [ENTRY|PATH…] [--diff [--base REF]] [--trace] [--format yaml|json]',
    does: 'print what a cluster would get of charts and kustomizations, the difference that a change makes, or where each image comes from',
  },
  'report merge': {
    options: { format: text, output: { type: 'string', multiple: true }, expect: text },
    usage: 'report merge FOLDER|FILE… [--format text|json|sarif|html] [--output FORMAT=FILE…] [--expect N]',
    does: 'join the JSON reports of many runs: shards of one change, or many repositories; a missing one does not pass',
  },
  'policy check': {
    options: { policies: text },
    usage: 'policy check [FILE] [--policies FOLDER]',
    does: 'say every mistake of a policy, offline unless it extends others',
  },
  'policy test': {
    options: { policies: text },
    usage: 'policy test FILE… [--policies FOLDER]',
    does: "run a policy's own test cases offline",
  },
  'policy export': {
    options: { to: text, policy: text, policies: text },
    usage: 'policy export --to kyverno|policy-controller [--policy FILE]',
    does: "write the policy for the cluster's admission controller",
  },
  doctor: {
    options: { repo: text, json: flag, offline: flag },
    usage: 'doctor [--repo OWNER/NAME] [--offline] [--json]',
    does: 'would this gate hold? Branch protection, triggers, permissions, pinning',
  },
  completion: {
    options: {},
    usage: 'completion bash|zsh|fish',
    does: 'print a script by which a shell completes commands and options',
  },
  demo: {
    options: { open: flag, html: text },
    usage: 'demo [--html FILE] [--open]',
    does: 'a sample pull request against an embedded registry and an embedded GitHub',
  },
}

/** Reads the arguments after the program's name. Throws `UsageError` for anything that is not understood; never guesses. */
export function parseCommand(argv: readonly string[]): Command {
  const name = commandName(argv)
  const spec = COMMANDS[name]
  if (spec === undefined)
    throw new UsageError(
      name === '' ? 'no command given' : `"${name}" is not a command`,
      `one of: ${Object.keys(COMMANDS).join(', ')}`,
    )
  const words = name.split(' ').length
  const parsed = parse(argv.slice(words), { ...COMMON, ...spec.options }, spec.usage)
  const value = (option: string): string | undefined => {
    const given = parsed.values[option]
    return typeof given === 'string' ? given : undefined
  }
  return {
    name: parsed.values.help === true ? 'help' : name,
    positionals: parsed.values.help === true ? [name] : parsed.positionals,
    text: value,
    flag: (option) => parsed.values[option] === true,
    each: (option) => {
      const given = parsed.values[option]
      return Array.isArray(given) ? given.map(String) : []
    },
    voice: { color: colorOf(value('color')), quiet: parsed.values.quiet === true, verbose: parsed.values.verbose === true },
  }
}

function commandName(argv: readonly string[]): string {
  const [first = '', second = ''] = argv
  return first === 'policy' || first === 'report' ? `${first} ${second}`.trim() : first
}

function parse(
  args: readonly string[],
  options: Options,
  usage: string,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (isArgumentMistake(error))
      throw new UsageError(error.message, args.includes('--json') && 'format' in options ? '--format json' : `preadmit ${usage}`)
    throw error
  }
}

function colorOf(given: string | undefined): Voice['color'] {
  if (given === undefined || given === 'auto') return 'auto'
  if (given === 'always' || given === 'never') return given
  throw new UsageError(`--color ${given} is none of auto, always, never`, '--color auto')
}

function isArgumentMistake(error: unknown): error is { readonly message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
