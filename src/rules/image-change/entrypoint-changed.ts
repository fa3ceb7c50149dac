import type { Rule } from '../../case/rule.ts'
import { shown } from '../../case/sentence.ts'
import { dottedVersion } from '../../case/tag-version.ts'
import { isSet, under } from '../../kubernetes/field.ts'
import type { ImageName } from '../../model/image-name.ts'
import type { ImageConfig } from '../../model/subject.ts'
import { type ContainerPlace, containersOf } from '../../posture/containers.ts'
import { atLength, comparedHits, quoted, sideBySide } from '../comparison.ts'

const WHY = 'Another program runs, or the same one in another way, and no line of this change shows it.'
const FIX =
  'See in the notes of the release that it is meant. What `command` and `args` of the container say outweighs the image.'

/** What of an image's start a container leaves to the image. */
type Part = 'all' | 'entrypoint' | 'nothing'

export const entrypointChanged: Rule = {
  id: 'image-change/entrypoint-changed',
  level: 'notice',
  summary:
    'The image starts another program, or the same with other arguments, than the image of the same repository that it replaces.',
  check: (context) =>
    comparedHits(context, ({ one, now, then, before, after, sameRepository }) => {
      const part = mostOf(containersOf(context.facts, one).map(partLeft))
      if (!sameRepository || part === 'nothing') return undefined
      const [old, fresh] = [startOf(before, part), startOf(after, part)]
      if (old === undefined || fresh === undefined || withoutVersion(old, then) === withoutVersion(fresh, now)) return undefined
      const [was, is] = sideBySide(old, fresh)
      const message = `${shown(one)} starts ${is === '' ? 'nothing' : quoted(is)}, and the image that it replaces starts ${was === '' ? 'nothing' : quoted(was)}`
      const evidence = [`starts before: ${atLength(old) || 'nothing'}`, `starts now: ${atLength(fresh) || 'nothing'}`]
      return { message, why: WHY, evidence, fix: FIX }
    }),
}

/** A command that is written replaces both; arguments that are written replace those of the image. */
function partLeft({ container }: ContainerPlace): Part {
  if (isSet(under(container, 'command'))) return 'nothing'
  return isSet(under(container, 'args')) ? 'entrypoint' : 'all'
}

function mostOf(parts: readonly Part[]): Part {
  if (parts.length === 0 || parts.includes('all')) return 'all'
  return parts.includes('entrypoint') ? 'entrypoint' : 'nothing'
}

function startOf({ entrypoint, command }: ImageConfig, part: Part): string | undefined {
  if (entrypoint === undefined || command === undefined) return undefined
  const words = part === 'all' ? [...entrypoint, ...command] : entrypoint
  return words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ')
}

/** A path that names the release changes with every release. */
function withoutVersion(start: string, { tag = '' }: ImageName): string {
  const version = dottedVersion(tag)
  return version === undefined ? start : start.replaceAll(version, '*')
}
