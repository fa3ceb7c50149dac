import { partOf, type UnitSetting, unitSettings, unquoted } from '../../languages/systemd/unit-lines.ts'
import type { Reading, Sighting, TextFile, TextFormat } from '../format.ts'

const UNITS =
  /\.(?:container|image|volume|build|kube|pod|artifact)$|\.(?:container|image|volume|artifact)\.d\/[^/]+\.conf$|\.quadlets$/i
const SECTIONS = /^(?:Container|Image|Volume)$/
const HEADER = /^[ \t]*\[(?:Container|Image|Volume|Build|Kube|Pod|Artifact)\]/m

/** Podman quadlet units. */
export const quadlet: TextFormat = {
  name: 'quadlet',
  title: 'Podman quadlet',
  files:
    '`*.container`, `*.image`, `*.volume`, `*.artifact` with a section of that name, drop-ins in `*.container.d/*.conf`, `*.quadlets`',
  rows: [
    {
      where: '`Image=` in `[Container]`, `[Image]`, `[Volume]`',
      meaning:
        'an image, quotes and continued lines as systemd reads them; `docker://` is left out, other transports and units (`*.image`, `*.build`) are none',
    },
    { where: '`Mount=type=image,source=…`', meaning: 'an image that is mounted; `type=artifact` is an artifact' },
    { where: '`Artifact=` in `[Artifact]`', meaning: 'an OCI artifact' },
    { where: '`ImageTag=` in `[Build]`', meaning: 'an output, not reported' },
    { where: '`%i` and other specifiers', meaning: 'systemd fills them in: dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path, text }) => UNITS.test(path) && (text === '' ? /\.(?:container|quadlets)$/i.test(path) : HEADER.test(text)),
  read: readUnit,
}

function readUnit(file: TextFile): Reading {
  return { sightings: unitSettings(file.text).flatMap(sightSetting) }
}

function sightSetting(setting: UnitSetting): readonly Sighting[] {
  const { section, key, value } = setting
  if (key === 'Image' && SECTIONS.test(section)) return wholeValue(setting)
  if (key === 'Artifact' && section === 'Artifact') return wholeValue(setting).map((one) => ({ ...one, artifact: true }))
  if (key !== 'Mount' || section !== 'Container') return []
  const type = /(?:^|,)type=(image|artifact)(?:,|$)/.exec(value)?.[1]
  const source = /(?:^|,)(?:source|src)=([^,]*)/.exec(value)
  if (type === undefined || source === null) return []
  const text = source[1] ?? ''
  const found = imageAt(setting, source.index + source[0].length - text.length, text)
  return type === 'artifact' ? found.map((one) => ({ ...one, artifact: true })) : found
}

function wholeValue(setting: UnitSetting): readonly Sighting[] {
  const { text, offset } = unquoted(setting.value)
  return imageAt(setting, offset, text)
}

function imageAt(setting: UnitSetting, offset: number, value: string): readonly Sighting[] {
  const skip = value.startsWith('docker://') ? 'docker://'.length : 0
  const text = value.slice(skip).trim()
  if (
    text === '' ||
    /\.(?:image|build|volume)$/.test(text) ||
    /^(?:oci|dir|docker-archive|oci-archive|containers-storage|docker-daemon|sif):/.test(text)
  )
    return []
  const span = partOf(setting, offset + value.indexOf(text, skip), text.length)
  const sighting = { span, text, path: [setting.section, setting.key] }
  return [/%[a-zA-Z]/.test(text) ? { ...sighting, dynamic: 'systemd fills in its specifiers' } : sighting]
}
