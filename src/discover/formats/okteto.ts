import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'

/** Okteto manifests. */
export const okteto: DocumentFormat = keyedFormat({
  name: 'okteto',
  title: 'Okteto',
  files: '`okteto.yml`, `okteto-*.yml`, `.okteto/okteto.yml`',
  rows: [
    { where: '`image`, `deploy.image`, `destroy.image`, `test.*.image`', meaning: 'where commands run' },
    { where: '`dev.*.image`, `dev.*.initContainer.image`', meaning: 'development containers; `build.*.image` is an output' },
    { where: '`${OKTETO_BUILD_…}`', meaning: 'dynamic: built by Okteto' },
  ],
  applied: 'elsewhere',
  named: /(?:^|\/)okteto(?:[._-][\w.-]+)?\.ya?ml$/i,
  has: hasAny('dev', 'deploy', 'build', 'destroy', 'test', 'name', 'image'),
  places: [
    'image',
    'initContainer.image',
    'deploy.image',
    'destroy.image',
    'test.*.image',
    'dev.*.image',
    'dev.*.initContainer.image',
  ],
})
