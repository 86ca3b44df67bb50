/** The two files the pages need, served from our own origin so that the CSP can forbid everything inline. */

export const stylesheet = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 40rem; padding: 2rem 1rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
code { overflow-wrap: anywhere }
.people { list-style: none; padding: 0; display: grid; gap: .5rem }
button { font: inherit; width: 100%; min-height: 3rem; padding: .75rem 1rem; text-align: start; border: 1px solid; border-radius: .5rem; background: transparent; color: inherit; cursor: pointer }
button:hover { text-decoration: underline }
button:focus-visible, input:focus-visible, select:focus-visible, a:focus-visible { outline: 3px solid; outline-offset: 2px }
button small { display: block }
label { display: block; margin-block-start: 1rem }
input, select { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem }
.notice { border-inline-start: .25rem solid; padding-inline-start: 1rem }
`

/** Posts the one form of the page. Without JavaScript the person presses its button. */
export const submitScript = "document.getElementById('answer').submit()\n"
