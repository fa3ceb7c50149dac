import { expect, test } from '@jest/globals'
import { MIN_OBJECT_NOTICES } from '../../src/model/limits.ts'
import type { ReportFinding } from '../../src/model/report.ts'
import { contextsFor, noticeBlocks, rulesIn } from '../../src/report/notices.ts'
import type { Problem } from '../../src/report/problems.ts'

const place = { file: 'web.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }
const notice = (rule: string, object?: string): ReportFinding => ({
  ...{ ...place, rule, level: 'notice', message: rule, why: '', evidence: [], docs: '', fingerprint: rule },
  ...(object === undefined ? {} : { object }),
})
const problem = (...findings: readonly ReportFinding[]): Problem => ({ state: 'notice', location: place, subject: 'x', findings })
const many = (count: number) => Array.from({ length: count }, (_, at) => notice(`availability/a${at}`, 'Pod web'))

test('notices about one object are one block from a number on, others stay alone', () => {
  const few = noticeBlocks([problem(...many(MIN_OBJECT_NOTICES - 1))])
  expect(few.map(({ object, findings }) => [object, findings.length])).toEqual(few.map(() => [undefined, 1]))
  const enough = noticeBlocks([problem(...many(MIN_OBJECT_NOTICES)), problem(notice('image/looks-like'))])
  expect(enough.map(({ object, findings }) => [object, findings.length])).toEqual([
    ['Pod web', MIN_OBJECT_NOTICES],
    [undefined, 1],
  ])
})

test('no notice is lost', () => {
  const all = [problem(...many(5)), problem(notice('a/b')), problem(notice('a/c', 'Pod other'))]
  expect(noticeBlocks(all).flatMap(({ findings }) => findings)).toHaveLength(7)
})

test('the rules are said by group, with how often', () => {
  expect(rulesIn([notice('availability/no-probe'), notice('network/not-selected'), notice('availability/no-probe')])).toBe(
    'availability: no-probe (2); network: not-selected',
  )
})

test('what to write answers what is said, and nothing else', () => {
  expect(contextsFor([notice('availability/no-probe')])).toBeUndefined()
  expect(contextsFor([notice('pod-security/run-as-non-root'), notice('pod-security/capabilities-restricted')])).toBe(
    'securityContext: {runAsNonRoot: true} in the pod, securityContext: {capabilities: {drop: [ALL]}} in each container',
  )
})
