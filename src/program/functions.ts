/** Terraform's functions over texts, as far as URLs are built by them. What is not known stays an expression, always spelled alike. */
import { isList, open, Open, referencesIn, Sealed, textOf, type Hole, type Value } from './value.js'

type Text = string | Open

const isText = (value: Value | undefined): value is Text =>
  typeof value === 'string' || value instanceof Open

/** Beyond ASCII, Go and JavaScript do not always agree on letters and blanks. */
const isAscii = (text: string): boolean => /^[ -~\t\n\v\f\r]*$/.test(text)

const inAscii = (change: (text: string) => string) => (text: string) =>
  isAscii(text) ? change(text) : undefined

/** Functions of known texts. They answer undefined where they cannot say. */
const functions: ReadonlyMap<string, (...args: readonly string[]) => string | undefined> = new Map(
  Object.entries({
    lower: inAscii((text) => text.toLowerCase()),
    upper: inAscii((text) => text.toUpperCase()),
    trimspace: inAscii((text) => text.trim()),
    trimsuffix: (text: string, suffix: string) =>
      suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
    trimprefix: (text: string, prefix: string) =>
      text.startsWith(prefix) ? text.slice(prefix.length) : text,
    // A pattern between slashes is a regular expression of another dialect.
    replace: (text: string, from: string, to: string) =>
      from === '' || /^\/.*\/$/s.test(from) ? undefined : text.replaceAll(from, () => to),
  }),
)

/** What says nothing about the value. */
const transparent = new Set(['nonsensitive', 'tolist', 'toset'])

/** Applies a function of Terraform's; of what is open, it stays an expression, always spelled alike. */
export function call(name: string, args: readonly Value[]): Value {
  const [first, second] = args
  if (transparent.has(name) && args.length === 1 && first !== undefined) return first
  if (name === 'tostring' && args.length === 1) {
    if (isText(first)) return first
    if (typeof first === 'number' || typeof first === 'boolean') return String(first)
  }
  if (args.every((arg) => typeof arg === 'string')) {
    const known = functions.get(name)
    const answer = known?.length === args.length ? known(...args) : undefined
    if (answer !== undefined) return answer
  }
  const trimmed = name === 'trimsuffix' ? trimmedOpen(first, second) : undefined
  return trimmed ?? open(asHole(name, args))
}

/** The end of an open text may be known although its beginning is not. */
function trimmedOpen(text: Value | undefined, suffix: Value | undefined): Value | undefined {
  if (!(text instanceof Open) || typeof suffix !== 'string' || suffix === '') return undefined
  const last = text.parts.at(-1)
  if (typeof last !== 'string' || last.length <= suffix.length) return undefined
  if (!last.endsWith(suffix)) return text
  return textOf([...text.parts.slice(0, -1), last.slice(0, -suffix.length)])
}

const asHole = (name: string, args: readonly Value[]): Hole => ({
  expression: `${name}(${args.map(spelled).join(', ')})`,
  references: referencesIn(args),
  ...(args.some((arg) => arg instanceof Open && arg.holes.some((hole) => hole.afterApply))
    ? { afterApply: true }
    : {}),
})

function spelled(value: Value): string {
  if (isList(value)) return `[${value.map(spelled).join(', ')}]`
  if (!(value instanceof Open))
    return value instanceof Sealed ? '(sensitive)' : JSON.stringify(value)
  const [only] = value.parts
  if (value.parts.length === 1 && typeof only === 'object') return only.expression
  const parts = value.parts.map((part) =>
    typeof part === 'string' ? part : `\${${part.expression}}`,
  )
  return `"${parts.join('')}"`
}

/** One text after the other. */
export const concatenated = (...values: readonly Value[]): Value =>
  values.every(isText)
    ? textOf(values.flatMap((value) => (typeof value === 'string' ? [value] : value.parts)))
    : open(asHole('format', values))
