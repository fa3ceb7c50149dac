import { COMMANDS, COMMON, type Options } from './arguments.ts'

const WIDTH = 96
const COLUMN = 26

/** What every option means, in one sentence; `VALUE` is how its value is written. */
const ABOUT: Readonly<Record<string, readonly [value: string, about: string]>> = {
  all: ['', 'look at everything instead of what changed'],
  base: ['REF', 'compare with this commit, branch or tag'],
  branch: ['NAME', 'judge as for a change to this branch'],
  color: ['WHEN', 'auto, always or never; NO_COLOR and FORCE_COLOR are honoured'],
  diff: ['', 'print what the change makes different'],
  'docker-config': ['FILE', 'credentials of registries, as docker login writes them'],
  environment: ['NAME', 'judge as for a deployment to this environment'],
  expect: ['N', 'how many reports there must be'],
  facts: ['FILE', 'the recorded facts: written by a check, read by explain'],
  file: ['FILE', 'the file of the baseline'],
  format: ['FORMAT', 'how to print the result'],
  github: ['OWNER/REPO', 'ask whether a workflow of this repository signed the image'],
  head: ['REF', 'judge this commit instead of the work tree'],
  help: ['', 'this help'],
  html: ['FILE', 'write the pull request there as a page'],
  json: ['', 'print the result as JSON'],
  key: ['FILE', 'ask whether this public key signed the image'],
  'max-warnings': ['N', 'end with 1 when there are more warnings'],
  offline: ['', 'judge only the files here'],
  open: ['', 'show it in a browser'],
  output: ['FORMAT=FILE', 'write the result there as well; several times'],
  policies: ['FOLDER', 'clones of the repositories whose policies are extended'],
  policy: ['FILE', 'judge by this policy instead of that of the default branch'],
  quiet: ['', 'no notices'],
  repo: ['OWNER/NAME', 'the repository to look at'],
  shard: ['I/N', 'look at one part of the files'],
  staged: ['', 'judge what is staged, for a hook before a commit'],
  timeout: ['TIME', 'end within this time, such as 90s or 10m'],
  to: ['TARGET', 'kyverno or policy-controller'],
  trace: ['', 'print where each image comes from'],
  'trust-root': ['NAME', 'the trust root to verify with'],
  verbose: ['', 'everything in full'],
  write: ['', 'write the files instead of showing what would be written'],
}

/** The help text: every command in one line or two. */
export function helpText(): string {
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => entry(name, does))
  return `Preadmit: admission control for pull requests

${lines.join('\n')}

preadmit help COMMAND tells the options of a command, preadmit explain RULE what a rule means.
Exit codes: 0 passed, 1 blocked, 2 misconfigured, 3 unverified, 70 internal error; 130 and 143 after a signal.
`
}

/** The help of one command: how it is written, what it does, and every option; undefined where there is none of the name. */
export function helpFor(name: string): string | undefined {
  const spec = COMMANDS[name]
  if (spec === undefined) return undefined
  const usage = wrapped(`preadmit ${spec.usage}`, WIDTH).join('\n    ')
  return `${usage}\n\n${wrapped(spec.does, WIDTH).join('\n')}\n\n${optionLines(spec.options)}\n\nEverywhere:\n${optionLines(COMMON)}\n`
}

/** What an option takes and means; undefined for an option that nobody described. */
export function aboutOption(name: string): readonly [value: string, about: string] | undefined {
  return Object.hasOwn(ABOUT, name) ? ABOUT[name] : undefined
}

function optionLines(options: Options): string {
  const names = Object.keys(options).toSorted()
  return names
    .map((name) => {
      const [value = '', about = ''] = aboutOption(name) ?? []
      const short = options[name]?.short
      return entry(`${short === undefined ? '' : `-${short}, `}--${name}${value === '' ? '' : ` ${value}`}`, about)
    })
    .join('\n')
}

function entry(name: string, text: string): string {
  const [first = '', ...rest] = wrapped(text, WIDTH - COLUMN)
  const head = name.length < COLUMN - 3 ? `  ${name.padEnd(COLUMN - 2)}${first}` : `  ${name}\n${' '.repeat(COLUMN)}${first}`
  return [head, ...rest.map((line) => `${' '.repeat(COLUMN)}${line}`)].join('\n')
}

// Between words only; what stands in brackets stays together.
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.match(/\[[^\]]*\]|\S+/g) ?? []) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
