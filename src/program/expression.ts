/** Terraform's templates, as far as both sides of a joint use them: pieces of text, references, and the few functions that build URLs. Whatever else is kept as it is written: an expression equals only itself. */
import { call } from './functions.js'
import { open, Open, Sealed, textOf, type Hole, type Part, type Value } from './value.js'

/** What a reference stands for, if it is known. */
export type LookUp = (reference: string) => Value | undefined

type Node =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'reference'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }

/** A sentence of HCL we do not read. */
class Unread extends Error {}

const identifier = /^[A-Za-z_][\w-]*/
const tail = /^(?:\.[A-Za-z_*][\w-]*|\.\d+|\[(?:\d+|\*|"[^"\]]*")\])+/
const number = /^-?\d+(?:\.\d+)?/

class Reader {
  #at = 0

  constructor(
    private readonly text: string,
    private readonly lookUp: LookUp,
  ) {}

  whole(): Node {
    const node = this.#expression()
    this.#blanks()
    if (this.#at < this.text.length) throw new Unread()
    return node
  }

  #blanks(): void {
    while (/\s/.test(this.text.charAt(this.#at))) this.#at += 1
  }

  #take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.text.slice(this.#at))?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  #expect(char: string): void {
    this.#blanks()
    if (this.text.charAt(this.#at) !== char) throw new Unread()
    this.#at += 1
  }

  #expression(): Node {
    this.#blanks()
    const char = this.text.charAt(this.#at)
    if (char === '"') return { kind: 'value', value: this.#string() }
    if (char === '[') return this.#list()
    if (char === '(') {
      this.#at += 1
      const inner = this.#expression()
      this.#expect(')')
      return inner
    }
    const digits = this.#take(number)
    if (digits !== undefined) return { kind: 'value', value: Number(digits) }
    return this.#named()
  }

  #named(): Node {
    const word = this.#take(identifier)
    if (word === undefined) throw new Unread()
    if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true' }
    if (word === 'null') return { kind: 'value', value: null }
    if (this.text.charAt(this.#at) === '(') {
      this.#at += 1
      return { kind: 'call', name: word, args: this.#until(')') }
    }
    const rest = this.#take(tail)
    if (rest === undefined) throw new Unread()
    return { kind: 'reference', text: word + rest }
  }

  #list(): Node {
    this.#at += 1
    const items = this.#until(']')
    return { kind: 'value', value: items.map((item) => valueOf(item, this.lookUp)) }
  }

  #until(end: string): Node[] {
    const nodes: Node[] = []
    for (;;) {
      this.#blanks()
      if (this.text.charAt(this.#at) === end) {
        this.#at += 1
        return nodes
      }
      nodes.push(this.#expression())
      this.#blanks()
      if (this.text.charAt(this.#at) === ',') this.#at += 1
      else if (this.text.charAt(this.#at) !== end) throw new Unread()
    }
  }

  #string(): Value {
    const end = endOfString(this.text, this.#at)
    const raw = this.text.slice(this.#at + 1, end)
    this.#at = end + 1
    return parseTemplate(raw, this.lookUp, true)
  }
}

/** Where the string that begins at `from` ends; templates in it have strings of their own. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1
    else if (isMarker(text, at)) at = endOfHole(text, at)
    else if (text.charAt(at) === '"') return at
  }
  throw new Unread()
}

const isMarker = (text: string, at: number): boolean =>
  /^[$%]\{/.test(text.slice(at, at + 2)) && text.charAt(at - 1) !== text.charAt(at)

/** Where the `${` at `from` is closed. */
function endOfHole(text: string, from: number): number {
  let depth = 0
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"') at = endOfString(text, at)
    else if (char === '{') depth += 1
    else if (char === '}') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  throw new Unread()
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const literal = (text: string, quoted: boolean): string => {
  const plain = quoted ? text.replace(/\\(.)/gs, (_, char: string) => escapes[char] ?? char) : text
  return plain.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{')
}

/**
 * A string of a JSON configuration: `"${trimsuffix(var.url, \"/\")}/acs"`.
 * @param quoted - it stands between quotes in HCL, where backslashes escape. @default false
 */
export function parseTemplate(text: string, lookUp: LookUp, quoted = false): Value {
  // Most texts are plain.
  if (!quoted && !text.includes('{')) return text
  if (!/[$%]\{/.test(text)) return literal(text, quoted)
  try {
    return joined(partsOf(text, lookUp, quoted))
  } catch (error) {
    if (error instanceof Unread) return open(opaque(text))
    throw error
  }
}

function partsOf(text: string, lookUp: LookUp, quoted: boolean): Value[] {
  const values: Value[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (quoted && text.charAt(at) === '\\') at += 1
    else if (isMarker(text, at)) {
      if (text.charAt(at) === '%') throw new Unread()
      const end = endOfHole(text, at)
      values.push(
        literal(text.slice(from, at), quoted),
        parseExpression(text.slice(at + 2, end), lookUp),
      )
      from = end + 1
      at = end
    }
  }
  return [...values, literal(text.slice(from), quoted)].filter((value) => value !== '')
}

/** A template that is one expression and nothing else keeps the expression's type. */
function joined(values: readonly Value[]): Value {
  const [only] = values
  if (values.length === 1 && only !== undefined) return only
  const parts = values.flatMap((value): readonly Part[] => {
    if (value instanceof Open) return value.parts
    if (value instanceof Sealed) return [opaque('(sensitive)')]
    if (value !== null && typeof value === 'object') throw new Unread()
    return [String(value)]
  })
  return textOf(parts)
}

function parseExpression(text: string, lookUp: LookUp): Value {
  try {
    return valueOf(new Reader(text, lookUp).whole(), lookUp)
  } catch (error) {
    if (error instanceof Unread) return open(opaque(text))
    throw error
  }
}

const anyReference = /\b(?:data\.)?[a-z_]\w*\.[A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*)*/g

/** Kept as written: it equals only itself. What it names is still known. */
const opaque = (text: string): Hole => ({
  expression: text.trim().replace(/\s+/g, ' '),
  references: text.replace(/"(?:[^"\\$]|\\.)*"/g, '""').match(anyReference) ?? [],
})

function valueOf(node: Node, lookUp: LookUp): Value {
  if (node.kind === 'value') return node.value
  if (node.kind === 'reference')
    return lookUp(node.text) ?? open({ expression: node.text, references: [node.text] })
  return call(
    node.name,
    node.args.map((arg) => valueOf(arg, lookUp)),
  )
}
