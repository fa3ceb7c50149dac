import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pullRequestEvent } from '../__tests__/fakes/github/events.ts'
import { type Github, startGithub } from '../__tests__/fakes/github/server.ts'
import { startRegistry } from '../__tests__/fakes/registry.ts'
import { type ActionResult, runAction } from '../__tests__/fakes/runner.ts'
import type { Report } from '../src/model/report.ts'
import { terminal as shown } from '../src/report/escape.ts'
import { reporterFor } from '../src/report/reporters/table.ts'
import { EXPECTED } from './expected.ts'
import { changesBetween, sampleFiles } from './files.ts'
import { makeImages, type Registries } from './images.ts'
import { openInBrowser } from './open.ts'
import { renderPage } from './page.ts'
import type { DemoRun } from './run.ts'
import { viewOf } from './view.ts'

/** What the demo talks to; the terminal of the command line. */
export interface DemoTerminal {
  print(text: string): void
  complain(text: string): void
}

/** How the demo was asked for. `html`: also write the rendered pull request there. `open`: show it in a browser. */
export interface DemoOptions {
  readonly html: string | undefined
  readonly open: boolean
  readonly color: boolean
}

const FOLDER = new URL('../demo/pull-request/', import.meta.url)
const MAIN = fileURLToPath(new URL('../dist/index.js', import.meta.url))

/** Runs the committed action on the sample pull request and prints what the reviewer sees. 0 when all came out as expected. */
export async function runDemo(options: DemoOptions, terminal: DemoTerminal): Promise<number> {
  terminal.complain('Starting an embedded registry and an embedded GitHub on this machine; nothing leaves it.')
  const run = await playDemo()
  terminal.print(reporterFor('text')?.render(run.report, { color: options.color }) ?? '')
  terminal.print(channels(run))
  if (options.html !== undefined || options.open) showPage(run, options, terminal)
  return compare(run, terminal)
}

/** Serves the sample, signs its images, and runs `dist/index.js` as the workflow runner would. */
export async function playDemo(): Promise<DemoRun> {
  const registries: Registries = { ghcr: await startRegistry(), hub: await startRegistry(), gcr: await startRegistry() }
  const github = await startGithub()
  try {
    return await play(registries, github)
  } finally {
    await Promise.all([...Object.values(registries), github].map((server) => server.close()))
  }
}

async function play(registries: Registries, github: Github): Promise<DemoRun> {
  const world = makeImages(registries, new Date())
  const base = { ...sampleFiles(fileURLToPath(new URL('base', FOLDER)), world.values), ...world.trustFiles }
  const head = { ...sampleFiles(fileURLToPath(new URL('head', FOLDER)), world.values), ...world.trustFiles }
  const repository = github.repository('acme/shop')
  repository.commit('main', base, 'A small shop')
  const pull = repository.open({
    changes: changesBetween(base, head),
    title: 'Release 1.4.2 and a billing service',
    author: 'robin',
  })
  const token = github.token({ contents: 'read', 'pull-requests': 'write', checks: 'write' })
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-demo-'))
  const reportFile = join(folder, 'report.json')
  const result = await runAction({
    node: process.execPath,
    main: MAIN,
    with: {
      'github-token': token,
      'summary-comment': 'on-failure',
      'check-run': 'preadmit',
      review: 'true',
      timeout: '60s',
      'report-file': reportFile,
    },
    event: pullRequestEvent(github.url, repository, pull, { action: 'opened' }),
    repository: repository.fullName,
    apiUrl: github.url,
    graphqlUrl: github.graphqlUrl,
  })
  const report = readReport(reportFile, result)
  rmSync(folder, { recursive: true })
  return { result, report, repository, pull }
}

function readReport(file: string, result: ActionResult): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch (error) {
    throw new Error(`the action wrote no report:\n${result.log}`, { cause: error })
  }
}

function channels({ result, repository, pull }: DemoRun): string {
  const check = repository.checkRuns.find(({ name }) => name === 'preadmit')
  return [
    '',
    'What the pull request carries now:',
    `  check run "preadmit"  ${check?.conclusion ?? 'none'}, ${check?.annotations.length ?? 0} annotations`,
    `  review                ${pull.reviewComments.length} comments on lines, ${pull.reviewComments.filter(({ body }) => body.includes('```suggestion')).length} with a suggestion`,
    `  summary comment       ${pull.issueComments.length}`,
    `  job summary           ${result.summary.split('\n').length} lines`,
    `  the job               ${result.conclusion} (exit code ${result.exitCode}), ${Math.round(result.milliseconds)} ms`,
    '',
  ].join('\n')
}

function showPage(run: DemoRun, options: DemoOptions, terminal: DemoTerminal): void {
  const file = options.html ?? 'preadmit-demo.html'
  writeFileSync(file, renderPage(viewOf(run)))
  terminal.complain(`Wrote ${file}`)
  if (options.open) openInBrowser(file)
}

function compare({ report, result }: DemoRun, terminal: DemoTerminal): number {
  const lines = EXPECTED.map(({ file, starts, ruling, rule }) => {
    const actual = report.rulings.find(({ reference }) => reference.file === file && reference.text.startsWith(starts))
    const rules = (actual?.findings ?? []).map((index) => report.findings[index]?.rule)
    const good = actual?.ruling === ruling && (rule === undefined || rules.includes(rule))
    return {
      good,
      line: `  ${good ? 'as expected' : 'UNEXPECTED '}  ${ruling.padEnd(10)} ${shown(file)}: ${shown(actual?.reference.text ?? starts)}${rule === undefined ? '' : ` (${rule})`}${good ? '' : `, got ${actual?.ruling ?? 'no ruling'} (${rules.join(', ')})`}`,
    }
  })
  const unexpected = lines.filter(({ good }) => !good).length + (report.verdict === 'blocked' && result.exitCode === 1 ? 0 : 1)
  terminal.print(['Expected of this sample, and what came:', ...lines.map(({ line }) => line), ''].join('\n'))
  terminal.print(
    unexpected === 0
      ? `All ${lines.length} rulings came out as expected: the change is blocked, and must be.`
      : `${unexpected} results were not expected.`,
  )
  return unexpected === 0 ? 0 : 1
}
