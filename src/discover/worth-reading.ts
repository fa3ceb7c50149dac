import { MAX_FILE_BYTES } from '../model/limits.ts'
import { isDotenv } from './dotenv.ts'

const NEVER =
  /\.(?:md|markdown|mdx|rst|adoc|asciidoc|html?|css|scss|less|svg|png|jpe?g|gif|webp|ico|bmp|tiff?|psd|pdf|mp[34]|mov|avi|mkv|wav|ogg|woff2?|ttf|otf|eot|zip|tgz|gz|bz2|xz|zst|7z|rar|jar|war|class|exe|dll|so|dylib|a|o|bin|dat|db|sqlite|wasm|pyc|go|rs|c|h|cc|cpp|hpp|cs|java|kt|scala|swift|m|js|jsx|mjs|cjs|ts|tsx|vue|svelte|py|rb|php|pl|lua|sh|bash|zsh|fish|ps1|bat|cmd|sql|proto|graphql|lock|sum|mod|map|csv|tsv|ipynb|patch|diff|po|pem|crt|key|asc|sig)$/i
/** What locks the dependencies of a chart. */
const LOCKS = /(?:^|\/)(?:Chart|requirements)\.lock$/
const MANIFEST =
  /\.(?:ya?ml|json|jsonc|hcl|tf|tofu|nomad|tpl|toml|tfvars|container|jenkinsfile)$|(?:^|\/)(?:\.env|Jenkinsfile[^/]*)$|(?:^|[/.])(?:docker|container)file[^/]*$/i

/** Whether a name is that of a document, a picture or source code. */
export function isDocument(path: string): boolean {
  return NEVER.test(path) && !LOCKS.test(path) && !isDotenv(path) && !/(?:^|[/.])(?:docker|container)file[^/]*$/i.test(path)
}

/** Whether a file is a template of a chart, by a file beside the templates: Helm renders and applies every one, whatever its name ends in. */
export function isOfChart(path: string, file: 'Chart.yaml' | 'values.yaml', exists: (path: string) => boolean): boolean {
  return [...path.matchAll(/(?<=^|\/)templates\//g)].some(({ index }) => exists(path.slice(0, index) + file))
}

/**
 * Whether discovery may find anything in a file, by path and size alone: documents, pictures and source code are read only as
 * templates of a chart; everything else is read (`.env.db` holds variables, whatever its last letters say elsewhere), and its
 * content then decides. A large file is read only where its name is that of a manifest.
 */
export function worthReading(entry: { readonly path: string; readonly size?: number }): boolean {
  if (/(?:^|[/.])(?:docker|container)file[^/]*$/i.test(entry.path)) return true
  if (isDocument(entry.path)) return /(?:^|\/)templates\//.test(entry.path)
  return (entry.size ?? 0) <= MAX_FILE_BYTES || MANIFEST.test(entry.path)
}
