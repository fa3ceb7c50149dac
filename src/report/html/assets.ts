import { createHash } from 'node:crypto'

/** How the page looks: one column on a telephone, where every cell of a table says what it is. */
export const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--blocked:#c62828;--unverified:#9a6700;--warning:#9a6700;--notice:#57606a;--passed:#1a7f37}
@media(prefers-color-scheme:dark){:root{--blocked:#ff7b72;--unverified:#d29922;--warning:#d29922;--notice:#8b949e;--passed:#3fb950}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:1200px;padding:1rem}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
.facts{color:var(--notice);margin:0;padding:0;list-style:none}
.blocked{color:var(--blocked)}.unverified,.misconfigured{color:var(--unverified)}.warning{color:var(--warning)}.notice{color:var(--notice)}.passed,.proved{color:var(--passed)}.refuted{color:var(--blocked)}.unknown{color:var(--unverified)}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;margin:.5rem 0}
.tools input,.tools button{font:inherit;padding:.25rem .5rem}
.tools input{flex:1 1 12rem;min-width:0}
table{border-collapse:collapse;width:100%}
th,td{border-top:1px solid var(--line);padding:.4rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
th{border-top:0;font-weight:600;white-space:nowrap}
td.short{white-space:nowrap}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
.fix{border-left:3px solid var(--line);margin:.3rem 0 0;padding-left:.6rem}
.more{color:var(--notice)}
details summary{cursor:pointer}
@media(min-width:721px){td:first-child code{display:inline-block;min-width:14rem}}
.graph{overflow-x:auto}.graph svg{min-width:900px;width:100%;font:13px ui-monospace,monospace}.graph path{fill:none;stroke:currentColor;stroke-width:1.5;opacity:.7}.graph rect{fill:var(--soft);stroke:var(--line)}.graph text{fill:currentColor}
@media(max-width:720px){table,tbody,tr,td{display:block}thead{display:none}tr{border-top:1px solid var(--line);padding:.5rem 0}td{border:0;padding:.15rem 0}td:empty{display:none}td[data-label]::before{content:attr(data-label) ": ";color:var(--notice)}}
`

/** Sorting and filtering. Without it the page says the same, worst first. */
export const SCRIPT = `
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const body = table.tBodies[0]
  const rows = [...body.rows]
  const key = (row, at) => row.cells[at]?.dataset.sort ?? row.cells[at]?.textContent.trim() ?? ''
  const tools = document.createElement('div')
  tools.className = 'tools'
  const search = document.createElement('input')
  search.type = 'search'
  search.placeholder = 'filter these ' + rows.length + ' rows'
  search.setAttribute('aria-label', 'filter ' + (table.caption?.textContent ?? 'the table'))
  const count = document.createElement('output')
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
    let shown = 0
    for (const row of rows) {
      const text = row.textContent.toLowerCase()
      row.hidden = !words.every((word) => text.includes(word))
      if (!row.hidden) shown++
    }
    count.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length
  })
  tools.append(search, count)
  table.before(tools)
  for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement('button')
    button.textContent = head.textContent
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending'
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort')
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending')
      const order = (a, b) => key(a, at).localeCompare(key(b, at), 'en', { numeric: true })
      body.append(...rows.toSorted((a, b) => (up ? order(a, b) : order(b, a))))
    })
    head.replaceChildren(button)
  }
}
`

/** Nothing is fetched and nothing runs but what stands here, whatever a text in the report says. */
export const POLICY = `default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
