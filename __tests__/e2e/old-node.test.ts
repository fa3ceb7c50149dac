import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname
/** A Node that says it is 20 and lacks what came later. */
const OLDER = `data:text/javascript,${encodeURIComponent(`
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })
  delete Map.groupBy
  delete Object.groupBy
  delete Promise.withResolvers
  delete Promise.try
`)}`

test('an older Node is told before anything else is loaded that it is too old', () => {
  const ran = spawnSync(process.execPath, ['--import', OLDER, CLI, 'check'], { encoding: 'utf8' })
  expect(ran.stderr).toBe('preadmit: this is Node 20.20.2; it needs Node 24.15 or newer\n')
  expect(ran.status).toBe(2)
})
