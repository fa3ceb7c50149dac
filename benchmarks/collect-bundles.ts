import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * Fetches the Sigstore bundles that a Maven repository keeps beside the artifacts of dev.sigstore, for PREADMIT_BUNDLES:
 * MAVEN_REPOSITORY=URL node benchmarks/collect-bundles.ts FOLDER. Some 80 message signatures of 2024 and later, with what they are over. Bundles from elsewhere
 * (test data in module archives of sigstore-go, slsa-verifier and gh) can be put beside them by hand.
 */
const ARTIFACTS = ['sigstore-java', 'sigstore-maven-plugin', 'protobuf-specs']
const PARTS = ['.jar', '.pom', '-sources.jar', '-javadoc.jar', '.module']

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name a folder')
const repository = process.env.MAVEN_REPOSITORY
if (repository === undefined) throw new Error('set MAVEN_REPOSITORY to the base URL of a Maven repository')
const BASE = `${repository.replace(/\/$/, '')}/dev/sigstore`
mkdirSync(folder, { recursive: true })

async function fetched(path: string): Promise<Buffer | undefined> {
  const answer = await fetch(`${BASE}/${path}`)
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

for (const artifact of ARTIFACTS) {
  const listing = (await fetched(`${artifact}/maven-metadata.xml`))?.toString() ?? ''
  const files = [...listing.matchAll(/<version>([^<]+)<\/version>/g)].flatMap(([, version]) =>
    PARTS.map((part) => `${artifact}/${version}/${artifact}-${version}${part}`),
  )
  for (const file of files) {
    const bundle = await fetched(`${file}.sigstore.json`)
    const content = bundle === undefined ? undefined : await fetched(file)
    if (bundle === undefined || content === undefined) continue
    const name = join(folder, file.slice(file.lastIndexOf('/') + 1))
    writeFileSync(`${name}.json`, bundle)
    writeFileSync(`${name}.artifact`, content)
  }
  console.log(`${artifact}: ${files.length} files looked for`)
}
