import type { Format } from '../format.ts'
import { ansible } from './ansible.ts'
import { argoWorkflows } from './argo-workflows.ts'
import { argocd } from './argocd.ts'
import { arm } from './arm.ts'
import { azurePipelines } from './azure-pipelines.ts'
import { bake } from './bake.ts'
import { batect } from './batect.ts'
import { bazelModule } from './bazel-module.ts'
import { bicep } from './bicep.ts'
import { bitbucketPipelines } from './bitbucket-pipelines.ts'
import { buildkite } from './buildkite.ts'
import { caprover } from './caprover.ts'
import { circleci } from './circleci.ts'
import { cirrus } from './cirrus.ts'
import { cloudbuild } from './cloudbuild.ts'
import { cloudformation } from './cloudformation.ts'
import { compose } from './compose.ts'
import { concourse } from './concourse.ts'
import { devcontainer } from './devcontainer.ts'
import { devfile } from './devfile.ts'
import { doApp } from './do-app.ts'
import { dockerfile } from './dockerfile.ts'
import { dockerrun } from './dockerrun.ts'
import { drone } from './drone.ts'
import { earthfile } from './earthfile.ts'
import { ecs } from './ecs.ts'
import { flux } from './flux.ts'
import { fly } from './fly.ts'
import { fragment } from './fragment.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { gitpod } from './gitpod.ts'
import { helmChart } from './helm-chart.ts'
import { helmController } from './helm-controller.ts'
import { helmTemplate } from './helm-template.ts'
import { helmValues } from './helm-values.ts'
import { homeAssistant } from './home-assistant.ts'
import { jenkinsfile } from './jenkinsfile.ts'
import { kamal } from './kamal.ts'
import { kind } from './kind.ts'
import { ko } from './ko.ts'
import { kubernetes } from './kubernetes.ts'
import { kustomize } from './kustomize.ts'
import { nextflow } from './nextflow.ts'
import { nomad } from './nomad.ts'
import { okteto } from './okteto.ts'
import { packer } from './packer.ts'
import { podLists } from './pod-lists.ts'
import { portainer } from './portainer.ts'
import { preCommit } from './pre-commit.ts'
import { projectFiles } from './project-files.ts'
import { quadlet } from './quadlet.ts'
import { renderBlueprint } from './render-blueprint.ts'
import { score } from './score.ts'
import { screwdriver } from './screwdriver.ts'
import { semaphore } from './semaphore.ts'
import { skaffold } from './skaffold.ts'
import { talos } from './talos.ts'
import { tekton } from './tekton.ts'
import { terraform } from './terraform.ts'
import { zarf } from './zarf.ts'

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
  nextflow,
  bicep,
  bazelModule,
  projectFiles,
  fly,
  github,
  gitlab,
  circleci,
  azurePipelines,
  batect,
  bitbucketPipelines,
  buildkite,
  cloudbuild,
  drone,
  kamal,
  dockerrun,
  devfile,
  okteto,
  semaphore,
  screwdriver,
  homeAssistant,
  portainer,
  renderBlueprint,
  zarf,
  score,
  doApp,
  cirrus,
  caprover,
  preCommit,
  arm,
  concourse,
  devcontainer,
  gitpod,
  ko,
  helmChart,
  skaffold,
  kind,
  kustomize,
  flux,
  helmController,
  argocd,
  argoWorkflows,
  tekton,
  kubernetes,
  cloudformation,
  ecs,
  compose,
  ansible,
  helmValues,
  talos,
  fragment,
  podLists,
]
