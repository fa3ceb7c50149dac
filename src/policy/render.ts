import type { RenderPolicy } from '../model/policy.ts'
import { filePathProblem, pathPattern } from './globs.ts'
import { list, optional, type Reader, record, required, text } from './shape.ts'

const path: Reader<string> = text(filePathProblem, { examples: ['charts/web'] })

const kubeVersion: Reader<string> = text(
  (value) =>
    /^v?1\.\d{1,3}(?:\.\d{1,3})?$/.test(value) ? undefined : [`"${value}" is not a version of Kubernetes`, 'write v1.34'],
  { examples: ['v1.34'] },
)

const apiVersion: Reader<string> = text(
  (value) =>
    /^(?:[a-z0-9.-]+\/)?v\d\w*(?:\/[A-Z]\w*)?$/.test(value)
      ? undefined
      : [`"${value}" is not an API version`, 'write group/version, such as monitoring.coreos.com/v1'],
  { examples: ['monitoring.coreos.com/v1'] },
)

const chart = record({
  chart: required('the folder of the chart', path),
  releaseName: optional('the name of the release', text()),
  namespace: optional('the namespace of the release', text()),
  values: optional('values files over those of the chart, in order', list(path)),
})

/** How charts and kustomizations are rendered where no file of the repository says it. */
export const renderSettings = record({
  kubeVersion: optional('the version of the cluster, for charts that ask for it', kubeVersion),
  apiVersions: optional('API versions that the cluster has beyond its own', list(apiVersion)),
  charts: optional('which values a chart is installed with', list(chart)),
  ignore: optional('charts and kustomizations that are only read as text, by the path of their folder', list(pathPattern)),
})

type Written = NonNullable<ReturnType<typeof renderSettings.read>>

/** The settings with what is not written filled in. */
export function renderPolicyOf({ kubeVersion: version, apiVersions, charts, ignore }: Written): RenderPolicy {
  return {
    ...(version === undefined ? {} : { kubeVersion: version }),
    apiVersions: apiVersions ?? [],
    charts: (charts ?? []).map(({ chart: folder, releaseName, namespace, values }) => ({
      chart: folder.replace(/\/$/, ''),
      ...(releaseName === undefined ? {} : { releaseName }),
      ...(namespace === undefined ? {} : { namespace }),
      values: values ?? [],
    })),
    ignore: ignore ?? [],
  }
}
