import { type DecidingPlace, placeOfFile, REMOTE_ANSWER } from '../deciding-place.ts'
import { holdsReference, isImageKey, isImagePart, isImageValue, isQualified } from '../image-key.ts'
import { folderOf, type Scene } from '../scene.ts'

const COMPOSE = /(?:^|[/.-])compose(?:[._-][^/]*)?\.(?:ya?ml|json)$/i

function isAddress(text: string): boolean {
  return /:\/\/|^git@|^oci:|^github\.com\/|\.git(?:#|$)/.test(text)
}

function leadsOut({ text, change }: Scene): boolean {
  return isAddress(text) || (change.before !== undefined && isAddress(change.before.text))
}

function composeBeside({ file, has }: Scene): boolean {
  const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
  return names.some((name) => folderOf(file) + name !== file && has(folderOf(file) + name))
}

function isModuleSource({ text, change }: Scene): boolean {
  const local = (one: string) => /^\.{1,2}\//.test(one)
  return !local(text) || (change.before !== undefined && !local(change.before.text))
}

/** What builds, pipelines, Compose and infrastructure tools read for images, and for where they come from. */
export const buildPlaces: readonly DecidingPlace[] = [
  placeOfFile({
    name: 'compose-remote',
    program: 'docker compose',
    file: COMPOSE,
    path: /^include(?:\/|$)|^services\/[^/]+\/(?:build(?:\/context|\/additional_contexts\/.*)?|extends\/file|provider\/.*)$/,
    when: leadsOut,
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'compose-overrides',
    program: 'docker compose',
    file: COMPOSE,
    path: /^services\/[^/]+\/(?:image|build(?:\/.*)?|extends(?:\/.*)?|pull_policy)$|^include(?:\/|$)/,
    when: (scene) =>
      scene.change.kind === 'removed' &&
      (scene.lost || /include/.test(scene.path)) &&
      (scene.change.gone === 'scalar' ? composeBeside(scene) || serviceStays(scene) : composeBeside(scene)),
    outlives: composeBeside,
    answer: 'Say which image runs without this: pin it in the file that is left.',
  }),
  {
    name: 'dotenv',
    program: 'docker compose',
    answer: 'Write the image out, or with a registry host and a tag where it is used.',
    reads: (scene) =>
      scene.change.document.format === 'dotenv' &&
      (composeBeside(scene) || scene.has(`${folderOf(scene.file)}compose.yaml`)) &&
      isImagePart(scene),
    outlives: composeBeside,
  },
  placeOfFile({
    name: 'gitlab-include',
    program: 'GitLab CI',
    file: /\.ya?ml$/i,
    path: /^include(?:\/|$)|\/trigger\/(?:include|project|branch)(?:\/|$)/,
    when: ({ change, path, key, text }) =>
      change.document.format === 'gitlab' &&
      key !== 'local' &&
      !/\/rules(?:\/|$)/.test(path) &&
      !(/^include(?:\/\*)?$/.test(path) && !isAddress(text)),
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'circleci-orbs',
    program: 'CircleCI',
    file: /(?:^|\/)\.circleci\/[^/]*\.ya?ml$/,
    path: /^orbs\//,
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'github-workflows',
    program: 'GitHub Actions',
    file: /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]*\.ya?ml$/,
    path: /^jobs\/[^/]+\/uses$/,
    when: ({ text, change }) => text.includes('@') || change.before?.text.includes('@') === true,
    answer: REMOTE_ANSWER,
  }),
  {
    name: 'azure-templates',
    program: 'Azure Pipelines',
    answer: REMOTE_ANSWER,
    reads: ({ change, path, text }) =>
      (change.document.format === 'azure-pipelines' &&
        /^resources\/(?:repositories|containers|pipelines|packages)\//.test(path)) ||
      (change.document.format === 'azure-pipelines' && /(?:^|\/)template$/.test(path) && /@/.test(text) && !/@self$/.test(text)),
  },
  placeOfFile({
    name: 'jenkins-library',
    program: 'Jenkins',
    file: /(?:^|\/)Jenkinsfile[^/]*$|\.jenkinsfile$/i,
    path: /^line$/,
    when: ({ text }) => /@Library\s*\(|\blibrary\s*\(?\s*["']|\bidentifier\s*:/.test(text),
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'terraform-modules',
    program: 'Terraform and OpenTofu',
    file: /\.(?:tf|tofu|hcl|tf\.json)$/i,
    path: /^(?:module\/[^/]+\/(?:\*\/)?|terraform\/)(?:source|version)$/,
    when: (scene) => scene.key === 'version' || isModuleSource(scene),
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'terraform-helm',
    program: 'Terraform with Helm',
    file: /\.(?:tf|tofu|tf\.json)$/i,
    path: /^resource\/(?:helm_release|kubernetes_manifest|kubectl_manifest|argocd_application|flux_\w+|rancher2_app\w*)\//,
    when: (scene) =>
      /\/helm_release\/[^/]+\/(?:chart|version|repository|verify)$/.test(scene.path) ||
      (/\/(?:values|set\w*|yaml_body|manifest)(?:\/|$)/.test(scene.path) && (isImageValue(scene) || isImagePart(scene))),
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'terraform-variables',
    program: 'Terraform and OpenTofu',
    file: /\.(?:tfvars|tfvars\.json|nomadvars|pkrvars\.hcl)$/i,
    path: /./,
    when: (scene) => isImageValue(scene) || isImagePart(scene),
    outlives: ({ hasFolder, file }) => hasFolder(folderOf(file)),
    answer: 'Write the image out in the resource, or as the default of the variable.',
  }),
  placeOfFile({
    name: 'terraform-arguments',
    program: 'Terraform and OpenTofu',
    file: /\.(?:tf|tofu|tf\.json)$|terragrunt\.hcl$/i,
    path: /^(?:module\/[^/]+\/|inputs\/|variable\/[^/]*image[^/]*\/default|variable\/[^/]*(?:_tag|_digest)\/default|locals\/)/i,
    when: ({ key, text, path }) =>
      isQualified(text) ||
      (isImageKey(/\/default$/.test(path) ? 'image' : key) && !/^(?:true|false|null|var\.|local\.)/.test(text)),
    answer: 'Write the image out in the resource, or as the default of the variable.',
  }),
  placeOfFile({
    name: 'skaffold',
    program: 'Skaffold',
    file: /(?:^|\/)skaffold[^/]*\.ya?ml$/i,
    path: /(?:^|\/)(?:requires|helm|kustomize|setValues|setValueTemplates|valuesFiles|remoteManifests|artifactOverrides)(?:\/|$)/,
    when: (scene) =>
      /remoteChart|\/(?:version|repo|ref|path)$|valuesFiles|remoteManifests/.test(scene.path) || isImageValue(scene),
    answer: REMOTE_ANSWER,
  }),
  {
    name: 'manifests-in-code',
    program: 'what evaluates this file to manifests (Tanka, Argo CD, CUE, Tilt)',
    answer: 'Write what it evaluates to into the repository, or except the path with a reason.',
    reads: ({ change, text, file }) =>
      change.document.format === 'code' && !/\.(?:nf|bicep|config)$/.test(file) && holdsReference(text),
  },
  placeOfFile({
    name: 'vendored',
    program: 'vendir, kpt and Jsonnet Bundler',
    file: /(?:^|\/)(?:vendir(?:\.lock)?\.ya?ml|vendir\.lock\.yml|Kptfile|jsonnetfile(?:\.lock)?\.json|chartfile\.ya?ml)$/,
    path: /(?:url|ref|version|sha|tag|repo|image|remote|directory|commit)/i,
    when: ({ path }) => !/^(?:apiVersion|kind|metadata\/)/.test(path),
    answer: REMOTE_ANSWER,
  }),
]

function serviceStays({ change }: Scene): boolean {
  const service = change.scalar.path.slice(0, 2)
  return change.head?.scalars.some(({ path }) => service.every((step, at) => path[at] === step)) === true
}
