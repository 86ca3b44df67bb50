/** Writing XML without string pasting: a tree of plain data, escaped at one place. */
import { impossible } from './characters.js'

export interface Markup {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly children: readonly (Markup | string)[]
}

/** An element to be written; attributes that are `undefined` are left out. */
export const element = (
  name: string,
  attributes: Markup['attributes'] = {},
  ...children: Markup['children']
): Markup => ({ name, attributes, children })

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // XML 1.0 §3.3.3 and §2.11: unescaped, a parser would turn these into blanks or line feeds.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

// These cannot be written in any way; leaving them out silently would change the value.
function escape(text: string): string {
  if (impossible.test(text)) throw new TypeError('XML 1.0 cannot carry a control character')
  return text.replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character)
}

/** The XML text of the tree. @throws TypeError for characters XML cannot carry. */
export function render({ name, attributes, children }: Markup): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escape(value)}"`))
    .join('')
  if (children.length === 0) return `<${name}${written}/>`
  const content = children.map((child) =>
    typeof child === 'string' ? escape(child) : render(child),
  )
  return `<${name}${written}>${content.join('')}</${name}>`
}
