import type { Rule } from '../../case/rule.ts'
import { baseChanged } from './base-changed.ts'
import { downgrade } from './downgrade.ts'
import { entrypointChanged } from './entrypoint-changed.ts'
import { envRisky } from './env-risky.ts'
import { notCompared } from './not-compared.ts'
import { platformRemoved } from './platform-removed.ts'
import { portsAdded } from './ports-added.ts'
import { secretInConfig } from './secret-in-config.ts'
import { sizeJump } from './size-jump.ts'
import { userBecameRoot } from './user-became-root.ts'

/** The rules of group `image-change`: what the image does otherwise than the one that it replaces. */
export const imageChangeRules: readonly Rule[] = [
  userBecameRoot,
  platformRemoved,
  entrypointChanged,
  portsAdded,
  envRisky,
  baseChanged,
  sizeJump,
  downgrade,
  secretInConfig,
  notCompared,
]
