import { gunzipSync } from 'node:zlib'
import { MAX_CHART_BYTES, MAX_CHART_FILE_BYTES, MAX_CHART_RATIO, MAX_CHART_UNPACKED_ANYWAY } from '../../model/limits.ts'
import { ChartError, type ChartFile, ChartLimit } from './chart.ts'

const BLOCK = 512

/**
 * The files of a packed chart, without the folder that they stand in. Nothing is written anywhere: links are left out, paths that
 * lead outside refuse the archive as in Helm. Throws `ChartError`.
 */
export function unpackChart(bytes: Uint8Array, path: string): readonly ChartFile[] {
  const files: ChartFile[] = []
  for (const entry of readTar(unzip(bytes, path), path)) {
    const name = nameInside(entry.name, path)
    if (entry.bytes.length > MAX_CHART_FILE_BYTES) {
      throw new ChartError(
        `decompressed chart file "${entry.name}" is larger than the maximum file size ${MAX_CHART_FILE_BYTES}`,
        path,
      )
    }
    files.push({ name, path: `${path}/${entry.name}`, bytes: withoutMark(entry.bytes) })
  }
  if (files.length === 0) throw new ChartError('no files in chart archive', path)
  return files
}

/** The bytes of a file without the mark of UTF-8 at their start, as Helm reads files. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function unzip(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new ChartError('gzip: invalid header', path)
  const most = Math.min(MAX_CHART_BYTES, Math.max(MAX_CHART_UNPACKED_ANYWAY, bytes.length * MAX_CHART_RATIO))
  try {
    return gunzipSync(bytes, { maxOutputLength: most })
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      if (most < MAX_CHART_BYTES)
        throw new ChartLimit(
          `the archive ${path} unpacks to more than ${MAX_CHART_RATIO} times its size, and more than ${MAX_CHART_UNPACKED_ANYWAY} bytes`,
        )
      throw new ChartError(`decompressed chart is larger than the maximum file size ${MAX_CHART_BYTES}`, path)
    }
    throw new ChartError('gzip: the archive is damaged', path)
  }
}

function nameInside(name: string, path: string): string {
  const delimiter = name.includes('\\') ? '\\' : '/'
  const [folder = '', ...rest] = name.split(delimiter)
  const inner = rest.join('/')
  if (inner.startsWith('/')) throw new ChartError('chart illegally contains absolute paths', path)
  const clean = cleanPath(inner)
  if (clean === '.') throw new ChartError(`chart illegally contains content outside the base directory: "${name}"`, path)
  if (clean.startsWith('..')) throw new ChartError('chart illegally references parent directory', path)
  if (/^[a-zA-Z]:\//.test(clean)) throw new ChartError('chart contains illegally named files', path)
  if (folder === 'Chart.yaml') throw new ChartError('chart yaml not in base directory', path)
  return clean
}

/** Go's path.Clean of a relative path. */
export function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.length === 0 ? '.' : parts.join('/')
}

interface TarEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

function* readTar(data: Uint8Array, path: string): Generator<TarEntry> {
  let at = 0
  let long: string | undefined
  let attributes: ReadonlyMap<string, string> = new Map()
  while (at + BLOCK <= data.length) {
    const header = data.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return
    checkSum(header, path)
    const type = String.fromCharCode(header[156] ?? 0)
    const size = Number(attributes.get('size') ?? readSize(header, path))
    const start = at + BLOCK
    if (!Number.isSafeInteger(size) || size < 0 || start + size > data.length) throw new ChartError('unexpected EOF', path)
    const content = data.subarray(start, start + size)
    at = start + Math.ceil(size / BLOCK) * BLOCK
    if (type === 'L') long = textUpToNull(content)
    else if (type === 'x') attributes = readAttributes(content, path)
    else if (type !== 'g' && type !== 'K') {
      const name = attributes.get('path') ?? long ?? nameOf(header)
      if ((type === '0' || type === '\0' || type === '7') && !name.endsWith('/')) yield { name, bytes: content }
      else if (type === '1' || type === '2') throw new ChartLimit(`the archive ${path} has links, which are not followed`)
      long = undefined
      attributes = new Map()
    }
  }
}

function checkSum(header: Uint8Array, path: string): void {
  const wanted = Number.parseInt(textUpToNull(header.subarray(148, 156)).trim(), 8)
  let sum = 0
  for (let index = 0; index < BLOCK; index++) sum += index >= 148 && index < 156 ? 32 : (header[index] ?? 0)
  if (sum !== wanted) throw new ChartError('archive/tar: invalid tar header', path)
}

function readSize(header: Uint8Array, path: string): number {
  const field = header.subarray(124, 136)
  if (((field[0] ?? 0) & 0x80) !== 0) {
    let size = (field[0] ?? 0) & 0x7f
    for (const byte of field.subarray(1)) size = size * 256 + byte
    return size
  }
  const text = textUpToNull(field).trim()
  if (!/^[0-7]*$/.test(text)) throw new ChartError('archive/tar: invalid tar header', path)
  return text === '' ? 0 : Number.parseInt(text, 8)
}

function nameOf(header: Uint8Array): string {
  const name = textUpToNull(header.subarray(0, 100))
  const isPosix = textUpToNull(header.subarray(257, 263)) === 'ustar'
  const prefix = isPosix && header[262] === 0 ? textUpToNull(header.subarray(345, 500)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

function readAttributes(content: Uint8Array, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let at = 0
  while (at < content.length) {
    const space = content.indexOf(32, at)
    const length = space < 0 ? Number.NaN : Number(new TextDecoder().decode(content.subarray(at, space)))
    if (!Number.isSafeInteger(length) || length <= space - at || at + length > content.length) {
      throw new ChartError('archive/tar: invalid tar header', path)
    }
    const [key = '', ...value] = new TextDecoder().decode(content.subarray(space + 1, at + length - 1)).split('=')
    found.set(key, value.join('='))
    at += length
  }
  return found
}

function textUpToNull(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
