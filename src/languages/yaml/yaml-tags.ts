import type { DocumentDirective } from 'js-yaml'

const STANDARD = 'tag:yaml.org,2002:'

/** Handles that `%TAG` directives of one document give a meaning. */
export type Handles = ReadonlyMap<string, string>

/** The handles of `%TAG` directives. */
export function handlesOf(directives: readonly DocumentDirective[]): Handles {
  return new Map(directives.flatMap((one) => (one.kind === 'tag' ? [[one.handle, one.prefix]] : [])))
}

/**
 * A tag as readers compare it, whatever way it is written: `!!binary` for `!<tag:yaml.org,2002:binary>`, for `!!bin%61ry` and for a handle that
 * `%TAG` gives that prefix. A local tag (`!reference`) stays as it is.
 */
export function plainTag(written: string, handles: Handles): string {
  const verbatim = /^!<(.*)>$/s.exec(written)
  const full = verbatim === null ? expanded(written, handles) : unescaped(verbatim[1] ?? '')
  return full.startsWith(STANDARD) ? `!!${full.slice(STANDARD.length)}` : full
}

function expanded(written: string, handles: Handles): string {
  if (written === '!') return written
  const [, handle = '', suffix = ''] = /^(!(?:[\w-]*!)?)(.*)$/s.exec(written) ?? []
  const prefix = handles.get(handle) ?? (handle === '!!' ? STANDARD : handle)
  return unescaped(prefix) + unescaped(suffix)
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
