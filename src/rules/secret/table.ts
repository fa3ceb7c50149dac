import type { Rule } from '../../case/rule.ts'
import { committed } from './committed.ts'
import { inDockerfile } from './in-dockerfile.ts'
import { inUrl } from './in-url.ts'
import { literal } from './literal.ts'

/** The rules of group `secret`, in the order of the documentation. */
export const secretRules: readonly Rule[] = [literal, committed, inUrl, inDockerfile]
