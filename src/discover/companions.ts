import { chartOf } from './chart-keys.ts'
import { MODULE_FILE } from './terraform-module.ts'

const CHART = /^(.*?\/|)(?:Chart\.yaml|values[^/]*\.ya?ml|ci\/[^/]*values[^/]*\.ya?ml|templates\/.*)$/i

/**
 * The unchanged files that a changed file needs to be understood, or that it may give another meaning: a chart's values, templates
 * and Chart.yaml among each other, `.env` and the compose files beside it, Terraform files of one module, GitLab's included files.
 */
export function companions(changed: readonly string[], all: readonly string[]): readonly string[] {
  const wanted = new Set([...changed.flatMap(groupsOf), ...chartsAround(changed, all)])
  const used = new Set(changed.flatMap(partsOf))
  const [isBuilt, isCaller] = [changed.some((path) => DOCKERFILE.test(path)), changed.some((path) => CALLER.test(path))]
  const isYaml = changed.some((path) => /\.ya?ml$/i.test(path) && groupsOf(path).length === 0 && !CALLER.test(path))
  if (wanted.size === 0 && used.size === 0 && !isBuilt && !isCaller && !isYaml) return []
  const given = new Set(changed)
  // A file of any name may be included or extended by a compose file, and takes the variables of the `.env` beside it.
  const dotenv = new Set(changed.flatMap((path) => (/(?:^|\/)\.env$/.test(path) ? [path.slice(0, -'.env'.length)] : [])))
  const takesVariables = (path: string): boolean =>
    dotenv.size > 0 && /\.ya?ml$/i.test(path) && dotenv.has(path.slice(0, path.lastIndexOf('/') + 1))
  return all.filter(
    (path) =>
      !given.has(path) &&
      (takesVariables(path) ||
        groupsOf(path).some((group) => wanted.has(group) || used.has(group)) ||
        partsOf(path).some((group) => wanted.has(group)) ||
        (isBuilt && CALLER.test(path)) ||
        (isCaller && DOCKERFILE.test(path)) ||
        (isYaml && ROOT.test(path))),
  )
}

/** What may build a Dockerfile with arguments of its own, and what is built. */
const CALLER =
  /(?:^|[/.-])(?:docker-)?(?:compose|bake)(?:[._-][^/]*)?\.(?:ya?ml|json|hcl)$|(?:^|\/)\.?devcontainer\.json$|(?:^|\/)skaffold[^/]*\.ya?ml$|(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i
const DOCKERFILE = /(?:^|[/.])(?:docker|container)file(?:[._-][^/]*)?$/i
/** Pipelines that may include any file, or declare what its jobs name. */
const ROOT = /^(?:\.gitlab-ci\.ya?ml|\.?azure-?pipelines[^/]*\.ya?ml|\.azure-pipelines\/azure-pipelines[^/]*\.ya?ml)$/i

/** The groups whose files may read a path, and none of the others that they may read. */
function partsOf(path: string): readonly string[] {
  const part =
    /^(.*?\/|)(?:(?:templates?|files|manifests|values|config|configs|task-definitions)\/)?[^/]+\.(?:json|ya?ml|tftpl|tpl|tmpl)$/i.exec(
      path,
    )
  return part === null || MODULE_FILE.test(path)
    ? []
    : [...new Set([`terraform ${path.slice(0, path.lastIndexOf('/') + 1)}`, `terraform ${part[1] ?? ''}`])]
}

/** The charts that YAML files of any name lie in: they may be values of them. */
function chartsAround(changed: readonly string[], all: readonly string[]): readonly string[] {
  const files = new Set(all.filter((path) => path.endsWith('Chart.yaml')))
  if (files.size === 0) return []
  return changed.flatMap((path) => {
    const directory = /\.(?:ya?ml|json|gotmpl)$/i.test(path) ? chartOf(path, (file) => files.has(file)) : undefined
    return directory === undefined ? [] : [`chart ${directory}`]
  })
}

/** The groups of files that a path belongs to: all files of one group are read together. */
function groupsOf(path: string): readonly string[] {
  const directory = path.slice(0, path.lastIndexOf('/') + 1)
  const name = path.slice(directory.length)
  const groups: string[] = []
  const chart = CHART.exec(path)
  if (chart !== null) groups.push(`chart ${chart[1] ?? ''}`)
  if (name === '.env' || /compose[^/]*\.(?:ya?ml|json)$/i.test(name)) groups.push(`compose ${directory}`)
  if (MODULE_FILE.test(name))
    groups.push(`terraform ${directory}`, `terraform modules ${directory.replace(/(^|\/)modules\/.*$/, '$1')}`)
  if (/\.(?:pkr|pkrvars)\.(?:hcl|json)$/i.test(name)) groups.push(`packer ${directory}`)
  if (/\.tfvars(?:\.json)?$/i.test(name)) groups.push(`terraform ${directory}`)
  if (/\.nomad(?:\.(?:hcl|tpl|tmpl))?$|\.tpl$|^variables[^/]*\.hcl$/i.test(name))
    groups.push(`nomad ${directory.replace(/templates\/$/, '')}`)
  if (/(?:^|[./-])bake[^/]*\.(?:hcl|json)$/i.test(name)) groups.push(`bake ${directory}`)
  if (/gitlab-ci[^/]*\.ya?ml$/i.test(name) || (/^\.?(?:gitlab|gitlab-ci|ci)\//.test(directory) && /\.ya?ml$/i.test(name)))
    groups.push('gitlab')
  return groups
}
