/**
 * What administrators decided is kept as JSON, changes seldom, and is read several times at every sign-in: each text is
 * parsed once. Nothing can grow stale, since a text means the same whenever it is read; the values are shared, so they are
 * frozen.
 */
import type * as z from 'zod/mini'
import { parseWith } from '../../../core/index.js'
import { textOf, type Row } from './runner.js'

/** Texts remembered for each schema; the one longest unused goes first. */
const most = 2000

/** Longer ones, with metadata in them, are few and would fill the memory. */
const longest = 64 * 1024

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

/** @returns reads a column by the schema. It throws Refusal `invalid-input` for what is not of it */
export function parsedBy<S extends z.ZodMiniType>(
  schema: S,
): (row: Row, column: string) => z.output<S> {
  const known = new Map<string, z.output<S>>()
  return (row, column) => {
    const text = textOf(row, column)
    const found = known.get(text)
    if (found !== undefined) {
      known.delete(text)
      known.set(text, found)
      return found
    }
    const value = parseWith(schema, JSON.parse(text))
    if (text.length > longest) return value
    known.set(text, frozen(value))
    const [oldest] = known.keys()
    if (known.size > most && oldest !== undefined) known.delete(oldest)
    return value
  }
}
