import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_GRAPH_IMAGES } from '../../src/model/limits.ts'
import type { Report, ReportFinding, ReportRuling } from '../../src/model/report.ts'
import { createGraph } from '../../src/report/html/graph.ts'
import { createObjects } from '../../src/report/html/objects.ts'
import { html } from '../../src/report/reporters/html.ts'
import { hostile } from './hostile.ts'
import { reportOf } from './sample.ts'

const pictureOf = (...reports: readonly Report[]): string => {
  const graph = createGraph()
  for (const report of reports) graph.add(report)
  return graph.print()
}

/** The sample with so many references, each to an image of its own. */
function referring(count: number, ruling: ReportRuling['ruling'] = 'cleared'): Report {
  const report = reportOf('blocked')
  const [first] = report.rulings
  if (first === undefined) throw new Error('the sample has changed')
  const rulings = Array.from({ length: count }, (_, at) => ({
    ...first,
    ruling,
    findings: [],
    reference: { ...first.reference, name: `ghcr.io/acme/app-${at}:1`, file: `f${at}.yaml` },
  }))
  return { ...report, rulings, images: [] }
}

describe('the picture of where images run', () => {
  test('leads from the file to the image and on to who vouches for it, each line as it was answered', () => {
    const picture = pictureOf(reportOf('blocked'))
    for (const name of ['deploy/web.yaml', 'ghcr.io/acme/metrics:2.1', 'release', 'nobody is asked'])
      expect(picture).toContain(name)
    expect(picture.match(/<path class="refuted"/g)).toHaveLength(3)
    expect(picture.match(/<path class="unknown"/g)).toHaveLength(1)
  })

  test('has as many images as the limit, and counts from one past it', () => {
    expect(pictureOf(referring(MAX_GRAPH_IMAGES))).not.toContain('more images')
    expect(pictureOf(referring(MAX_GRAPH_IMAGES + 1))).toContain('… and 1 more images')
  })

  test('keeps the worst when there are more', () => {
    const many = referring(MAX_GRAPH_IMAGES)
    expect(pictureOf(many, reportOf('blocked'))).toContain('ghcr.io/acme/sweep:0.9')
  })

  test('is none where nothing names an image', () => {
    expect(pictureOf({ ...reportOf('blocked'), rulings: [] })).toBe('')
  })
})

describe('the objects', () => {
  const about = (rule: string, object: string, level: ReportFinding['level'] = 'warning'): ReportFinding => {
    const first = reportOf('blocked').findings.find((one) => one.exceptedBy === undefined)
    if (first === undefined) throw new Error('the sample has changed')
    return { ...first, rule, object, level }
  }

  test('stand most exposed first, once each, and without what is excepted', () => {
    const objects = createObjects()
    const excepted = { line: 1, reason: 'r', owner: 'o', expires: '2027-01-01', daysLeft: 1 }
    objects.add({
      ...reportOf('blocked'),
      findings: [
        about('network/not-selected', 'Deployment/quiet'),
        about('exposure/load-balancer', 'Service/open'),
        about('exposure/node-port', 'Service/open'),
        about('rbac/wildcard', 'Service/open'),
        about('pod-security/privileged', 'Deployment/strong', 'error'),
        { ...about('exposure/node-port', 'Service/excused'), exceptedBy: excepted },
      ],
    })
    const table = objects.print(true)
    const names = ['Deployment/strong', 'Service/open', 'Deployment/quiet'].map((name) => table.indexOf(name))
    expect(names.toSorted((a, b) => a - b)).toEqual(names)
    expect(table).toContain('load-balancer, node-port')
    expect(table.match(/Service\/open/g)).toHaveLength(2)
    expect(table).not.toContain('Service/excused')
  })
})

test('a valid signature of somebody whom the policy does not ask is not shown as good', () => {
  const page = html.render(reportOf('blocked'))
  expect(page).toContain('not asked for: <code>https://github.com/acme-forks/web/')
  expect(page).not.toMatch(/class="proved">https:\/\/github.com\/acme-forks/)
})

test('no hostile text becomes an element of picture or objects', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const report = reportOf('blocked')
      const rulings = report.rulings.map((one) => ({ ...one, reference: { ...one.reference, file: text, name: text, text } }))
      const images = report.images.map((one) => ({
        ...one,
        name: text,
        demands: one.demands.map((demand) => ({ ...demand, authority: text })),
      }))
      const findings = report.findings.map((one) => ({ ...one, object: text, file: text, rule: 'exposure/node-port' }))
      const objects = createObjects()
      objects.add({ ...report, findings })
      const tags = `${pictureOf({ ...report, rulings, images })}${objects.print(true)}`.match(/<\/?[a-z][^\s>]*/gi) ?? []
      const known = /^<\/?(?:h2|div|svg|path|g|title|rect|text|p|table|thead|tbody|tr|th|td|span|code)$/
      expect(tags.filter((tag) => !known.test(tag))).toEqual([])
    }),
    { numRuns: 60 },
  )
})
