import { isCommandPath } from '../model/command-path.ts'
import { assignedImages, decidingArguments, ranImages } from './deploy-commands.ts'
import { holdsReference, isImageKey, isQualified } from './image-key.ts'
import type { Scene } from './scene.ts'

/** Groups whose objects are judged field by field: no field of theirs is an image that discovery does not know. */
const KNOWN_GROUPS =
  /^(?:apps|batch|rbac\.authorization\.k8s\.io|networking\.k8s\.io|policy|autoscaling|storage\.k8s\.io|apiextensions\.k8s\.io|admissionregistration\.k8s\.io|gateway\.networking\.k8s\.io|scheduling\.k8s\.io|node\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io|cert-manager\.io|monitoring\.coreos\.com|external-secrets\.io)?$/
/** Formats of pipelines: their keys are parameters of steps, and images are named where discovery looks. */
const NO_MANIFEST = /^(?:github|circleci|buildkite|bitbucket-pipelines|devcontainer|gitpod|ansible)$/
const NO_TEXT = /[\s"'`<>|;]|\$\{\{|:\/\//

/**
 * Whether something in a deployment file looks like a part of a reference although no known program reads an image there: its key names one,
 * or its text is one beyond doubt. Only what is written anew counts: what went can run nothing.
 */
export function looksLikeImage(scene: Scene): boolean {
  const { change, key, text, kind, group, path } = scene
  const { format } = change.document
  if (format === 'code') return change.kind !== 'removed' && holdsReference(text)
  if (change.kind !== 'removed' && namesNewImage(scene)) return true
  if (format === 'script') return false
  if (change.kind === 'removed' || text === '' || text.length > 300 || NO_TEXT.test(text)) return false
  if (kind === '' ? NO_MANIFEST.test(format) : KNOWN_GROUPS.test(group)) return false
  if (/(?:^|\/)(?:labels|matchLabels|annotations|metadata|status|openAPIV3Schema)\//.test(path)) return false
  if (isQualified(text)) return true
  if (kind === '' && format === '') return false
  return isImageKey(key) && /[a-z0-9]/i.test(text) && !/^(?:true|false|null|\d+)$/i.test(text) && /[\d/:@]/.test(text)
}

/** Whether a command of a script runs or deploys another image than before. */
function namesNewImage({ change, path, text }: Scene): boolean {
  const isScript = change.document.format === 'script'
  if (!isScript && !isCommandPath(path)) return false
  const named = (script: string): readonly string[] =>
    isScript ? [...ranImages(script), ...decidingArguments(script), ...assignedImages(script)] : [...ranImages(script)]
  const before = new Set(named(change.before?.text ?? ''))
  return named(text).some((one) => !before.has(one))
}
