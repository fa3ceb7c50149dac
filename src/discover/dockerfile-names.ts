import { blankSeparated, splitDockerfile } from '../languages/dockerfile/dockerfile-lines.ts'
import { splitFlags } from '../languages/dockerfile/flags.ts'
import { MAX_LEADING_INSTRUCTIONS } from '../model/limits.ts'
import type { TextFile } from './format.ts'

const NAMED = /(?:^|[/.])(?:docker|container)file(?:[._-][^/]*)?$/i
/** Endings by which a name says that the file is something else, unless its content says that it is a Dockerfile after all. */
const OTHER =
  /\.(?:md|markdown|mdx|rst|adoc|txt|html?|css|svg|png|jpe?g|gif|webp|ico|bmp|pdf|zip|tgz|gz|bz2|xz|zst|tar|jar|sh|bash|zsh|fish|ps1|bat|cmd|py|pyc|js|mjs|cjs|ts|tsx|jsx|go|rs|rb|php|pl|lua|java|kt|c|h|cc|cpp|hpp|cs|swift|json|jsonc|ya?ml|toml|ini|xml|lock|sum|mod|csv|sql|patch|diff|po|pem|crt|key|sig|asc)$/i

/** Whether a file is a Dockerfile by its name, or by its content where the name leaves it open. */
export function namesDockerfile(file: TextFile): boolean {
  if (/\.dockerignore$/i.test(file.path)) return false
  if (NAMED.test(file.path)) return !OTHER.test(file.path) || beginsLikeOne(file.text) || hasFrontend(file.text)
  const base = file.path.slice(file.path.lastIndexOf('/') + 1)
  return (!base.includes('.') || /\.(?:docker|df)$/i.test(base)) && beginsLikeOne(file.text)
}

/** Whether a text is one JSON object or a comment that names a frontend: a name alone makes that a Dockerfile. */
function hasFrontend(text: string): boolean {
  return (
    /^\ufeff?(?:#!.*\n)?(?:#|\/\/|\s*\{)[^\n]*syntax/i.test(text) &&
    splitDockerfile(text).directives.some(({ name }) => name === 'syntax')
  )
}

/** Whether the first instructions are build arguments and a FROM, and no program is named to run the file. */
function beginsLikeOne(text: string): boolean {
  if (/^\ufeff?#!(?!.*\b(?:docker|buildctl|podman|buildah)\b)/.test(text) || !/(?:^|\n)[\t ]*FROM[\t ]/i.test(text)) return false
  const { instructions, mark } = splitDockerfile(text)
  let seen = 0
  for (const { keyword, text: line, argument } of instructions) {
    if (keyword !== 'ARG' && keyword !== 'FROM') return false
    if (keyword === 'FROM') return isFrom(blankSeparated(line, splitFlags(line, argument, mark).rest).map((one) => one.text))
    if (++seen > MAX_LEADING_INSTRUCTIONS) return false
  }
  return false
}

function isFrom([image, as, name, ...more]: readonly string[]): boolean {
  if (image === undefined || more.length > 0 || !/^["']?[\w$][^\s;,()]*$/.test(image)) return false
  return as === undefined || (name !== undefined && as.toLowerCase() === 'as')
}
