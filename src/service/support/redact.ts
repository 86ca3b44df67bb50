/** What may leave the house in a support bundle: sentences of ours, without what people and IdPs wrote into them (W15). Pure. */

/** Of an address nothing is kept: the domain alone may name a customer. */
const addresses = /[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+/g
/** RFC 7644 messages name the user without quotation marks. */
const userNames = /\b(userName|externalId) (?!is\b|must\b|of\b)\S+/g
/** Anything long and without a blank is more likely a token or an identifier than a word. */
const longWords = /[^\s"]{40,}/g

const withheld = '[withheld]'

/** Addresses of ours and of IdPs tell where the fault is, without what stands behind the `?`. */
function urlIn(value: string): string | undefined {
  if (/^urn:[a-z0-9][a-z0-9-]{0,31}:/i.test(value)) return value
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined
  const { origin, pathname } = new URL(value)
  return value === origin ? origin : `${origin}${pathname}`
}

/** What may stand between quotation marks: what the configuration itself says. */
export type MayQuote = (value: string) => boolean

export function redacted(text: string, mayQuote: MayQuote): string {
  const quoted = text.split(/("(?:[^"\\]|\\.)*")/)
  return quoted
    .map((part, index) => {
      if (index % 2 === 0) {
        return part
          .replace(addresses, withheld)
          .replace(userNames, `$1 ${withheld}`)
          .replace(longWords, (word) => urlIn(word) ?? withheld)
      }
      const value = part.slice(1, -1)
      return `"${mayQuote(value) ? value : (urlIn(value) ?? withheld)}"`
    })
    .join('')
    .slice(0, 1000)
}
