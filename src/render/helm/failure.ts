import type { RenderFailure } from '../../model/rendering.ts'

/** Every class of failure and what Helm's message of one says; the first that fits. */
const CLASSES: readonly (readonly [RegExp, RenderFailure])[] = [
  [/missing in charts\/ directory/, 'missing-dependency'],
  [/^values don't meet the specifications/, 'values-schema'],
  [/library charts are not installable/, 'library'],
  [/validation: /, 'chart-metadata'],
  [/^chart requires kubeVersion/, 'kube-version'],
  [/^execution error at /, 'fail'],
  [/nil pointer evaluating/, 'nil-pointer'],
  [/error calling include: template: no template|no template "[^"]*" associated/, 'include'],
  [/parse error at |^parse error in |YAML parse error on /, 'template-parse'],
  [/error calling include/, 'include'],
  [/^template: .*: executing /s, 'template-exec'],
  [/error converting YAML to JSON/, 'yaml-parse'],
  [/Chart.yaml file is missing|error unpacking subchart|gzip: |archive\/tar|double-star/, 'chart-load'],
]

/** The class of a message with which Helm refuses a chart. */
export function failureOf(message: string): RenderFailure {
  return CLASSES.find(([pattern]) => pattern.test(message))?.[1] ?? 'other'
}
