/** Are two texts the same? Where Terraform has yet to compute one of them, the pieces that are known may still decide. */
import { isEntries, isList, Open, Sealed, textOf, type Part, type Value } from '../program/index.js'

export type Verdict = 'same' | 'different' | 'undecided'

const partsOf = (value: string | Open): readonly Part[] =>
  typeof value === 'string' ? [value] : value.parts

const isSamePart = (a: Part, b: Part): boolean =>
  typeof a === 'object' && typeof b === 'object' && a.expression === b.expression

/** What is left when the same beginning is taken from both: literal text counts by character. */
function withoutSameStart(a: readonly Part[], b: readonly Part[]): [Part[], Part[]] {
  const left = [...a]
  const right = [...b]
  while (left.length > 0 && right.length > 0) {
    const [x = '', y = ''] = [left[0], right[0]]
    if (isSamePart(x, y)) {
      left.shift()
      right.shift()
      continue
    }
    if (typeof x !== 'string' || typeof y !== 'string') break
    const shared = sharedLength(x, y)
    if (shared === 0 && x !== '' && y !== '') break
    replaceFirst(left, x.slice(shared))
    replaceFirst(right, y.slice(shared))
    if (
      left[0] !== '' &&
      right[0] !== '' &&
      typeof left[0] === 'string' &&
      typeof right[0] === 'string'
    )
      break
    dropEmpty(left)
    dropEmpty(right)
  }
  return [left, right]
}

const replaceFirst = (parts: Part[], text: string): void => {
  parts[0] = text
}

const dropEmpty = (parts: Part[]): void => {
  while (parts[0] === '') parts.shift()
}

function sharedLength(x: string, y: string): number {
  let length = 0
  while (length < x.length && x.charAt(length) === y.charAt(length)) length += 1
  return length
}

/** By code unit, as texts are compared here; the result is compared only, never shown. */
const backwards = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => text.charAt(text.length - 1 - at)).join('')

const mirrored = (parts: readonly Part[]): Part[] =>
  parts.map((part) => (typeof part === 'string' ? backwards(part) : part)).reverse()

const isKnown = (parts: readonly Part[]): boolean => parts.every((part) => typeof part === 'string')

/** Both begin with text, and the texts differ: whatever comes after cannot mend it. */
const startsApart = (a: readonly Part[], b: readonly Part[]): boolean =>
  typeof a[0] === 'string' && typeof b[0] === 'string' && a[0] !== '' && b[0] !== ''

/** Texts, as verdict. Anything that is neither text nor open is compared as JSON. */
export function compare(a: Value, b: Value): Verdict {
  if (a instanceof Sealed || b instanceof Sealed) return 'undecided'
  const isText = (value: Value): value is string | Open =>
    typeof value === 'string' || value instanceof Open
  if (!isText(a) || !isText(b)) return compareJson(a, b)
  const [left, right] = withoutSameStart(partsOf(a), partsOf(b))
  if (left.length === 0 && right.length === 0) return 'same'
  if (isKnown(left) && isKnown(right)) return 'different'
  if (startsApart(left, right)) return 'different'
  const [x, y] = withoutSameStart(mirrored(left), mirrored(right))
  if (x.length === 0 && y.length === 0) return 'same'
  if (isKnown(x) && isKnown(y)) return 'different'
  return startsApart(x, y) || isLonger(x, y) || isLonger(y, x) ? 'different' : 'undecided'
}

/** Texts are the same for certain exactly if their keys are: for looking up among thousands. Undefined for what is no text. */
export function sameKey(value: Value): string | undefined {
  if (typeof value !== 'string' && !(value instanceof Open)) return undefined
  const text = textOf(partsOf(value))
  const parts = text instanceof Open ? text.parts : [text]
  return JSON.stringify(parts.map((part) => (typeof part === 'string' ? part : [part.expression])))
}

/** Nothing is left on one side, and text on the other: whatever the holes turn out to be, they cannot take it away. */
const isLonger = (a: readonly Part[], b: readonly Part[]): boolean =>
  b.length === 0 && a.some((part) => typeof part === 'string')

function compareJson(a: Value, b: Value): Verdict {
  if (hasOpen(a) || hasOpen(b)) return 'undecided'
  return JSON.stringify(a) === JSON.stringify(b) ? 'same' : 'different'
}

const hasOpen = (value: Value): boolean => {
  if (value instanceof Open || value instanceof Sealed) return true
  if (isList(value)) return value.some(hasOpen)
  return isEntries(value) && Object.values(value).some(hasOpen)
}
