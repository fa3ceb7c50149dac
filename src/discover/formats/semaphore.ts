import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'

/** Pipelines of Semaphore. */
export const semaphore: DocumentFormat = keyedFormat({
  name: 'semaphore',
  title: 'Semaphore',
  files: '`.semaphore/**/*.yml`',
  rows: [
    {
      where: '`containers[].image` of an `agent`',
      meaning: 'of the pipeline, its blocks and what runs after; `os_image` is a machine',
    },
  ],
  applied: 'elsewhere',
  named: /(?:^|\/)\.semaphore\/.*\.ya?ml$/i,
  has: hasAny('agent', 'blocks'),
  places: [
    'agent.containers.*.image',
    'blocks.*.task.agent.containers.*.image',
    'blocks.*.run.agent.containers.*.image',
    'after_pipeline.task.agent.containers.*.image',
  ],
})
