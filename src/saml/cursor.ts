/** A place in a text, and the smallest things that can be read from there: blanks, names, what lies before a mark. */
import { qualifiedName } from './characters.js'

/** Of ASCII: what a name may begin with (2) and what it may go on with (1). Most names hold nothing else. */
const plain = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(character)) return 2
  return /[\d.-]/.test(character) ? 1 : 0
})

/** Behind the plain name that stands there; the place itself where none does. */
function endOfPlainName(text: string, at: number): number {
  if (plain[text.charCodeAt(at)] !== 2) return at
  let end = at + 1
  while ((plain[text.charCodeAt(end)] ?? 0) > 0) end += 1
  return end
}

/** Behind any character that is not ASCII a name may go on, in ways only the pattern knows. */
const endsName = (code: number): boolean => code < 128 && code !== 0x3a

const anyName = qualifiedName()

export class Cursor {
  at = 0

  constructor(
    readonly text: string,
    private readonly malformed: (detail: string) => Error,
  ) {}

  fault(what: string): Error {
    return this.malformed(`${what} (at character ${this.at})`)
  }

  /** Of the character here, or NaN behind the last. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead)
  }

  isAt(expected: string): boolean {
    return this.text.startsWith(expected, this.at)
  }

  /** @returns whether there were any */
  skipBlanks(): boolean {
    const from = this.at
    for (;;) {
      const next = this.code()
      if (next !== 0x20 && next !== 0x0a && next !== 0x09) return this.at > from
      this.at += 1
    }
  }

  take(expected: string): void {
    if (!this.isAt(expected)) throw this.fault(`expected ${expected}`)
    this.at += expected.length
  }

  until(end: string): string {
    const to = this.text.indexOf(end, this.at)
    if (to < 0) throw this.fault(`missing ${end}`)
    const found = this.text.slice(this.at, to)
    this.at = to + end.length
    return found
  }

  qualified(): readonly [prefix: string, name: string] {
    const { text, at } = this
    const first = endOfPlainName(text, at)
    if (first > at && endsName(text.charCodeAt(first))) {
      this.at = first
      return ['', text.slice(at, first)]
    }
    const second = text.charCodeAt(first) === 0x3a ? endOfPlainName(text, first + 1) : at
    if (first > at && second > first + 1 && endsName(text.charCodeAt(second))) {
      this.at = second
      return [text.slice(at, first), text.slice(first + 1, second)]
    }
    return this.#anyQualified()
  }

  #anyQualified(): readonly [prefix: string, name: string] {
    anyName.lastIndex = this.at
    const found = anyName.exec(this.text)
    if (!found) throw this.fault('expected a name')
    this.at += found[0].length
    return [found[1] ?? '', found[2] ?? '']
  }
}
