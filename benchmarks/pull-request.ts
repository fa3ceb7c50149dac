// npm run bench: runs the committed action as the runner would, against an emulated GitHub and registry on this machine, and prints
// requests and wall time of the whole process for pull requests of several sizes.
import { fileURLToPath } from 'node:url'
import { deployment, startScenario } from '../__tests__/e2e/scenario.ts'

const MAIN = fileURLToPath(new URL('../dist/index.js', import.meta.url))
const RUNS = 5

function files(count: number, image: string): Record<string, string> {
  const all = Array.from({ length: count }, (_, index) => [
    `team-${index % 20}/app-${index}.yaml`,
    `${deployment(image)}# ${index}\n`,
  ])
  return Object.fromEntries(all) as Record<string, string>
}

for (const count of [0, 20, 300]) {
  const times: number[] = []
  let line = ''
  for (let run = 0; run < RUNS; run++) {
    await using scenario = await startScenario(MAIN, { files: files(Math.max(count, 20), 'nginx:1') })
    scenario.open(count === 0 ? { 'README.md': '# changed\n' } : files(count, scenario.unsigned))
    const result = await scenario.run()
    times.push(result.milliseconds)
    const calls = scenario.github.calls.length
    line = `${calls} requests to GitHub, ${scenario.registry.seen.length} to the registry, ${result.outputs.verdict}`
  }
  const [best, , median] = times.toSorted((a, b) => a - b)
  console.log(
    `${count} changed manifests: ${line}, ${Math.round(median ?? 0)} ms median of ${RUNS}, ${Math.round(best ?? 0)} ms best`,
  )
}
