import { commandLines } from '../languages/shell/commands.ts'
import { parseImageName } from '../model/image-name.ts'
import { isImageKey } from './image-key.ts'

/**
 * A command that deploys: the program, the words that follow it (with others between), the flags whose values decide which images run,
 * and the other words that do.
 */
interface DeployCommand {
  readonly programs: readonly string[]
  readonly verbs: readonly (readonly string[])[]
  readonly flags?: RegExp
  readonly words?: RegExp
}

const REMOTE = /^["']?(?:https?:\/\/|oci:\/\/|git@|github\.com\/)/
const COMMANDS: readonly DeployCommand[] = [
  { programs: ['kubectl', 'oc'], verbs: [['set', 'image']], words: /^[\w*.-]+=./ },
  {
    programs: ['kubectl', 'oc'],
    verbs: [['run'], ['create'], ['debug'], ['new-app']],
    flags: /^--(?:docker-)?image$/,
  },
  { programs: ['kubectl', 'oc'], verbs: [['apply'], ['create'], ['replace']], words: REMOTE },
  {
    programs: ['helm'],
    verbs: [['upgrade'], ['install'], ['template']],
    flags: /^(?:--set(?:-string|-file|-json|-literal)?|-f|--values|--version|--repo)$/,
    words: /^["']?(?:https?:\/\/|oci:\/\/|[a-z][\w-]*\/[a-z][\w-]*["']?$)/,
  },
  { programs: ['kustomize'], verbs: [['set', 'image']], words: /^["']?[a-z0-9][\w./*-]*[=:@]./ },
  { programs: ['kustomize'], verbs: [['build']], words: REMOTE },
  {
    programs: ['argocd'],
    verbs: [
      ['app', 'create'],
      ['app', 'set'],
    ],
    flags: /^(?:--helm-set\S*|--kustomize-image|-p|--parameter|--revision|--values|--helm-chart|--repo|--path)$/,
  },
  {
    programs: ['docker', 'podman'],
    verbs: [
      ['service', 'create'],
      ['service', 'update'],
    ],
    flags: /^--image$/,
    words: /^["']?[a-z0-9][\w./-]*(?::\d+\/[\w./-]+)?[:@][\w$]/,
  },
  {
    programs: ['skaffold'],
    verbs: [['deploy'], ['run'], ['render']],
    flags: /^(?:-i|--images?|-t|--tag|-p|--profile)$/,
  },
  {
    programs: ['gcloud', 'az', 'aws', 'fly', 'flyctl', 'heroku', 'nomad', 'terraform', 'tofu', 'pulumi', 'cf'],
    verbs: [[]],
    flags: /^--\S*image\S*$/,
    words: /^["']?(?:-var=["']?)?\w*(?:image|tag|version)\w*=./i,
  },
]
const RUNS: readonly DeployCommand[] = [{ programs: ['docker', 'podman', 'nerdctl'], verbs: [['run'], ['create'], ['pull']] }]
/** Options whose value has a colon and is no image: volumes, ports, users. */
const COLONED = /^(?:-[vpuew]|--(?:volume|publish|user|env|workdir|add-host|label|network|mount|tmpfs|device|cgroupns|dns))$/
const ENDS = /^(?:&&|\|\|?|;|&)$|;$/

/** The arguments of deploying commands in a script that decide which images run, each once, as they are written. */
export function decidingArguments(script: string): ReadonlySet<string> {
  const found = commandsIn(script).flatMap((words) => COMMANDS.flatMap((one) => argumentsOf(words, one)))
  return new Set(found.filter((argument) => !isSettled(argument)))
}

/** The references that commands of a script run or pull on the machine that it runs on: those with a tag or a digest. */
export function ranImages(script: string): ReadonlySet<string> {
  return new Set(
    commandsIn(script).flatMap((words) =>
      RUNS.flatMap((one) =>
        startOf(words, one) < 0 ? [] : words.filter((word, at) => isTagged(word) && !COLONED.test(words[at - 1] ?? '')),
      ),
    ),
  )
}

/** The images of manifests that a script writes out itself, for `kubectl apply -f -`. */
export function writtenImages(script: string): readonly string[] {
  return commandLines(script).flatMap(({ text }) =>
    [...text.matchAll(/(?:^|[\s{,])(?:"image"|image):\s*["']?([^\s"',}]+)/g)].flatMap(([, image = '']) =>
      isTagged(image) || image.includes('$') ? [`image: ${image}`] : [],
    ),
  )
}

/** Variables of a script that are called after an image and hold a reference with a tag or a digest. */
export function assignedImages(script: string): ReadonlySet<string> {
  const found = commandLines(script).flatMap(({ text }) => {
    const [, name = '', value = ''] =
      /^(?:export |readonly |local )?([A-Za-z_]\w*) ?(?:[:?+]?:?=) ?["']?([^\s"']+)/.exec(text) ?? []
    return isTagged(value) && (isImageKey(name) || value.includes('/')) ? [value] : []
  })
  return new Set(found)
}

/** The words of each command: what stands between `&&`, `||`, `|`, `;` and the ends of lines. */
function commandsIn(script: string): readonly (readonly string[])[] {
  return commandLines(script).flatMap(({ text }) => {
    const commands: string[][] = [[]]
    for (const word of text.replaceAll(/\$\{\{.*?\}\}/g, (expression) => expression.replaceAll(' ', '')).split(' ')) {
      if (!/^(?:&&|\|\|?|;|&)$/.test(word)) commands.at(-1)?.push(word.replace(/;$/, ''))
      if (ENDS.test(word)) commands.push([])
    }
    return commands
  })
}

function argumentsOf(words: readonly string[], command: DeployCommand): readonly string[] {
  const start = startOf(words, command)
  if (start < 0) return []
  const found: string[] = []
  for (let at = start; at < words.length; at++) {
    const word = words[at] ?? ''
    const [flag = ''] = word.split('=', 1)
    if (command.flags?.test(flag) === true) found.push(word.includes('=') ? word : `${word} ${words[++at] ?? ''}`)
    else if (command.words?.test(word) === true) found.push(word)
  }
  return found
}

/** Where the arguments of a command begin that its words call; -1 where they call another one. */
function startOf(words: readonly string[], { programs, verbs }: DeployCommand): number {
  const program = words.findIndex((word) => programs.includes(word.slice(word.lastIndexOf('/') + 1).replace(/^[$("'`]+/, '')))
  if (program < 0) return -1
  const ends = verbs.map((verb) => endOf(words, verb, program + 1)).filter((end) => end >= 0)
  return ends.length === 0 ? -1 : Math.min(...ends)
}

function endOf(words: readonly string[], verb: readonly string[], from: number): number {
  for (let at = from; at < words.length; at++)
    if (verb.every((word, offset) => words[at + offset] === word)) return at + verb.length
  return -1
}

/** Whether a `--set` gives a number or a truth value to a key that is not called after an image. */
function isSettled(argument: string): boolean {
  const [, key = '', value = ''] = /^--set\S*?[= ]["']?([^=\s]+)=["']?(.*?)["']?$/.exec(argument) ?? []
  return /^(?:true|false|null|\d+)$/.test(value) && !isImageKey(key.split('.').at(-1) ?? '') && !/tag|version/i.test(key)
}

function isTagged(word: string): boolean {
  if (!/^[a-z0-9][\w./-]*(?::\d+\/[\w./-]+)?(?::[\w.-]+|@sha256:[0-9a-f]{64})$/.test(word)) return false
  const parsed = parseImageName(word)
  return parsed.ok && (parsed.name.tag !== undefined || parsed.name.digest !== undefined)
}
