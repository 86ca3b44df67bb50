/** Does a resource (or an element of it) satisfy a predicate? For PATCH filters, and for stores without SQL. */
import { isList, isObject, type Json, type Scalar, valueIn } from '../json.js'
import { comparable } from './comparable.js'
import type { Column, Predicate, PredicateOperator } from './predicate.js'

export function valueAt(steps: readonly string[], from: Json | undefined): Json | undefined {
  let value = from
  for (const step of steps) value = isObject(value) ? valueIn(value, step) : undefined
  return value
}

const tests: Readonly<Record<PredicateOperator, (stored: Scalar, asked: Scalar) => boolean>> = {
  eq: (stored, asked) => stored === asked,
  co: (stored, asked) => String(stored).includes(String(asked)),
  sw: (stored, asked) => String(stored).startsWith(String(asked)),
  ew: (stored, asked) => String(stored).endsWith(String(asked)),
  gt: (stored, asked) => stored > asked,
  ge: (stored, asked) => stored >= asked,
  lt: (stored, asked) => stored < asked,
  le: (stored, asked) => stored <= asked,
}

const comparableAt = (column: Column, from: Json): Scalar | undefined =>
  comparable(column, valueAt(column.steps, from))

function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (isList(value)) return value.length > 0
  return !isObject(value) || Object.keys(value).length > 0
}

export function satisfies(predicate: Predicate, value: Json): boolean {
  switch (predicate.kind) {
    case 'compare': {
      const stored = comparableAt(predicate.column, value)
      return stored !== undefined && tests[predicate.operator](stored, predicate.value)
    }
    case 'present':
      return isPresent(valueAt(predicate.column.steps, value))
    case 'and':
      return predicate.of.every((inner) => satisfies(inner, value))
    case 'or':
      return predicate.of.some((inner) => satisfies(inner, value))
    case 'not':
      return !satisfies(predicate.of, value)
    case 'some': {
      const elements = valueAt(predicate.column.steps, value)
      return isList(elements) && elements.some((element) => satisfies(predicate.of, element))
    }
    case 'always':
      return true
  }
}
