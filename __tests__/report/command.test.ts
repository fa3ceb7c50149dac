import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const ROOT = new URL('../../', import.meta.url)
const SHOWN = ['src', 'docs', 'examples', 'schema', '__tests__/report/cases']

/** All texts under a folder of the repository. */
function textsUnder(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [`${parentPath}/${name}`, readFileSync(`${parentPath}/${name}`, 'utf8')] as const)
}

test('nothing tells a reader to run a package that nobody has published', () => {
  const texts = [...SHOWN.flatMap(textsUnder), ['README.md', readFileSync(new URL('README.md', ROOT), 'utf8')] as const]
  expect(texts.length).toBeGreaterThan(100)
  const packaged = /\b(?:npx|npm exec|npm install -g|npm i -g|pnpm dlx|yarn dlx|bunx)\s+(?:--?\S+\s+)*preadmit\b/
  expect(texts.filter(([, text]) => packaged.test(text)).map(([file]) => file)).toEqual([])
})
