/** The grammar of RFC 7644 §3.4.2.2: `or` binds looser than `and`, `not` wants parentheses, value paths do not nest. */
import { invalidFilter, invalidPath, ScimError } from '../errors.js'
import type { Scalar } from '../json.js'
import type { AttributePath } from '../schemas/resource-type.js'
import { parseAttributePath } from './attribute-path.js'
import { type Filter, junction, operators, type Operator, type PatchPath } from './filter.js'
import { type Token, tokensOf, unexpected } from './tokens.js'

/** Deeper or longer than any client writes; a store turns every comparison into SQL. */
const deepest = 32
const mostComparisons = 200

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

class Reader {
  private position = 0
  private depth = 0
  private comparisons = 0
  private insideBrackets = false

  constructor(private readonly tokens: readonly Token[]) {}

  get next(): Token {
    return this.tokens[this.position] as Token
  }

  take(): Token {
    const token = this.next
    if (token.kind !== 'end') this.position += 1
    return token
  }

  expect(kind: Token['kind']): void {
    const token = this.take()
    if (token.kind !== kind) throw unexpected(token, kind === 'end' ? 'the end' : kind)
  }

  private takesWord(word: string): boolean {
    const isWord = this.next.kind === 'word' && this.next.text.toLowerCase() === word
    if (isWord) this.position += 1
    return isWord
  }

  private chain(kind: 'and' | 'or', term: () => Filter): Filter {
    const first = term()
    if (!this.takesWord(kind)) return first
    const terms = [first, term()]
    while (this.takesWord(kind)) terms.push(term())
    return junction(kind, terms)
  }

  filter(): Filter {
    this.depth += 1
    if (this.depth > deepest) throw invalidFilter(`parentheses nest deeper than ${deepest}`)
    const filter = this.chain('or', () => this.chain('and', () => this.term()))
    this.depth -= 1
    return filter
  }

  private group(): Filter {
    this.expect('(')
    const filter = this.filter()
    this.expect(')')
    return filter
  }

  private term(): Filter {
    if (this.next.kind === '(') return this.group()
    if (this.takesWord('not')) return { kind: 'not', of: this.group() }
    const path = this.path()
    return this.next.kind === '[' ? this.values(path) : this.expression(path)
  }

  path(): AttributePath {
    const token = this.take()
    const path = token.kind === 'word' ? parseAttributePath(token.text) : undefined
    if (!path) throw unexpected(token, 'an attribute')
    return path
  }

  /** After an attribute: `[filter]`. */
  brackets(): Filter {
    this.expect('[')
    if (this.insideBrackets) throw invalidFilter('a value path may not hold another')
    this.insideBrackets = true
    const filter = this.filter()
    this.insideBrackets = false
    this.expect(']')
    return filter
  }

  /** After brackets: `.sub`, joined to them without a space. */
  sub(): string | undefined {
    const token = this.next
    if (token.kind !== 'word' || !token.text.startsWith('.')) return undefined
    this.position += 1
    const path = parseAttributePath(token.text.slice(1))
    if (!path || path.urn !== undefined || path.sub !== undefined) {
      throw unexpected(token, 'a sub-attribute')
    }
    return path.name
  }

  private values(path: AttributePath): Filter {
    const of = this.brackets()
    const sub = this.sub()
    if (sub === undefined) return { kind: 'values', path, of }
    // Not in the grammar, but Entra asks so when a mapping matches on it: emails[type eq "work"].value eq "a@b".
    const inner = this.expression({ name: sub })
    return { kind: 'values', path, of: junction('and', [of, inner]) }
  }

  private expression(path: AttributePath): Filter {
    this.comparisons += 1
    if (this.comparisons > mostComparisons) {
      throw invalidFilter(`the filter has more than ${mostComparisons} comparisons`)
    }
    if (this.takesWord('pr')) return { kind: 'present', path }
    return { kind: 'compare', path, operator: this.operator(), value: this.value() }
  }

  private operator(): Operator {
    const token = this.take()
    const word = token.text.toLowerCase()
    const operator = operators.find((candidate) => candidate === word)
    if (!operator || token.kind !== 'word') throw unexpected(token, 'an operator')
    return operator
  }

  private value(): Scalar | null {
    const token = this.take()
    if (token.kind === 'string') return stringOf(token)
    if (token.kind === 'word' && number.test(token.text)) return numberOf(token)
    const word = token.text.toLowerCase()
    const value = token.kind === 'word' && Object.hasOwn(words, word) ? words[word] : undefined
    if (value === undefined) throw unexpected(token, 'a string in quotes, a number, true or false')
    return value
  }
}

function stringOf(token: Token): string {
  try {
    return JSON.parse(token.text) as string
  } catch {
    throw unexpected(token, 'a string with JSON escapes')
  }
}

function numberOf(token: Token): number {
  const value = Number(token.text)
  if (!Number.isFinite(value)) throw unexpected(token, 'a number within range')
  return value
}

/** Text → Filter, or `invalidFilter` saying where it went wrong. */
export function parseFilter(text: string): Filter {
  const reader = new Reader(tokensOf(text))
  const filter = reader.filter()
  reader.expect('end')
  return filter
}

function readPatchPath(text: string): PatchPath {
  const reader = new Reader(tokensOf(text))
  const path = reader.path()
  const filter = reader.next.kind === '[' ? reader.brackets() : undefined
  const sub = filter && reader.sub()
  reader.expect('end')
  return {
    path,
    ...(filter === undefined ? {} : { filter }),
    ...(sub === undefined ? {} : { sub }),
  }
}

/** RFC 7644 §3.5.2: `invalidPath`, or `invalidFilter` for what stands in brackets. */
export function parsePatchPath(text: string): PatchPath {
  // Nearly every path is a plain one.
  const plain = parseAttributePath(text)
  if (plain) return { path: plain }
  try {
    return readPatchPath(text)
  } catch (error) {
    if (text.includes('[') || !ScimError.is(error)) throw error
    throw invalidPath(error.detail.replace('filter', 'path'))
  }
}
