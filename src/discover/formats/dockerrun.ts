import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'

/** Elastic Beanstalk with one container. */
export const dockerrun: DocumentFormat = keyedFormat({
  name: 'dockerrun',
  title: 'Elastic Beanstalk, version 1',
  files: '`Dockerrun.aws.json` with `Image`; version 2 is read as ECS',
  rows: [{ where: '`Image.Name`', meaning: 'an image' }],
  applied: 'elsewhere',
  named: /(?:^|\/)Dockerrun\.aws[\w.-]*\.json$/i,
  has: hasAny('Image'),
  places: ['Image.Name'],
})
