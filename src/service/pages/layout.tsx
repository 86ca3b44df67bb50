/** The frame of every page: language, title, one heading, one style sheet, no script. */
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

export const stylePath = '/style.css'

export const style = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
dt { font-weight: 600; }
dd { margin: 0 0 0.5rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding-bottom: 0.5rem; }
th, td { border-bottom: 1px solid #8888; padding: 0.35rem 0.75rem 0.35rem 0; text-align: start; vertical-align: top; }
pre { overflow: auto; border: 1px solid #8888; padding: 0.75rem; font-size: 0.85rem; }
label { display: block; font-weight: 600; }
input { font: inherit; padding: 0.35rem; width: min(100%, 24rem); margin-bottom: 1rem; }
button { font: inherit; padding: 0.4rem 1rem; }
a.button { display: inline-block; border: 1px solid; border-radius: 0.25rem; padding: 0.4rem 1rem; text-decoration: none; }
:focus-visible { outline: 3px solid #06c; outline-offset: 2px; }
`

function Page({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={stylePath} />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  )
}

export const renderPage = (title: string, children: ComponentChildren): string =>
  `<!doctype html>${renderToString(<Page title={title}>{children}</Page>)}`
