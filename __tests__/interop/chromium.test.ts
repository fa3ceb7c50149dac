import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { renderPage } from '../../demo/page.ts'
import type { Report } from '../../src/model/report.ts'
import { html } from '../../src/report/reporters/html.ts'
import { reportOf } from '../report/sample.ts'
import { samplePage } from '../report/sample-page.ts'

const chromium = process.env.PREADMIT_CHROMIUM
const folder = mkdtempSync(join(tmpdir(), 'preadmit-chromium-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Looked {
  readonly width: number
  readonly content: number
  /** What is seen without opening or scrolling anything sideways. */
  readonly seen: string
  /** What reaches beyond the right edge, where nothing scrolls by itself. */
  readonly wide: readonly string[]
}

// What is cut off at the right is not seen. The frame has the width, because a window cannot be narrower than 500 px.
const LOOK = `<script>
addEventListener('load', () => {
  const wide = [...document.querySelectorAll('a, strong, p, code')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('pre, .scroll, .diff, .file'))
  parent.document.body.dataset.looked = JSON.stringify({ width: innerWidth, content: document.documentElement.scrollWidth, seen: document.body.innerText, wide: wide.map((one) => one.textContent) })
})
</script>`

/** The page as Chromium lays it out at a width, without its content policy, which would let no script of the test run. */
function look(page: string, width: number): Looked {
  const file = join(folder, `page-${width}.html`)
  const open = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '').replace('</body>', `${LOOK}</body>`)
  const framed = open.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  writeFileSync(file, `<body><iframe style="width:${width}px;height:3000px;border:0" srcdoc="${framed}"></iframe></body>`)
  const { stdout } = run(file)
  const [, found = ''] = /data-looked="([^"]*)"/.exec(stdout) ?? []
  return JSON.parse(
    found
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&nbsp;', ' ')
      .replaceAll('&amp;', '&'),
  )
}

function run(file: string): { readonly stdout: string; readonly stderr: string } {
  const options = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--enable-logging=stderr',
    '--hide-scrollbars',
    '--window-size=1280,2000',
  ]
  const ran = spawnSync(String(chromium), [...options, '--dump-dom', `file://${file}`], { encoding: 'utf8', timeout: 60_000 })
  return { stdout: ran.stdout, stderr: ran.stderr }
}

const suite = chromium === undefined ? describe.skip : describe

suite(`in Chromium${chromium === undefined ? ' (skipped: PREADMIT_CHROMIUM is not set)' : ''}`, () => {
  test.each([1280, 390])(
    'the comment fits into %i px and says where, what and how to fix it, unopened',
    async (width) => {
      const looked = look(renderPage(await samplePage()), width)
      expect([looked.width, looked.content]).toEqual([width, width])
      expect(looked.wide).toEqual([])
      for (const said of [
        'deploy/web.yaml:17',
        'is signed, but by nobody whom the policy trusts',
        'Delete the line, or name the port',
      ])
        expect(looked.seen.replace(/\s+/g, ' ')).toContain(said)
    },
    120_000,
  )

  test.each([1280, 390])(
    'the HTML report fits into %i px',
    (width) => {
      const looked = look(html.render(reportOf('blocked')), width)
      expect([looked.width, looked.content]).toEqual([width, width])
      expect(looked.wide).toEqual([])
    },
    120_000,
  )

  test('the HTML report runs its own script under its content policy, and no other', () => {
    const hostile = '</td><script>document.title="taken"</script><img src=x onerror="document.title=1">'
    const report: Report = { ...reportOf('blocked'), repository: hostile }
    const page = html.render(report)
    const file = join(folder, 'own.html')
    writeFileSync(file, page)
    expect(run(file).stdout).toContain('class="tools"')
    writeFileSync(file, page.replace('</body>', '<script>document.body.dataset.taken = 1</script></body>'))
    const strange = run(file)
    expect(strange.stdout).not.toContain('data-taken="1"')
    expect(strange.stderr).toMatch(/Content Security Policy/)
    expect(strange.stdout).not.toMatch(/<title>(?:taken|1)</)
  }, 120_000)
})
