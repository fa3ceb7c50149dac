import type { Rule } from '../../case/rule.ts'
import { denied } from './denied.ts'
import { digestMismatch } from './digest-mismatch.ts'
import { floatingTag } from './floating-tag.ts'
import { looksLike } from './looks-like.ts'
import { malformed } from './malformed.ts'
import { notFound } from './not-found.ts'
import { platformMissing } from './platform-missing.ts'
import { registryNotAllowed } from './registry-not-allowed.ts'
import { registryUnlisted } from './registry-unlisted.ts'
import { singlePlatform } from './single-platform.ts'
import { tagMoved } from './tag-moved.ts'
import { tooNew } from './too-new.ts'
import { tooOld } from './too-old.ts'
import { unaccounted } from './unaccounted.ts'
import { unpinned } from './unpinned.ts'
import { unresolved } from './unresolved.ts'

/** The rules of group `image`, in the order of the documentation. */
export const imageRules: readonly Rule[] = [
  malformed,
  unresolved,
  unaccounted,
  looksLike,
  notFound,
  unpinned,
  floatingTag,
  digestMismatch,
  tagMoved,
  singlePlatform,
  platformMissing,
  registryNotAllowed,
  registryUnlisted,
  tooNew,
  tooOld,
  denied,
]
