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

  /** Where each value inside the object or list at `at` begins, by key or index. */
  within(at: number): ReadonlyMap<string, number> {
    const starts = new Map<string, number>()
    const isObject = this.text.charAt(at) === '{'
    if (!isObject && this.text.charAt(at) !== '[') return starts
    let next = this.skipBlanks(at + 1)
    for (let index = 0; next < this.text.length; index += 1) {
      const char = this.text.charAt(next)
      if (char === '}' || char === ']') return starts
      let key = String(index)
      if (isObject) {
        const end = this.endOfString(next)
        key = JSON.parse(this.text.slice(next, end)) as string
        next = this.skipBlanks(end)
      }
      if (!starts.has(key)) starts.set(key, next)
      next = this.skipBlanks(this.endOfValue(next))
    }
    return starts
  }
}

/** A function from paths to positions. Each object is gone through once, and lines are counted once: a program of thousands asks for each of its arguments. */
export function locator(text: string): (path: Path) => Position | undefined {
  const scanner = new Scanner(text)
  const seen = new Map<number, ReadonlyMap<string, number>>()
  const within = (at: number): ReadonlyMap<string, number> => {
    const starts = seen.get(at) ?? scanner.within(at)
    seen.set(at, starts)
    return starts
  }
  let lines: readonly number[] | undefined
  return (path) => {
    const start = path.reduce<number | undefined>(
      (at, step) => (at === undefined ? undefined : within(at).get(String(step))),
      scanner.skipBlanks(0),
    )
    if (start === undefined) return undefined
    lines ??= lineStarts(text)
    return positionOf(lines, start)
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function positionOf(lines: readonly number[], offset: number): Position {
  let [low, high] = [0, lines.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 }
}
