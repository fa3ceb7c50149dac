import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { MAX_CHART_BYTES, MAX_CHART_FILE_BYTES, MAX_CHART_RATIO, MAX_CHART_UNPACKED_ANYWAY } from '../../../src/model/limits.ts'
import { unpackChart } from '../../../src/render/helm/archive.ts'
import { ChartLimit } from '../../../src/render/helm/chart.ts'
import { packChart } from '../../fakes/packed-chart.ts'

const PACKED = packChart('web', { 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' })

/** The archive followed by so many zeros that all unpacks to this size: the end of a tar file is what it stops at. */
function padded(size: number): Uint8Array {
  const own = 512 * 4
  return Buffer.concat([PACKED, gzipSync(Buffer.alloc(size - own))])
}

test('an archive may unpack to some bytes whatever its size, to one more only in proportion', () => {
  const most = padded(MAX_CHART_UNPACKED_ANYWAY)
  expect(most.length * MAX_CHART_RATIO).toBeLessThan(MAX_CHART_UNPACKED_ANYWAY)
  expect(unpackChart(most, 'web.tgz')).toHaveLength(1)
  expect(() => unpackChart(padded(MAX_CHART_UNPACKED_ANYWAY + 1), 'web.tgz')).toThrow(ChartLimit)
})

test('an archive that is large enough for what it unpacks to is read', () => {
  const noise = createHash('shake256', { outputLength: 200 * 1024 })
    .update('noise')
    .digest()
  const archive = Buffer.concat([padded(MAX_CHART_UNPACKED_ANYWAY + 1), gzipSync(noise)])
  expect(unpackChart(archive, 'web.tgz')).toHaveLength(1)
})

test('a file at the largest that Helm takes is read, a byte more refuses the chart', () => {
  const chart = (size: number): Uint8Array => packChart('web', { 'Chart.yaml': 'name: web\n', 'files/a': 'x'.repeat(size) })
  expect(unpackChart(chart(MAX_CHART_FILE_BYTES), 'web.tgz')).toHaveLength(2)
  expect(() => unpackChart(chart(MAX_CHART_FILE_BYTES + 1), 'web.tgz')).toThrow('larger than the maximum file size')
})

test('no archive unpacks to more than the most of all, however large it is', () => {
  const noise = createHash('shake256', { outputLength: Math.ceil(MAX_CHART_BYTES / MAX_CHART_RATIO) })
    .update('noise')
    .digest()
  const zeros = gzipSync(Buffer.alloc(MAX_CHART_BYTES))
  expect(() => unpackChart(Buffer.concat([PACKED, gzipSync(noise), zeros]), 'web.tgz')).toThrow(
    `decompressed chart is larger than the maximum file size ${MAX_CHART_BYTES}`,
  )
})
