/** The frame of every page: language, title, one heading, one style sheet, no script. */
import { createHash } from 'node:crypto'
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { stylesheet } from './stylesheet.js'

export const stylePath = '/style.css'
export const iconPath = '/icon.svg'

/** With its content's hash, so that a new version is never shown in an old one's clothes. */
const styleUrl = `${stylePath}?v=${createHash('sha256').update(stylesheet).digest('hex').slice(0, 12)}`

export interface NavItem {
  readonly title: string
  readonly href: string
}

interface Frame {
  readonly title: string
  /** A form or a message; wide pages show tables. */
  readonly width: 'narrow' | 'wide'
  readonly nav?: readonly NavItem[]
  /** The item of `nav` the page belongs to. */
  readonly current?: string
}

/** A peg in its hole. */
function Brand(): VNode {
  return (
    <a class="brand" href="/">
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path class="hole" d="M3 4h18v6h-5v5h5v5H3v-5h5v-5H3z" />
        <path class="peg" d="M9.5 1.5h5v21h-5z" />
      </svg>
      Mortise
    </a>
  )
}

function Nav({ items, current }: { items: readonly NavItem[]; current: string | undefined }) {
  return (
    <nav aria-label="Administration">
      <ul>
        {items.map(({ title, href }) => (
          <li key={href}>
            <a href={href} {...(href === current ? { 'aria-current': 'page' as const } : {})}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Page({ frame, children }: { frame: Frame; children: ComponentChildren }): VNode {
  const { title, width, nav, current } = frame
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Mortise`}</title>
        <link rel="stylesheet" href={styleUrl} />
        <link rel="icon" type="image/svg+xml" href={iconPath} />
      </head>
      <body class={width}>
        {nav && (
          <a class="skip" href="#main">
            Skip to content
          </a>
        )}
        <header class="top">
          <Brand />
          {nav && <Nav items={nav} current={current} />}
        </header>
        <main id="main">{children}</main>
      </body>
    </html>
  )
}

export const renderFrame = (frame: Frame, children: ComponentChildren): string =>
  `<!doctype html>${renderToString(<Page frame={frame}>{children}</Page>)}`

/** One card with a heading: a form, or a message. */
export const renderPage = (title: string, children: ComponentChildren): string =>
  renderFrame(
    { title, width: 'narrow' },
    <div class="card">
      <h1>{title}</h1>
      {children}
    </div>,
  )
