import type { Format } from '../format.ts'
import { ansible } from './ansible.ts'
import { argoWorkflows } from './argo-workflows.ts'
import { argocd } from './argocd.ts'
import { azurePipelines } from './azure-pipelines.ts'
import { bake } from './bake.ts'
import { batect } from './batect.ts'
import { bitbucketPipelines } from './bitbucket-pipelines.ts'
import { buildkite } from './buildkite.ts'
import { circleci } from './circleci.ts'
import { cloudbuild } from './cloudbuild.ts'
import { cloudformation } from './cloudformation.ts'
import { compose } from './compose.ts'
import { devcontainer } from './devcontainer.ts'
import { dockerfile } from './dockerfile.ts'
import { drone } from './drone.ts'
import { earthfile } from './earthfile.ts'
import { ecs } from './ecs.ts'
import { flux } from './flux.ts'
import { fragment } from './fragment.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { gitpod } from './gitpod.ts'
import { helmChart } from './helm-chart.ts'
import { helmTemplate } from './helm-template.ts'
import { helmValues } from './helm-values.ts'
import { jenkinsfile } from './jenkinsfile.ts'
import { kind } from './kind.ts'
import { ko } from './ko.ts'
import { kubernetes } from './kubernetes.ts'
import { kustomize } from './kustomize.ts'
import { nomad } from './nomad.ts'
import { packer } from './packer.ts'
import { quadlet } from './quadlet.ts'
import { skaffold } from './skaffold.ts'
import { talos } from './talos.ts'
import { tekton } from './tekton.ts'
import { terraform } from './terraform.ts'

/** Every manifest format, in the order in which they may claim a file or a document: the more specific ones first. */
export const formats: readonly Format[] = [
  earthfile,
  dockerfile,
  helmTemplate,
  bake,
  jenkinsfile,
  quadlet,
  nomad,
  packer,
  terraform,
  github,
  gitlab,
  circleci,
  azurePipelines,
  batect,
  bitbucketPipelines,
  buildkite,
  cloudbuild,
  drone,
  devcontainer,
  gitpod,
  ko,
  helmChart,
  skaffold,
  kind,
  kustomize,
  flux,
  argocd,
  argoWorkflows,
  tekton,
  kubernetes,
  cloudformation,
  ecs,
  compose,
  talos,
  ansible,
  helmValues,
  fragment,
]
