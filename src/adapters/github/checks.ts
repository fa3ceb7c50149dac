import type { Answer } from '../../model/answer.ts'
import { unknown } from '../../model/answer.ts'
import type { CheckAnnotation, CheckOutput, Checks } from '../../ports/forge.ts'
import type { GithubApi } from './api.ts'
import type { Json } from './json.ts'
import { integerAt, listAt, textAt } from './json.ts'
import { done } from './written.ts'

/** Which commit is checked, and what the run refers back to. */
export interface ChecksOptions {
  readonly api: GithubApi
  readonly repository: string
  readonly head: string
  readonly detailsUrl?: string
  readonly externalId?: string
}

/** Check runs on the head commit of the change: never on the test merge, where nobody would see them. */
export function createChecks(options: ChecksOptions): Checks {
  const { api, repository, head } = options
  const runs = `/repos/${repository}/check-runs`
  const links = {
    ...(options.detailsUrl === undefined ? {} : { details_url: options.detailsUrl }),
    ...(options.externalId === undefined ? {} : { external_id: options.externalId }),
  }
  return {
    start: async (name, output) => {
      const body = { name, head_sha: head, status: 'in_progress', ...links, output: outputOf(output) }
      const created = createdId(await api.json({ method: 'POST', path: runs, body }), 'the check run')
      return created.kind === 'found' || created.problem.kind === 'denied' ? created : ((await lostRun(options, name)) ?? created)
    },
    // Annotations append, so this is not sent twice: a lost answer may still have written them.
    annotate: async (id, output, annotations) => {
      const body = { output: { ...outputOf(output), annotations: annotations.map(annotationOf) } }
      return done(await api.send({ method: 'PATCH', path: `${runs}/${id}`, body }), 'the annotations')
    },
    finish: async (id, conclusion, output) => {
      const body = { status: 'completed', conclusion, output: outputOf(output) }
      return done(await api.send({ method: 'PATCH', path: `${runs}/${id}`, body, repeatable: true }), 'the check run')
    },
  }
}

/** A run whose creation was answered by nothing may be there all the same, and would stay in progress for ever. */
async function lostRun({ api, repository, head, externalId }: ChecksOptions, name: string): Promise<Created | undefined> {
  if (externalId === undefined) return undefined
  const path = `/repos/${repository}/commits/${head}/check-runs?check_name=${encodeURIComponent(name)}&status=in_progress`
  const answer = await api.json({ method: 'GET', path })
  const runs = answer.kind === 'found' ? (listAt(answer.value, 'check_runs') ?? []) : []
  const ids = runs.filter((run) => textAt(run, 'external_id') === externalId).map((run) => integerAt(run, 'id') ?? 0)
  return ids.length === 0 ? undefined : { kind: 'found', value: Math.max(...ids) }
}

type Created = Exclude<Answer<number>, { readonly kind: 'absent' }>

function createdId(answer: Answer<Json>, what: string): Created {
  const written = done(answer, what)
  if (written.kind === 'unknown') return written
  const id = answer.kind === 'found' ? integerAt(answer.value, 'id') : undefined
  return id === undefined ? unknown('malformed', what, 'GitHub answered without an id') : { kind: 'found', value: id }
}

function outputOf(output: CheckOutput): { readonly [key: string]: Json } {
  return { title: output.title, summary: output.summary, ...(output.text === undefined ? {} : { text: output.text }) }
}

function annotationOf(annotation: CheckAnnotation): Json {
  const oneLine = annotation.startLine === annotation.endLine
  return {
    path: annotation.path,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    ...(oneLine && annotation.startColumn !== undefined ? { start_column: annotation.startColumn } : {}),
    ...(oneLine && annotation.endColumn !== undefined ? { end_column: annotation.endColumn } : {}),
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
  }
}
