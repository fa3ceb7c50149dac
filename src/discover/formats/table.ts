import type { Format } from '../format.ts'
import { compose } from './compose.ts'
import { dockerfile } from './dockerfile.ts'
import { github } from './github.ts'
import { helmTemplate } from './helm-template.ts'
import { kubernetes } from './kubernetes.ts'

/** Every manifest format, in the order in which they may claim a file or a document: the more specific ones first. */
export const formats: readonly Format[] = [dockerfile, helmTemplate, github, kubernetes, compose]
