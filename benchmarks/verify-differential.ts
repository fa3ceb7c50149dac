import { askBoth, mutate, type Sample, seeded } from '../__tests__/verify/differential.ts'
import { conformanceSamples, folderSamples, privateSamples } from '../__tests__/verify/samples.ts'

/*
 * Mutated bundles through both verifiers: node benchmarks/verify-differential.ts [count] [seed]. With PREADMIT_SHARED set the
 * conformance bundles are mutated as well; with PREADMIT_BUNDLES, those of that folder (see folderSamples) that both accept. Prints every kind of disagreement, with one mutation each; fails on untyped errors.
 */
const count = Number(process.argv[2] ?? 5000)
const seed = Number(process.argv[3] ?? 1)
const shared = process.env.PREADMIT_SHARED
const folder = process.env.PREADMIT_BUNDLES
const samples = [
  ...privateSamples(),
  ...(shared === undefined ? [] : conformanceSamples(shared)),
  ...(folder === undefined ? [] : folderSamples(folder).filter((sample) => acceptedByBoth(sample))),
]
const random = seeded(seed)
const tally = new Map<string, { count: number; example: string }>()
const totals = { both: 0, neither: 0, onlyOurs: 0, onlyTheirs: 0, untypedTheirs: 0 }
let slowest = 0

function acceptedByBoth(sample: Sample): boolean {
  const { ours, theirs } = askBoth(sample, sample.bundle, 'none')
  return ours === 'accepted' && theirs === 'accepted'
}

for (const sample of samples) {
  const { ours, theirs } = askBoth(sample, sample.bundle, 'none')
  if (ours !== 'accepted' || theirs !== 'accepted') console.log(`unmutated ${sample.name}: ours ${ours}, theirs ${theirs}`)
}
for (let n = 0; n < count; n++) {
  const sample = samples[random(samples.length)]
  if (sample === undefined) continue
  const { bundle, mutation } = mutate(sample.bundle, random)
  const started = performance.now()
  const { ours, theirs } = askBoth(sample, bundle, mutation)
  slowest = Math.max(slowest, performance.now() - started)
  const [we, they] = [ours === 'accepted', theirs === 'accepted']
  if (theirs === 'untyped') totals.untypedTheirs++
  totals[we ? (they ? 'both' : 'onlyOurs') : they ? 'onlyTheirs' : 'neither']++
  if (we === they) continue
  const kind = `ours ${ours} · theirs ${theirs} · ${mutation}`
  tally.set(kind, { count: (tally.get(kind)?.count ?? 0) + 1, example: sample.name })
}
console.log(`${count} mutations of ${samples.length} bundles, seed ${seed}:`, totals, `slowest pair ${slowest.toFixed(0)} ms`)
for (const [kind, { count: times, example }] of [...tally].sort((a, b) => b[1].count - a[1].count))
  console.log(`${times} × ${kind} (${example})`)
