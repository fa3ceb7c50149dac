import { parseImageName } from '../model/image-name.ts'
import { beside, type Scene } from './scene.ts'

const PART = /^(?:tag|digest|registry|repository|hub|sha256)$/i
const JOINT =
  /(?:^|[\w.-])image(?:[_.-]?(?:tag|digest|registry|repository|repo|name|version|hub|ref|url|sha(?:256)?))?s?$|^image/i
const SUFFIX =
  /(?:[a-z0-9](?:Tag|Digest|Registry|Repository|Hub)|[_-](?:tag|digest|registry|repository|hub))$|^[A-Z0-9_]*_(?:TAG|DIGEST|REGISTRY|HUB)$/
const NO_PART =
  /pull_?-?(?:policy|secrets?)|imagePolicy|Tags?Enabled|imagestream|imagesize|image_?gc|image(?:Count|Limit|Max|Min|Height|Width|Path|Upload|Cache)/i
const VERSION = /^(?:app)?version$|(?:[a-z]Version|[_-]version|_VERSION)$/i
const NO_VALUE = /^(?:|true|false|null|~|always|never|ifnotpresent)$/i
const ADDRESS = /^(?:https?|git|ssh|file|s3|gs|data):|^git@|\.git$|^\.{0,2}\//i

/** Whether a key names an image or a part of one, in any case and joined to other words: `tag`, `imageRegistry`, `SIDECAR_IMAGE`. */
export function isImageKey(key: string): boolean {
  return (PART.test(key) || JOINT.test(key) || SUFFIX.test(key)) && !NO_PART.test(key)
}

/** Whether the values that a chart is given decide an image here: by key, by a version beside or below an image, or by value. */
export function isImageValue(scene: Scene): boolean {
  const { key, text, path } = scene
  if (NO_VALUE.test(text) && scene.change.kind === 'added') return false
  if (ADDRESS.test(text)) return false
  if (isImageKey(key) || isQualified(text)) return true
  const steps = path.split('/')
  const below = steps.slice(-3, -1).some((step) => /image$/i.test(step))
  if (below && /^(?:name|version|repo|sha|path|variant|flavor)$/i.test(key)) return true
  if (key === '*' && /images?$/i.test(steps.at(-2) ?? '')) return true
  return (
    VERSION.test(key) &&
    (below || ['repository', 'image', 'registry', 'imageName'].some((one) => beside(scene, one) !== undefined))
  )
}

/** Whether a value that is put into texts elsewhere may be an image or a part of one, by its name or by what it is. */
export function isImagePart({ key, text, path }: Pick<Scene, 'key' | 'text' | 'path'>): boolean {
  if (ADDRESS.test(text) || NO_VALUE.test(text)) return false
  const name = key === 'value' || key === '*' ? (path.split('/').at(-2) ?? '').replace(/^\[|\]$/g, '') : key
  return (
    isImageKey(name) ||
    VERSION.test(name) ||
    isQualified(text) ||
    /^v?\d+\.\d+\.\d+(?:[-+.][\w.-]+)?$|^sha256:[0-9a-f]{64}$/.test(text)
  )
}

/** Whether a text is a reference beyond doubt: a registry host, and a tag or a digest. */
export function isQualified(text: string): boolean {
  if (text.length > 512 || !/^[\w.-]+(?::\d+)?\/[^\s/]/.test(text)) return false
  const host = text.slice(0, text.indexOf('/'))
  if (!/\.[a-z]|:\d+$|^localhost$/.test(host) || /:\/\//.test(text)) return false
  const parsed = parseImageName(text)
  return parsed.ok && parsed.name.registry !== '' && (parsed.name.tag !== undefined || parsed.name.digest !== undefined)
}

/** Whether a line of a program holds a reference as a literal: beyond doubt, or with a tag after a key that is called after an image. */
export function holdsReference(line: string): boolean {
  if (/^(?:\/\/|#|\*)/.test(line)) return false
  const literals = [...line.matchAll(/["'`]([^"'`\s]+)["'`]/g)].map((match) => match[1] ?? '')
  const named = /\b\w*(?:image|container)\w*["']?\s*(?:::?:?|=|\s)\s*["'`]/i.test(line)
  return literals.some((text) => isQualified(text) || (named && /^[a-z0-9][\w./-]*(?::[\w.-]+|@sha256:[0-9a-f]{64})$/.test(text)))
}

/** Settings in a text: `helper_image = "acme/helper"`, `"image": "alpine"`. */
const SETTING = /(?:^|[{,])[ \t]*(?:-[ \t]+)?["']?([\w.-]+)["']?[ \t]*[:=][ \t]*["']?([^\s"',{}]+)/gm
const NO_SETTING = /^(?:true|false|null|always|never|ifnotpresent)$|\.(?:png|jpe?g|svg|gif|ico|webp)$/i

/** Whether settings in a text of several lines (TOML, properties) give what is called after an image another value than before. */
export function setsImage({ change, text }: Scene): boolean {
  if (change.kind === 'removed' || !text.includes('\n')) return false
  const before = new Set(imageSettings(change.before?.text ?? ''))
  return imageSettings(text).some((one) => !before.has(one))
}

/** As `setsImage`, for a value that discovery takes for no reference because it has neither a registry host nor a tag. */
export function setsShortImage({ change, text }: Scene): boolean {
  if (change.kind === 'removed' || !text.includes('\n') || !/^(?:ConfigMap|Secret)$/.test(change.document.kind ?? ''))
    return false
  const before = new Set(imageSettings(change.before?.text ?? ''))
  return imageSettings(text).some((one) => !before.has(one) && !/[:@/]/.test(one))
}

function imageSettings(text: string): readonly string[] {
  return [...text.matchAll(SETTING)]
    .filter(
      ([, key = '', value = '']) => isImageKey(key) && /[a-z]/.test(value) && !NO_SETTING.test(value) && parseImageName(value).ok,
    )
    .map(([, key = '', value = '']) => `${key} ${value}`)
}
