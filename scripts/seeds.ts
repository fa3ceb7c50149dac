// npm run seeds: puts what GitHub's TUF repository hands out now into the copy that ships with a release. The root metadata in that copy stays: it
// is where every renewal begins. The copy of Sigstore's public-good root comes with the package @sigstore/tuf.
import { readFileSync, writeFileSync } from 'node:fs'
import { systemClock } from '../src/adapters/clock.ts'
import { createTerminalLog } from '../src/adapters/log.ts'
import { createRenewal } from '../src/adapters/trust/renew.ts'
import { builtInRepositories } from '../src/adapters/trust/repositories.ts'

const file = new URL('../src/adapters/trust/github.seeds.json', import.meta.url)
const repository = builtInRepositories.get('github')
if (repository === undefined) throw new Error('there is no repository "github"')
const log = createTerminalLog((text) => process.stderr.write(text), { interactive: false, level: 'normal' })
const renew = createRenewal({ environment: process.env, budget: { left: () => 60_000 }, clock: systemClock, log })
const answer = await renew(repository)
if (answer.kind !== 'found') {
  log.warn(answer.kind === 'unknown' ? `${answer.problem.about}: ${answer.problem.detail}; nothing was changed` : 'there is none')
  process.exit(1)
}
const seeds = JSON.parse(readFileSync(file, 'utf8'))
seeds[repository.url].targets['trusted_root.json'] = Buffer.from(answer.value).toString('base64')
writeFileSync(file, `${JSON.stringify(seeds, undefined, 2)}\n`)
log.info('written: look at the difference, write the day into repositories.ts, and run the tests of __tests__/adapters/trust')
