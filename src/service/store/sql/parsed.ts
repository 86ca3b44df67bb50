/**
 * What administrators decided is kept as JSON, changes seldom, and is read several times at every sign-in: each text is
 * parsed once. Nothing can grow stale, since a text means the same whenever it is read; the values are shared, so they are
 * frozen.
 */
import type * as z from 'zod/mini'
import { parseWith } from '../../../core/index.js'
import { textOf, type Row } from './runner.js'

/** Characters remembered for each schema; the text longest unused goes first. */
const most = 8 * 1024 * 1024

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
  let held = 0
  return (row, column) => {
    const text = textOf(row, column)
    const found = known.get(text)
    if (found !== undefined) {
      known.delete(text)
      known.set(text, found)
      return found
    }
    const value = frozen(parseWith(schema, JSON.parse(text)))
    known.set(text, value)
    held += text.length
    for (const oldest of known.keys()) {
      if (held <= most) break
      known.delete(oldest)
      held -= oldest.length
    }
    return value
  }
}
