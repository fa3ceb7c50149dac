import type { Reporter } from '../reporter.ts'
import { annotations } from './annotations.ts'
import { checkRun } from './check-run.ts'
import { comment } from './comment.ts'
import { gitlabCodequality } from './gitlab-codequality.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { review } from './review.ts'
import { sarif } from './sarif.ts'
import { summary } from './summary.ts'
import { text } from './text.ts'

/** Every way to tell people. */
export const reporters: readonly Reporter[] = [
  text,
  json,
  sarif,
  markdown,
  junit,
  gitlabCodequality,
  html,
  annotations,
  summary,
  checkRun,
  review,
  comment,
]

/** The reporter behind a name of `--format`; undefined when there is none. */
export function reporterFor(format: string): Reporter | undefined {
  return reporters.find((reporter) => reporter.format === format)
}
