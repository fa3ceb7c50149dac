import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const self = readFileSync(new URL(import.meta.url))

/** Jest transformer: removes types in place and keeps every line and column. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, path, { configString }) =>
    createHash('sha256').update(self).update(source).update(path).update(configString).update(process.version).digest('hex'),
}
