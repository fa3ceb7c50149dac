import type { Reading, Sighting, TextFile, TextFormat } from '../format.ts'

const UNITS = /\.(?:container|image|volume|build|kube|pod)$/i
const SECTIONS = /^(?:Container|Image|Volume)$/

/** Podman quadlet units. */
export const quadlet: TextFormat = {
  name: 'quadlet',
  title: 'Podman quadlet',
  files: '`*.container`, `*.image`, `*.volume` with a section of that name',
  rows: [
    {
      where: '`Image=` in `[Container]`, `[Image]`, `[Volume]`',
      meaning: 'an image; `docker://` is left out, other transports and units (`*.image`, `*.build`) are none',
    },
    { where: '`%i` and other specifiers', meaning: 'systemd fills them in: dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path, text }) =>
    UNITS.test(path) && (text === '' ? /\.container$/i.test(path) : /^\[(?:Container|Image|Volume|Build|Kube|Pod)\]/m.test(text)),
  read: readUnit,
}

function readUnit(file: TextFile): Reading {
  let section = ''
  const sightings = [...file.text.matchAll(/^[ \t]*(?:\[([^\]\n]*)\]|Image[ \t]*=[ \t]*([^\r\n]*))/gm)].flatMap(
    (match): readonly Sighting[] => {
      if (match[1] !== undefined) {
        section = match[1]
        return []
      }
      const value = match[2] ?? ''
      return SECTIONS.test(section) ? imageAt(match.index + match[0].length - value.length, value, section) : []
    },
  )
  return { sightings }
}

function imageAt(start: number, value: string, section: string): readonly Sighting[] {
  const skip = value.startsWith('docker://') ? 'docker://'.length : 0
  const text = value.slice(skip).trimEnd()
  if (
    text === '' ||
    /\.(?:image|build|volume)$/.test(text) ||
    /^(?:oci|dir|docker-archive|oci-archive|containers-storage|docker-daemon|sif):/.test(text)
  )
    return []
  const sighting = { span: { start: start + skip, end: start + skip + text.length }, text, path: [section, 'Image'] }
  return [/%[a-zA-Z]/.test(text) ? { ...sighting, dynamic: 'systemd fills in its specifiers' } : sighting]
}
