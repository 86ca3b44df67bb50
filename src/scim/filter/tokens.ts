/** Text → tokens of a filter or a PATCH path. Linear in the text's length, whatever the text. */
import { invalidFilter } from '../errors.js'

export interface Token {
  readonly kind: 'word' | 'string' | '(' | ')' | '[' | ']' | 'end'
  readonly text: string
  /** Where it begins, counted from 1, for people. */
  readonly at: number
}

/** Entra's longest known filter is under 300 characters; a URL of 8 kB is refused by most proxies. */
const longest = 8192

// A string is JSON's: a backslash takes the next character with it, so \" does not end it.
const pattern = /[ \t\r\n]*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+)|$)/y

const spoken = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text)

function tokenAt(text: string, from: number): Token {
  pattern.lastIndex = from
  const match = pattern.exec(text)
  if (!match) throw invalidFilter(`cannot read the filter from character ${from + 1}`)
  const [all, bracket, string, word] = match
  const token = bracket ?? string ?? word ?? ''
  const at = from + all.length - token.length + 1
  if (bracket) return { kind: bracket as Token['kind'], text: bracket, at }
  if (string) return { kind: 'string', text: string, at }
  return word ? { kind: 'word', text: word, at } : { kind: 'end', text: 'its end', at }
}

/** Ends with an `end`. */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > longest) {
    throw invalidFilter(`the filter has ${text.length} characters; at most ${longest} are read`)
  }
  const tokens: Token[] = []
  for (let from = 0; tokens.at(-1)?.kind !== 'end'; from = pattern.lastIndex) {
    tokens.push(tokenAt(text, from))
  }
  return tokens
}

export const unexpected = ({ text, at }: Token, wanted: string): Error =>
  invalidFilter(`expected ${wanted} at character ${at}, found ${spoken(text)}`)
