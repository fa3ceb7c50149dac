import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The action as one file, and the folder that it lies in. */
export interface Bundle extends Disposable {
  readonly main: string
}

/**
 * Builds the action from the sources as `npm run bundle` does. That the committed `dist/` is what the sources give is a test of its own, so
 * what holds for this bundle holds for that one.
 */
export async function buildAction(): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-bundle-'))
  const main = join(folder, 'index.mjs')
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['src/action.ts'],
    outfile: main,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['import', 'node'],
    logLevel: 'silent',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  })
  return { main, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
