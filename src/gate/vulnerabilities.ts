import { compareScans } from '../match/compare-scans.ts'
import { compareVulnerabilities, type Hit, worthReading } from '../match/compare-vulnerabilities.ts'
import { silencedBy } from '../match/vex.ts'
import { type Advisory, type AdvisoryReference, type PackageQuestion, questionKey } from '../model/advisory.ts'
import type { Answer, Problem } from '../model/answer.ts'
import type { Facts } from '../model/facts.ts'
import type { Digest, ImageName } from '../model/image-name.ts'
import type { InventoryGap, ReadInventory } from '../model/inventory.ts'
import { ADVISORIES_AT_ONCE, MAX_ADVISORIES, MAX_QUESTIONS } from '../model/limits.ts'
import type { VexStatement } from '../model/vex.ts'
import type { FoundVulnerability, ImageVulnerabilities, VulnerabilityFacts } from '../model/vulnerability.ts'
import type { VulnerabilityPolicy } from '../model/vulnerability-policy.ts'
import type { Advisories } from '../ports/advisories.ts'
import { type Pair, pairsOf } from './changed-pairs.ts'
import { inventoriesOf } from './inventories.ts'
import type { ReadStatements } from './read-inventory.ts'
import { type PairQuestions, questionsOfPair } from './vulnerability-questions.ts'

/** What looking for vulnerabilities needs: a database, and a way to know the packages of an image. */
export interface VulnerabilityDoors {
  readonly advisories: Advisories
  readonly inventory: ReadInventory
  readonly statements: ReadStatements
}

interface Asked extends Pair {
  readonly questions: PairQuestions
  readonly statements: readonly VexStatement[]
  readonly problems: readonly Problem[]
}
type Answers = ReadonlyMap<string, Answer<readonly AdvisoryReference[]>>

/**
 * What the new images of a change bring in: every package that differs is asked about once for the whole run, and only advisories of one
 * side alone are read. What could not be told is among the problems of its image; it never looks like nothing.
 */
export async function vulnerabilitiesOf(
  facts: Pick<Facts, 'references' | 'resolutions'>,
  policy: VulnerabilityPolicy,
  doors: VulnerabilityDoors,
): Promise<VulnerabilityFacts> {
  const pairs = pairsOf(facts, policy)
  const quick = await look(pairs, policy, doors)
  const again = [...quick.images.entries()].flatMap(([at, image]) => (isHasty(image) ? [at] : []))
  if (again.length === 0) return quick
  const { inventory } = doors
  const whole = await look(
    again.flatMap((at) => pairs[at] ?? []),
    policy,
    {
      ...doors,
      inventory: (repository, digest, choice) => inventory(repository, digest, choice),
    },
  )
  const images = quick.images.map((image, at) => whole.images[again.indexOf(at)] ?? image)
  const problems = [...quick.problems, ...whole.problems].map((problem) => [JSON.stringify(problem), problem] as const)
  return { ...whole, images, problems: [...new Map(problems).values()] }
}

/**
 * Whether what is said of an image may be otherwise once the layers are read that it shares with the one before: they may hold a second
 * copy of what came in or went out. That nothing did stays true.
 */
function isHasty({ before, after, introduced, removed, unclear = 0, problems }: ImageVulnerabilities): boolean {
  const sources = [before, after].map((side) => side?.source)
  const isPart = sources.some((source) => source?.kind === 'layers' && source.shared !== undefined)
  return isPart && introduced.length + removed.length + unclear + problems.length > 0
}

async function look(pairs: readonly Pair[], policy: VulnerabilityPolicy, doors: VulnerabilityDoors): Promise<VulnerabilityFacts> {
  const { advisories } = doors
  const asked = await Promise.all(pairs.map((pair) => askPackages(pair, policy, doors)))
  const [answers, exploited] = await Promise.all([askAll(asked, advisories), advisories.exploited()])
  const hits = asked.map((pair) => ({
    before: hitsOf(pair.questions.before, answers),
    after: hitsOf(pair.questions.after, answers),
    exact: advisories.exact,
  }))
  const { records, problems } = await readRecords(hits.flatMap(worthReading), advisories)
  const catalogue = exploited.kind === 'found' ? exploited.value : undefined
  const newest = advisories.newest()
  return {
    source: advisories.source,
    ...(newest === undefined ? {} : { sourceTime: newest }),
    ...(catalogue === undefined ? {} : { exploitedReleased: catalogue.released }),
    images: asked.map((pair, at) => {
      const sides = hits[at] ?? { before: [], after: [], exact: true }
      const { scans } = pair.questions
      const difference =
        scans === undefined
          ? compareVulnerabilities({ ...sides, record: (id) => records.get(id), exploited: catalogue })
          : compareScans(scans.before, scans.after, catalogue)
      const introduced = difference.introduced.map((one) => silenced(one, pair))
      return imageOf(pair, answers, { ...difference, introduced })
    }),
    problems: [...problems, ...(exploited.kind === 'unknown' ? [exploited.problem] : [])],
  }
}

async function askPackages(
  pair: Pair,
  policy: VulnerabilityPolicy,
  { inventory, statements }: VulnerabilityDoors,
): Promise<Asked> {
  const at = ({ name, digest }: { readonly name: ImageName; readonly digest: Digest }) => ({ repository: name, digest })
  const images = { after: at(pair), ...(pair.replaces === undefined ? {} : { before: at(pair.replaces) }) }
  const [inventories, said] = await Promise.all([
    inventoriesOf(images, policy.inventory, inventory),
    statements(pair.name, pair.digest, policy.vexSignedBy),
  ])
  return {
    ...pair,
    statements: said,
    questions: questionsOfPair(inventories, pair.replaces === undefined),
    problems: inventories.problems,
  }
}

/** One request for all images together, as far as the database takes it. */
async function askAll(asked: readonly Asked[], advisories: Advisories): Promise<Answers> {
  const all = asked.flatMap(({ questions }) => [...questions.after, ...questions.before])
  const distinct = [...new Map(all.map((question) => [questionKey(question), question])).values()]
  const questions = distinct.slice(0, MAX_QUESTIONS)
  const answers = questions.length === 0 ? [] : await advisories.ask(questions)
  const told = new Map(
    questions.flatMap((question, at) => (answers[at] === undefined ? [] : [[questionKey(question), answers[at]]])),
  )
  const detail = `more than ${MAX_QUESTIONS} packages in one run`
  const problem = { kind: 'too-many', about: advisories.source, detail } as const
  return new Map(
    distinct.map((question) => [questionKey(question), told.get(questionKey(question)) ?? { kind: 'unknown', problem }]),
  )
}

function hitsOf(questions: readonly PackageQuestion[], answers: Answers): readonly Hit[] {
  return questions.map((question) => {
    const answer = answers.get(questionKey(question))
    return { question, references: answer?.kind === 'found' ? answer.value : [] }
  })
}

async function readRecords(
  wanted: readonly AdvisoryReference[],
  advisories: Advisories,
): Promise<{ readonly records: ReadonlyMap<string, Advisory>; readonly problems: readonly Problem[] }> {
  const distinct = [...new Map(wanted.map((one) => [one.id, one])).values()]
  const some = advisories.exact ? distinct.slice(0, MAX_ADVISORIES) : distinct
  const records = new Map<string, Advisory>()
  const problems: Problem[] = []
  const queue = some.values()
  const work = async (): Promise<void> => {
    for (const reference of queue) {
      const answer = await advisories.record(reference)
      if (answer.kind === 'found') records.set(reference.id, answer.value)
      else problems.push(answer.kind === 'unknown' ? answer.problem : gone(reference.id))
    }
  }
  await Promise.all(Array.from({ length: ADVISORIES_AT_ONCE }, work))
  if (distinct.length > some.length) {
    const detail = `of ${distinct.length} advisories ${MAX_ADVISORIES} were read; of the others only the id is known`
    problems.push({ kind: 'too-many', about: advisories.source, detail })
  }
  return { records, problems }
}

/** The source named it in an answer a moment ago: that it has no record of it says nothing good. */
function gone(id: string): Problem {
  return { kind: 'unresolved', about: id, detail: 'the advisory is in an answer of the source, which has no record of it' }
}

function imageOf(
  { name, digest, replaces, questions, problems }: Asked,
  answers: Answers,
  difference: ReturnType<typeof compareVulnerabilities>,
): ImageVulnerabilities {
  const { before, after } = questions.sides
  const all = [...questions.before, ...questions.after].map((question) => answers.get(questionKey(question)))
  const failed = all.flatMap((answer) => (answer?.kind === 'unknown' ? [answer.problem] : []))
  const { introduced, removed, staying, unclear } = difference
  return {
    name,
    digest,
    ...(replaces === undefined ? {} : { replaces }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after: withUnclear(after, unclear.length) }),
    ...(unclear.length === 0 ? {} : { unclear: unclear.length }),
    compared: questions.compared,
    asked: all.length - failed.length,
    introduced,
    removed: after?.gaps.some(({ kind }) => LOST.includes(kind)) === true ? [] : removed,
    staying,
    ...(questions.difference === undefined ? {} : { delta: questions.difference.delta }),
    problems: [
      ...problems,
      ...new Map(failed.map((problem) => [problem.detail, problem])).values(),
      ...unclear.filter(({ deciding }) => deciding).map(({ id, name }) => unweighed(id, name)),
    ],
  }
}

/** What leaves open whether a package that is not listed is gone. */
const LOST: readonly InventoryGap['kind'][] = ['layer-not-read', 'unsupported-database']

/** Of a hostile or exploited flaw it must be known whether it is in the image. */
function unweighed(id: string, name: string): Problem {
  return { kind: 'unsupported', about: id, detail: `its versions cannot be compared with the one of ${name}` }
}

/** A vulnerability in several packages is silenced only when it is in each of them. */
function silenced(found: FoundVulnerability, { digest, statements }: Asked): FoundVulnerability {
  const ids = [found.id, ...found.aliases]
  const said = found.packages.map(({ name, version }) => silencedBy({ ids, digest, name, versions: [version] }, statements))
  const [first] = said
  if (first === undefined || said.includes(undefined) || (first.status !== 'not_affected' && first.status !== 'fixed'))
    return found
  const { authority, status, justification } = first
  return { ...found, silenced: { authority, status, ...(justification === undefined ? {} : { justification }) } }
}

function withUnclear(
  side: NonNullable<ImageVulnerabilities['after']>,
  unclear: number,
): NonNullable<ImageVulnerabilities['after']> {
  if (unclear === 0) return side
  const gap = {
    kind: 'no-version',
    detail: 'advisories whose versions cannot be compared with the package',
    count: unclear,
  } as const
  return { ...side, gaps: [...side.gaps, gap] }
}
