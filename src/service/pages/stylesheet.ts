/** The one style sheet. Colours are held to WCAG AA contrast, light and dark, by `test/browser/pages.test.ts`. */
export const stylesheet = `:root {
  color-scheme: light dark;
  --paper: #f3f4f7; --card: #ffffff; --ink: #18202e; --quiet: #545f74; --line: #d8dde7; --edge: #7c8699;
  --accent: #1f4fc4; --on-accent: #ffffff; --accent-soft: #e9effc;
  --good: #0f6434; --good-soft: #e2f4e9; --bad: #a1231b; --bad-soft: #fdeae8; --warn: #744600; --warn-soft: #fcf0d9;
  --neutral-soft: #e9ecf2; --ring: #1f4fc4; --shadow: 0 1px 2px #18202e14, 0 8px 24px #18202e0f;
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10141c; --card: #191f2b; --ink: #e7ebf3; --quiet: #a5afc2; --line: #2d3646; --edge: #77839a;
    --accent: #93b4ff; --on-accent: #0d1a3a; --accent-soft: #202c47;
    --good: #7fdca4; --good-soft: #14301f; --bad: #ffaba3; --bad-soft: #3b1a18; --warn: #f2c66d; --warn-soft: #35280e;
    --neutral-soft: #262e3c; --ring: #93b4ff; --shadow: 0 1px 2px #0006;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; border-radius: 3px; }

.top { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center; max-width: 64rem; margin: 0 auto; padding: 1.25rem 1rem 0; }
.narrow .top { justify-content: center; padding-top: clamp(1.5rem, 8vh, 5rem); }
.brand { display: inline-flex; gap: 0.6rem; align-items: center; color: var(--ink); font-weight: 650; font-size: 1.05rem; letter-spacing: 0.01em; text-decoration: none; }
.brand svg { width: 1.75rem; height: 1.75rem; flex: none; }
.brand .peg { fill: var(--accent); }
.brand .hole { fill: none; stroke: var(--ink); stroke-width: 2; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem; list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 0.35rem 0.75rem; border-radius: 0.5rem; color: var(--ink); text-decoration: none; }
nav a:hover, nav a[aria-current] { background: var(--neutral-soft); }
nav a[aria-current] { font-weight: 600; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 1rem; background: var(--card); border-radius: 0.5rem; }
.skip:focus { top: 0.5rem; }

main { max-width: 64rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
.narrow main { max-width: 27rem; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -0.01em; margin: 0 0 0.5rem; }
h2 { font-size: 1.1rem; line-height: 1.35; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.5rem; }
p { margin: 0 0 0.9rem; }
.lead { color: var(--quiet); margin-bottom: 1.5rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 0.9rem; box-shadow: var(--shadow); padding: 1.25rem; margin: 0 0 1.25rem; }
.narrow .card { padding: 1.75rem 1.5rem; }
.narrow h1 { margin-bottom: 1.1rem; }
.card > :last-child { margin-bottom: 0; }
.columns { display: grid; gap: 0 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); align-items: start; }
.quiet { color: var(--quiet); }
.small { font-size: 0.9rem; }
.after { text-align: center; }

label { display: block; font-weight: 600; margin-bottom: 0.3rem; }
.hint { color: var(--quiet); font-size: 0.9rem; margin: -0.5rem 0 0.9rem; }
input, select, textarea { font: inherit; color: inherit; background: var(--card); width: 100%; padding: 0.6rem 0.75rem; border: 1px solid var(--edge); border-radius: 0.55rem; margin-bottom: 1rem; }
button, .button { font: inherit; font-weight: 600; display: inline-block; padding: 0.6rem 1.1rem; border-radius: 0.55rem; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); text-align: center; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { filter: brightness(1.08); }
button.second, .button.second { background: transparent; color: var(--accent); border-color: var(--edge); }
button.second:hover, .button.second:hover { background: var(--accent-soft); filter: none; }
.wide-button { display: block; width: 100%; }
.narrow form button { width: 100%; }
.or { display: flex; align-items: center; gap: 0.75rem; color: var(--quiet); font-size: 0.9rem; margin: 1.25rem 0; }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
.row { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; margin: 0 0 0.75rem; }
.filters { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)); align-items: end; }
.filters button { margin-bottom: 1rem; }

.notice { border: 1px solid; border-left-width: 5px; border-radius: 0.55rem; padding: 0.75rem 1rem; margin: 0 0 1rem; }
.notice > :last-child { margin-bottom: 0; }
.good { color: var(--good); background: var(--good-soft); }
.bad { color: var(--bad); background: var(--bad-soft); }
.warn { color: var(--warn); background: var(--warn-soft); }
.plain { color: var(--ink); background: var(--neutral-soft); }
.badge { display: inline-block; font-size: 0.85rem; font-weight: 600; line-height: 1.4; padding: 0.1rem 0.6rem; border-radius: 1rem; white-space: nowrap; }
.reference { font: 600 1.15rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }

dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.4rem 1.25rem; margin: 0 0 1.1rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.6rem; } }
ul.list { list-style: none; margin: 0; padding: 0; }
ul.list > li { padding: 0.6rem 0; border-top: 1px solid var(--line); }
ul.list > li:first-child { border-top: 0; padding-top: 0; }
ul.list > li:last-child { padding-bottom: 0; }
ol.stages { list-style: none; margin: 0; padding: 0; }
ul.list .why { display: block; color: var(--quiet); font-size: 0.92rem; }
.source { display: inline-block; color: var(--quiet); font-size: 0.8rem; line-height: 1.4; border: 1px solid var(--line); border-radius: 0.35rem; padding: 0 0.35rem; }
.source:empty { display: none; }
code, pre { font: 0.9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { overflow: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 0.55rem; padding: 0.9rem; margin: 0 0 1rem; overflow-wrap: normal; }
summary { cursor: pointer; font-weight: 600; padding: 0.2rem 0; }
details[open] > summary { margin-bottom: 0.75rem; }
.scroll { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; overflow-wrap: break-word; }
caption { text-align: start; color: var(--quiet); padding-bottom: 0.5rem; }
th, td { text-align: start; vertical-align: top; padding: 0.55rem 1rem 0.55rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--quiet); font-size: 0.88rem; font-weight: 600; }
tbody th { font-weight: 600; }
td.key { white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { button, .button, nav a { transition: background 0.12s, filter 0.12s; } }
@media print { .top nav, form, .skip { display: none; } .card { box-shadow: none; } body { background: none; } }
`
