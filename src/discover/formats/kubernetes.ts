import { MAX_LIST_NESTING } from '../../model/limits.ts'
import { child, type Node, textOf } from '../../model/tree.ts'
import type { Document, DocumentFormat, Reading, TextFile } from '../format.ts'
import { isUnopened, objectsOf } from '../manifest.ts'
import { sightObject } from '../object-images.ts'

/** An `apiVersion` with a value; in a JSON schema it is a mapping. */
const VERSIONED = /apiVersion["']?\s*:(?!\s*\{\s*")/

/** Keys may be written with escapes (`"k\u0069nd"`): such a text is always parsed. */
function hasEscapedKeys(text: string): boolean {
  return /"[^"\n]{0,60}\\[uUx][0-9a-fA-F]{2}[^"\n]{0,60}"\s*:/.test(text)
}

/** A tag that may be `!!binary`, in any of its spellings. */
const BINARY = /![^\s,]*(?:binary|%)|^%TAG\b/m

/** Keys that are no text of their own before a colon (`? key`, `*alias :`, `!!binary …`): only a parser can tell what they say. */
function hasHiddenKeys({ path, text }: TextFile): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(path)) return false
  if (BINARY.test(text)) return true
  return /(?:^|[{,[])[ \t-]*(?:\?[ \t\r\n]|\*[\w-]+[ \t]+:)/m.test(text) && /apiVersion|\\\r?\n/.test(text)
}

/** Kubernetes manifests in YAML and JSON: typed pod specs and, for every other kind, any `image` entry. */
export const kubernetes: DocumentFormat = {
  name: 'kubernetes',
  title: 'Kubernetes manifests and custom resources',
  files: 'any YAML or JSON document with `apiVersion` and `kind`, whatever the file is called',
  rows: [
    {
      where: '`containers[].image`, `initContainers[].image`, `ephemeralContainers[].image`',
      meaning: 'in every workload kind, pod template and custom resource, lists included',
    },
    { where: '`volumes[].image.reference`', meaning: 'image volumes' },
    {
      where: 'any `image` entry of any other kind',
      meaning:
        'a text, or a mapping of `{registry, repository, tag, digest}`; not `rbd.image`, build outputs, labels, schemas, admission policies',
    },
    {
      where: '`env` named `*IMAGE*`, `args` such as `--x-image=…`',
      meaning: 'where the value has a registry host, a tag or a digest; `env` of any other name with a host and one of both',
    },
    {
      where: 'texts of ConfigMaps and Secrets',
      meaning: 'manifests, containers, and settings that are called after an image (`{"image": "acme/agent:1"}`)',
    },
    { where: 'CloudNativePG `imageName`', meaning: 'an image' },
    {
      where: 'OpenShift `from` with `kind: DockerImage`',
      meaning: 'ImageStream and BuildConfig; ImageStreamTag is not a registry reference',
    },
    { where: 'OLM `annotations.containerImage`, `relatedImages[].image`', meaning: 'ClusterServiceVersion' },
    { where: 'Crossplane `spec.package`, `dependsOn[]`', meaning: 'an OCI artifact; a version range is dynamic' },
    {
      where: 'any text `oci://…`, `oci+native://…`, `registry://…` with a tag or a digest',
      meaning:
        'an OCI artifact: models of KServe, modules of Kubewarden, `FluxInstance`; `ociRepository.ref` without the scheme too',
    },
    { where: 'KubeVirt `registry.url: docker://…`', meaning: 'an image' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: (file) =>
    (VERSIONED.test(file.text) && file.text.includes('kind')) || hasEscapedKeys(file.text) || hasHiddenKeys(file),
  claims: ({ root }) => objectsOf(root).length > 0 || isEmptyList(root),
  read: readKubernetes,
}

function isEmptyList(root: Node): boolean {
  return (textOf(child(root, 'kind')) ?? '').endsWith('List') && child(root, 'apiVersion') !== undefined
}

function readKubernetes({ file, root }: Document): Reading {
  const objects = objectsOf(root)
  const why = `lists of objects stand in each other more than ${MAX_LIST_NESTING} deep`
  const problems = isUnopened(root) && objects.length > 0 ? [{ why, span: root.span }] : []
  return { objects, problems, sightings: objects.flatMap((object) => sightObject(file, object)) }
}
