/** The looks of the demo page: plain, light, no fonts or pictures from elsewhere. */
export const PAGE_STYLE = `
:root { --line: #d1d9e0; --soft: #f6f8fa; --text: #1f2328; --dim: #59636e; --red: #cf222e; --green: #1a7f37; --blue: #0969da; --amber: #9a6700; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--text); font: 14px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', Inter, 'Liberation Sans', sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 32px 64px; }
code, pre, .diff, .suggestion, .row { font-family: ui-monospace, SFMono-Regular, 'Liberation Mono', 'DejaVu Sans Mono', monospace; font-size: 12px; }
a { color: var(--blue); text-decoration: none; }
a:hover { text-decoration: underline; }
.crumb { color: var(--blue); font-weight: 600; }
h1 { font-size: 26px; font-weight: 400; margin: 4px 0 8px; }
.number, .meta, .by, .crumb + * .number { color: var(--dim); }
.meta { margin: 0 0 20px; padding-bottom: 16px; border-bottom: 1px solid var(--line); }
.meta code, .body code { background: rgba(129, 139, 152, .14); border-radius: 6px; padding: .15em .4em; overflow-wrap: anywhere; }
.state { background: var(--green); color: #fff; border-radius: 999px; padding: 4px 12px; font-weight: 600; margin-right: 4px; }
.label, .count { display: inline-block; border: 1px solid var(--line); border-radius: 999px; padding: 0 7px; font-size: 12px; font-style: normal; color: var(--dim); font-weight: 500; }
.count { background: rgba(129, 139, 152, .14); border-color: transparent; }
.comment { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 16px; margin: 16px 0; }
.avatar { width: 40px; height: 40px; border-radius: 50%; background: #6e40c9; color: #fff; display: grid; place-items: center; font-weight: 600; }
.avatar.small { display: inline-grid; width: 20px; height: 20px; font-size: 11px; background: #24292f; }
.bubble, .box, .file, .thread { border: 1px solid var(--line); border-radius: 6px; background: #fff; }
.by { padding: 8px 16px; background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; }
.by strong { color: var(--text); }
.body { padding: 14px 16px; }
.body > :first-child { margin-top: 0; }
.body > :last-child { margin-bottom: 0; }
.body h2 { font-size: 20px; line-height: 1.3; margin: 0 0 12px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
.body p { margin: 0 0 12px; }
.body pre { background: var(--soft); border-radius: 6px; padding: 12px; overflow: auto; margin: 0 0 12px; }
.body pre code { background: none; padding: 0; overflow-wrap: normal; }
.body hr { border: 0; border-top: 1px solid var(--line); margin: 16px 0 10px; }
.body ul { margin: 0 0 12px; padding-left: 24px; }
.body details { margin: 0 0 6px; }
.body details + p { margin-top: 20px; }
.body details[open] { margin-bottom: 14px; }
.body summary { cursor: pointer; }
.body details > :not(summary) { margin-left: 16px; }
.body details > summary + * { margin-top: 10px; }
sub { font-size: 12px; color: var(--dim); vertical-align: baseline; }
.scroll { overflow: auto; margin: 0 0 14px; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 6px 12px; text-align: left; vertical-align: top; }
th { font-weight: 600; }
tbody tr:nth-child(2n) { background: var(--soft); }
td:first-child, td:nth-child(2) > a > code, td:nth-child(2) > code:only-child { white-space: nowrap; }
.callout { border-left: 4px solid var(--amber); padding: 4px 16px; margin: 0 0 14px; }
.callout > strong { color: var(--amber); }
.callout p { margin: 4px 0; }
.event { display: flex; gap: 6px; align-items: baseline; color: var(--dim); margin: 12px 0 12px 56px; }
.event { display: block; }
.event p { display: inline; margin: 0; }
.event .avatar { margin-right: 4px; }
.box { margin: 16px 0 16px 56px; overflow: hidden; }
.check .box { margin-left: 0; }
.padded { padding: 16px; }
.box-head { padding: 12px 16px; font-weight: 600; border-bottom: 1px solid var(--line); }
.box-head.failure { border-left: 4px solid var(--red); }
.box-head.success { border-left: 4px solid var(--green); }
.checks, .annotations { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
.checks li { display: flex; gap: 8px; align-items: baseline; padding: 8px 16px; border-bottom: 1px solid var(--line); }
.checks span { color: var(--dim); flex: 1; }
.checks b { width: 16px; text-align: center; }
.success b { color: var(--green); }
.failure b { color: var(--red); }
.action_required b { color: var(--amber); }
.merge { padding: 12px 16px; background: var(--soft); }
.merge.no { color: var(--red); font-weight: 600; }
.merge.yes { color: var(--green); font-weight: 600; }
.part { font-size: 18px; margin: 36px 0 12px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
.file { margin: 0 0 16px; overflow: hidden; }
.file-head { padding: 8px 12px; background: var(--soft); border-bottom: 1px solid var(--line); }
.plus { color: var(--green); font-size: 12px; font-weight: 600; }
.minus { color: var(--red); font-size: 12px; font-weight: 600; }
.diff { overflow-x: auto; }
.row { white-space: pre; min-height: 20px; line-height: 20px; width: max-content; min-width: 100%; }
.row u { display: inline-block; width: 44px; padding-right: 10px; text-align: right; color: var(--dim); text-decoration: none; user-select: none; }
.row i { display: inline-block; width: 20px; text-align: center; font-style: normal; user-select: none; }
.add { background: #dafbe1; }
.del { background: #ffebe9; }
.hunk { background: #ddf4ff; color: var(--dim); padding: 4px 12px; }
.thread { margin: 10px 16px 10px 92px; max-width: 860px; position: sticky; left: 92px; font-family: -apple-system, 'Segoe UI', 'Noto Sans', Inter, 'Liberation Sans', sans-serif; white-space: normal; box-shadow: 0 1px 3px rgba(31, 35, 40, .08); }
.file > .thread { margin-left: 16px; }
.thread .by { padding: 6px 12px; }
.thread .body { padding: 10px 12px; font-size: 14px; }
.suggestion { border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; margin: 0 0 10px; }
.suggestion-head { padding: 6px 10px; background: var(--soft); border-bottom: 1px solid var(--line); font: 12px -apple-system, 'Segoe UI', 'Noto Sans', Inter, 'Liberation Sans', sans-serif; color: var(--dim); }
.suggestion-foot { padding: 6px 10px; border-top: 1px solid var(--line); text-align: right; position: sticky; left: 0; }
.button { display: inline-block; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); padding: 3px 10px; font: 500 12px -apple-system, 'Segoe UI', 'Noto Sans', Inter, 'Liberation Sans', sans-serif; }
.annotations li { border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px; padding: 8px 12px; margin: 0 0 8px; }
.annotations .failure { border-left-color: var(--red); }
.annotations .warning { border-left-color: var(--amber); }
.annotations .notice { border-left-color: var(--blue); }
.annotations pre { margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--dim); }
.check-title { margin: 0 0 12px; font-weight: 600; }
.check h3 { font-size: 15px; margin: 0 0 8px; }
`
