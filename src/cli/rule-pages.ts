import { readFile } from 'node:fs/promises'
import { isSystemError } from '../adapters/system-error.ts'

/** The page of a rule (Markdown) and the smallest change about which it speaks (YAML). */
export interface RulePage {
  readonly page: string
  readonly example: string
}

// Put in by scripts/bundle.mjs, so that a bundle has its pages wherever it lies. From source they are read from where they are written.
declare const PREADMIT_RULE_PAGES: Readonly<Record<string, RulePage>> | undefined

/** The page of a rule; undefined when this build has none. Needs no network. */
export async function rulePage(id: string): Promise<RulePage | undefined> {
  if (typeof PREADMIT_RULE_PAGES !== 'undefined') return PREADMIT_RULE_PAGES[id]
  try {
    const [page, example] = await Promise.all([read(`docs/rules/${id}.md`), read(`examples/rules/${id}.yml`)])
    return { page, example }
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

async function read(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
}
