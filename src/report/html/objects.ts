import { MAX_HTML_ROWS } from '../../model/limits.ts'
import type { Report, ReportFinding } from '../../model/report.ts'
import { escapeHtml, type Html, html } from '../escape.ts'
import { isActive } from '../problems.ts'
import { type Cell, codeCell, said, tableSection } from './table.ts'

/** Which objects are how exposed: what reaches them, what they may do, and what holds secrets in plain sight. */
export interface Objects {
  add(report: Report): void
  print(single: boolean): Html
}

// The columns, most exposed first: which groups of rules speak about it.
const ASPECTS: readonly (readonly [title: string, groups: readonly string[]])[] = [
  ['Reached from outside', ['exposure']],
  ['May do in the cluster', ['rbac']],
  ['May do on the node', ['pod-security']],
  ['Network', ['network']],
  ['Secrets', ['secret']],
]

/** No object yet. */
export function createObjects(): Objects {
  const objects = new Map<string, { readonly repository: string; readonly object: string; readonly said: ReportFinding[] }>()
  let left = 0
  return {
    add(report) {
      for (const finding of report.findings) {
        const { object, rule, file } = finding
        const group = rule.split('/')[0] ?? rule
        if (object === undefined || !isActive(finding) || !ASPECTS.some(([, groups]) => groups.includes(group))) continue
        const key = JSON.stringify([report.repository, file, object])
        const known = objects.get(key)
        if (known !== undefined) known.said.push(finding)
        else if (objects.size >= MAX_HTML_ROWS) left++
        else objects.set(key, { repository: report.repository, object, said: [finding] })
      }
    },
    print(single) {
      const rows = [...objects.values()]
        .map(({ repository, object, said: some }) => ({
          rank: rankOf(some),
          cells: rowOf(object, some, single ? '' : repository),
        }))
        .toSorted((a, b) => b.rank - a.rank)
        .map(({ cells }) => cells)
      const heads = ['Object', ...ASPECTS.map(([title]) => title), 'Where', 'Repository']
      return tableSection('Objects by exposure', heads, rows, { none: 'Nothing is said about the exposure of an object.', left })
    },
  }
}

// More aspects together are worse than more of one: a host path behind a load balancer.
function rankOf(some: readonly ReportFinding[]): number {
  const aspects = ASPECTS.filter(([, groups]) => some.some(({ rule }) => groups.includes(rule.split('/')[0] ?? rule)))
  const errors = some.filter(({ level }) => level === 'error').length
  return errors * 1_000 + aspects.length * 100 + Math.min(99, some.length)
}

function rowOf(object: string, some: readonly ReportFinding[], repository: string): readonly Cell[] {
  const [first] = some
  return [
    codeCell(object),
    ...ASPECTS.map(([, groups]) => aspectCell(some.filter(({ rule }) => groups.includes(rule.split('/')[0] ?? rule)))),
    said(first === undefined ? '' : `${first.file}:${first.line}`),
    codeCell(repository),
  ]
}

function aspectCell(some: readonly ReportFinding[]): Cell {
  if (some.length === 0) return said('')
  const worst = some.some(({ level }) => level === 'error')
    ? 'blocked'
    : some.some(({ level }) => level === 'warning')
      ? 'warning'
      : 'notice'
  const rules = [...new Set(some.map(({ rule }) => rule.slice(rule.indexOf('/') + 1)))].join(', ')
  return { shows: html`<span class="${escapeHtml(worst)}">${escapeHtml(rules)}</span>`, sort: `${some.length}` }
}
