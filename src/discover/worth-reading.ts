import { MAX_FILE_BYTES } from '../model/limits.ts'
import { isDotenv } from './dotenv.ts'

const NEVER =
  /\.(?:md|markdown|mdx|rst|adoc|asciidoc|html?|css|scss|less|svg|png|jpe?g|gif|webp|ico|bmp|tiff?|psd|pdf|mp[34]|mov|avi|mkv|wav|ogg|woff2?|ttf|otf|eot|zip|tgz|gz|bz2|xz|zst|7z|rar|jar|war|class|exe|dll|so|dylib|a|o|bin|dat|db|sqlite|wasm|pyc|go|rs|c|h|cc|cpp|hpp|cs|java|kt|scala|swift|m|js|jsx|mjs|cjs|ts|tsx|vue|svelte|py|rb|php|pl|lua|sh|bash|zsh|fish|ps1|bat|cmd|sql|proto|graphql|lock|sum|mod|map|csv|tsv|ipynb|patch|diff|po|pem|crt|key|asc|sig)$/i
/** What locks the dependencies of a chart. */
const LOCKS = /(?:^|\/)(?:Chart|requirements)\.lock$/
const MANIFEST =
  /\.(?:ya?ml|json|jsonc|hcl|tf|tofu|nomad|tpl|toml|tfvars|container|jenkinsfile)$|(?:^|\/)(?:\.env|Jenkinsfile[^/]*)$|(?:^|[/.])(?:docker|container)file[^/]*$/i

/** Package managers write these; they are large, change often and name no images. */
const PACKAGE_LOCK =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.ya?ml|yarn\.lock|bun\.lockb?|composer\.lock|Cargo\.lock|Gemfile\.lock|Podfile\.lock|Pipfile\.lock|poetry\.lock|uv\.lock|pdm\.lock|mix\.lock|pubspec\.lock|flake\.lock|packages\.lock\.json|project\.assets\.json|MODULE\.bazel\.lock|conda-lock\.yml|go\.work\.sum)$|\.geojson$/i
/** What is no text, whatever its name begins with: `dockerfile-as-ci.png`. */
const NO_TEXT =
  /\.(?:png|jpe?g|gif|webp|ico|bmp|tiff?|psd|pdf|mp[34]|mov|avi|mkv|wav|ogg|woff2?|ttf|otf|eot|zip|tgz|gz|bz2|xz|zst|7z|rar|jar|war|exe|dll|so|dylib|wasm|pyc|mo|cast|drawio)$/i
/** Sources that programs evaluate to manifests or pipelines: no format reads them, whatever they are called. */
const PROGRAM = /\.(?:jsonnet|libsonnet|cue|pkl|star|dhall|bats)$|(?:^|\/)Tiltfile$/i
/** Scripts of a shell and of make: no format reads them, but the commands in them may deploy. */
const SHELL =
  /^(?!.*(?:docker|container)file[^/]*$).*\.(?:sh|bash|zsh|ksh|mk|just)$|(?:^|\/)(?:(?:GNU)?[Mm]akefile|\.?[Jj]ustfile)$/i
/** Shell and other scripts, by what they begin with. A Jenkinsfile may begin so as well. */
const SCRIPT = /^#!\s*\S*\/(?:env\s+(?:-S\s+)?)?(?:ba|z|da|k|a|fi)?(?:sh|python[\d.]*|perl|ruby|node|deno|php|lua|awk|make)\b/
/** Prose beside the templates of a chart, which Helm prints and never applies, and prose that is itself a template. */
const PROSE = /(?:^|\/)templates\/(?:.*\/)?NOTES\.txt$|^(?!.*(?:docker|container)file).*\.(?:md|txt|html)\.(?:gotmpl|tpl|tmpl)$/i

/** Whether a name is that of a document, a picture or source code. */
export function isDocument(path: string): boolean {
  if (NO_TEXT.test(path) || PACKAGE_LOCK.test(path) || (/\.(?:txt|gotmpl|tpl|tmpl)$/i.test(path) && PROSE.test(path))) return true
  return NEVER.test(path) && !LOCKS.test(path) && !isDotenv(path) && !/(?:^|[/.])(?:docker|container)file[^/]*$/i.test(path)
}

/** Whether a file is a script of a shell or of make, by its name or its first line. */
export function isShell(path: string, text = ''): boolean {
  return SHELL.test(path) || (!/\.\w+$/.test(path) && /^#!\s*\S*\/(?:env\s+(?:-S\s+)?)?(?:ba|z|da|k|a)?sh\b/.test(text))
}

/** Whether a file is a program that makes manifests or prints them: its lines are accounted for, and no format reads it. */
export function isProgram(path: string, text = ''): boolean {
  return (
    PROGRAM.test(path) ||
    (/\.(?:sh|bash|zsh|ksh)$/.test(path) && SHELL.test(path)) ||
    (!/\.\w+$/.test(path) &&
      SCRIPT.test(text) &&
      !/(?:^|[/.])(?:Jenkins|Docker|Container|Earth)file[^/]*$|(?:^|\/)Kustomization$/i.test(path))
  )
}

/** Whether a file may be a manifest, as far as its name tells. */
export function mayHoldManifest(path: string): boolean {
  return !isDocument(path) && !/\.(?:txt|log|xml)$|(?:^|\/)(?:\.\w+|LICEN[CS]E|NOTICE|CNAME|README|AUTHORS)$/i.test(path)
}

/** Whether a file is a template of a chart, by a file beside the templates: Helm renders and applies every one, whatever its name ends in. */
export function isOfChart(path: string, file: 'Chart.yaml' | 'values.yaml', exists: (path: string) => boolean): boolean {
  return [...path.matchAll(/(?<=^|\/)templates\//g)].some(({ index }) => exists(path.slice(0, index) + file))
}

/**
 * Whether discovery may find anything in a file, by path and size alone: documents, pictures and source code are read only as
 * templates of a chart, scripts for the commands in them; everything else is read (`.env.db` holds variables, whatever its last letters say elsewhere), and its
 * content then decides. A large file is read only where its name is that of a manifest.
 */
export function worthReading(entry: { readonly path: string; readonly size?: number }): boolean {
  if (NO_TEXT.test(entry.path) || PACKAGE_LOCK.test(entry.path) || PROSE.test(entry.path)) return false
  if (/(?:^|[/.])(?:docker|container)file[^/]*$/i.test(entry.path)) return true
  if (isDocument(entry.path) && !SHELL.test(entry.path)) return /(?:^|\/)templates\//.test(entry.path)
  return (entry.size ?? 0) <= MAX_FILE_BYTES || MANIFEST.test(entry.path)
}
