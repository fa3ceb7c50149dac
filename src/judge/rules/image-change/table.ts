import type { Rule } from '../../rule.ts'
import { platformRemoved } from './platform-removed.ts'
import { secretInConfig } from './secret-in-config.ts'
import { userBecameRoot } from './user-became-root.ts'

/** The rules of group `image-change`: what the image does otherwise than the one that it replaces. */
export const imageChangeRules: readonly Rule[] = [userBecameRoot, platformRemoved, secretInConfig]
