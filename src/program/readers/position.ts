/** Where a value stands in a JSON text: line and column for an editor, without parsing the whole. */
import type { Position } from '../program-file.js'

type Path = readonly (string | number)[]

const blank = /[\s,:]/

class Scanner {
  constructor(private readonly text: string) {}

  skipBlanks(at: number): number {
    let next = at
    while (next < this.text.length && blank.test(this.text.charAt(next))) next += 1
    return next
  }

  endOfString(at: number): number {
    let next = at + 1
    while (next < this.text.length && this.text.charAt(next) !== '"') {
      next += this.text.charAt(next) === '\\' ? 2 : 1
    }
    return next + 1
  }

  /** The end of the value that begins at `at`. */
  endOfValue(at: number): number {
    const first = this.text.charAt(at)
    if (first === '"') return this.endOfString(at)
    if (first !== '{' && first !== '[') {
      let next = at
      while (next < this.text.length && !/[\s,\]}]/.test(this.text.charAt(next))) next += 1
      return next
    }
    let depth = 0
    for (let next = at; next < this.text.length; next += 1) {
      const char = this.text.charAt(next)
      if (char === '"') next = this.endOfString(next) - 1
      else if (char === '{' || char === '[') depth += 1
      else if (char === '}' || char === ']') {
        depth -= 1
        if (depth === 0) return next + 1
      }
    }
    return this.text.length
  }

  /** Where the value of a key, or of an index, begins inside the object or list at `at`. */
  step(at: number, step: string | number): number | undefined {
    const isObject = this.text.charAt(at) === '{'
    if (!isObject && this.text.charAt(at) !== '[') return undefined
    let next = this.skipBlanks(at + 1)
    for (let index = 0; next < this.text.length; index += 1) {
      const char = this.text.charAt(next)
      if (char === '}' || char === ']') return undefined
      if (isObject) {
        const end = this.endOfString(next)
        const key: unknown = JSON.parse(this.text.slice(next, end))
        next = this.skipBlanks(end)
        if (key === String(step)) return next
      } else if (index === Number(step)) return next
      next = this.skipBlanks(this.endOfValue(next))
    }
    return undefined
  }
}

/** A function from paths to positions. What was found on the way is kept: neighbours are asked for next. */
export function locator(text: string): (path: Path) => Position | undefined {
  const scanner = new Scanner(text)
  const starts = new Map<string, number | undefined>()
  const startOf = (path: Path): number | undefined => {
    if (path.length === 0) return scanner.skipBlanks(0)
    const key = JSON.stringify(path)
    if (starts.has(key)) return starts.get(key)
    const parent = startOf(path.slice(0, -1))
    const found = parent === undefined ? undefined : scanner.step(parent, path.at(-1) ?? '')
    starts.set(key, found)
    return found
  }
  return (path) => {
    const start = startOf(path)
    return start === undefined ? undefined : positionOf(text, start)
  }
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}
