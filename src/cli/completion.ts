import { UsageError } from '../model/usage-error.ts'
import { reporters } from '../report/reporters/table.ts'
import { rules } from '../rules/table.ts'
import { COMMANDS, COMMON, type Command, type Options } from './arguments.ts'
import { aboutOption } from './help.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit completion`: a script by which a shell completes commands, options, formats and rules; the rest are files. */
export async function completion({ positionals }: Command, terminal: Terminal): Promise<number> {
  const [shell = '', ...more] = positionals
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
  if (script === undefined || more.length > 0)
    throw new UsageError(
      `completion for ${shell === '' ? 'no shell' : shell}: it is one of bash, zsh, fish`,
      'preadmit completion bash',
    )
  terminal.print(script())
  return 0
}

const SCRIPTS: Readonly<Record<string, () => string>> = { bash, zsh, fish }

const names = (): readonly string[] => Object.keys(COMMANDS)
const firstWords = (): readonly string[] => [...new Set(names().map((name) => name.split(' ')[0] ?? name)), 'help']
const secondWords = (first: string): readonly string[] =>
  names().flatMap((name) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))
const twoWords = (): readonly string[] => firstWords().filter((first) => secondWords(first).length > 0)
const formats = (): readonly string[] => reporters.flatMap(({ format }) => format ?? [])
const ruleNames = (): readonly string[] => rules.map(({ id }) => id)
const optionsOf = (options: Options): readonly string[] => Object.keys({ ...options, ...COMMON }).map((name) => `--${name}`)
const takesValue = (): readonly string[] =>
  [...new Set(Object.values(COMMANDS).flatMap(({ options }) => Object.keys(options)))].filter(
    (name) => (aboutOption(name)?.[0] ?? '') !== '',
  )

function bash(): string {
  const cases = names().map((name) => `    '${name}') options='${optionsOf(COMMANDS[name]?.options ?? {}).join(' ')}' ;;`)
  const seconds = twoWords().map(
    (first) => `    ${first}) COMPREPLY=($(compgen -W '${secondWords(first).join(' ')}' -- "$word")); return ;;`,
  )
  return `_preadmit() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} options=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W '${firstWords().join(' ')}' -- "$word")); return; fi
  if [ "$COMP_CWORD" -eq 2 ]; then case $command in
${seconds.join('\n')}
    explain) COMPREPLY=($(compgen -W '${ruleNames().join(' ')}' -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
    help) COMPREPLY=($(compgen -W '${firstWords().join(' ')}' -- "$word")); return ;;
  esac; fi
  case $before in
    --format) COMPREPLY=($(compgen -W '${formats().join(' ')}' -- "$word")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    --to) COMPREPLY=($(compgen -W 'kyverno policy-controller' -- "$word")); return ;;
  esac
  case $command in ${twoWords().join('|')}) command="$command \${COMP_WORDS[2]}" ;; esac
  case $command in
${cases.join('\n')}
  esac
  case $word in -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;; esac
}
complete -o default -F _preadmit preadmit`
}

// zsh runs the words of bash: one list to keep true.
function zsh(): string {
  return `#compdef preadmit\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`
}

function fish(): string {
  const line = (condition: string, rest: string): string => `complete -c preadmit -n '${condition}' ${rest}`
  const said = (text: string): string => `'${text.replaceAll("'", "\\\\'")}'`
  const first = firstWords().map((name) => line('__fish_use_subcommand', `-f -a ${name} -d ${said(COMMANDS[name]?.does ?? '')}`))
  const second = twoWords().map((name) =>
    line(
      `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${secondWords(name).join(' ')}`,
      `-f -a '${secondWords(name).join(' ')}'`,
    ),
  )
  const options = names().flatMap((name) => {
    const seen = name
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ')
    return Object.keys({ ...COMMANDS[name]?.options, ...COMMON }).map((option) =>
      line(seen, `-l ${option}${takesValue().includes(option) ? ' -r' : ''} -d ${said(aboutOption(option)?.[1] ?? '')}`),
    )
  })
  const values = [
    line('__fish_seen_subcommand_from explain', `-f -a '${ruleNames().join(' ')}'`),
    line('__fish_seen_subcommand_from completion', "-f -a 'bash zsh fish'"),
  ]
  return [...first, ...second, ...values, ...options].join('\n')
}
