// npm run docs:formats: writes docs/formats.md from the table of formats.
import { mkdirSync, writeFileSync } from 'node:fs'
import { formatsPage } from '../src/discover/formats-page.ts'

const target = new URL('../docs/formats.md', import.meta.url)
mkdirSync(new URL('.', target), { recursive: true })
writeFileSync(target, formatsPage())
