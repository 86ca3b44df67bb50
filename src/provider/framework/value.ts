/** Comparing and copying values by their schema: order counts in a list and not in a set, and spellings may be declared equal. */
import type { Attribute, Attributes, Type } from './attribute.js'
import { fieldsIn } from './fields.js'
import { UNKNOWN, isUnknown } from './unknown.js'

/** The attributes of one object; null and UNKNOWN are among the values, undefined is not. */
export type Values = Readonly<Record<string, unknown>>

export function isComputed({ options }: Attribute): boolean {
  return options.computed === true || options.default !== undefined
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads a field of something that may itself be null or unknown. */
export function fieldOf(value: unknown, name: string): unknown {
  return isValues(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null
}

export function elementOf(value: unknown, index: number): unknown {
  return Array.isArray(value) ? ((value[index] as unknown) ?? null) : null
}

/** Builds an object attribute by attribute. */
export function mapFields(
  attributes: Attributes,
  make: (attribute: Attribute, name: string) => unknown,
): Values {
  const values: Record<string, unknown> = {}
  for (const { name, attribute } of fieldsIn(attributes)) values[name] = make(attribute, name)
  return values
}

export function mapEntries(
  entries: Values,
  make: (value: unknown, key: string) => unknown,
): Values {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, make(value, key)]))
}

export function areEqual(type: Type, a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isAbsent(a) || isAbsent(b)) return false
  switch (type.kind) {
    case 'object':
      return areFieldsEqual(type.attributes, a, b)
    case 'list':
      return areListsEqual(type.element.type, a, b)
    case 'set':
      return areSetsEqual(type.element.type, a, b)
    case 'map':
      return areMapsEqual(type.element.type, a, b)
    default:
      // eslint-disable-next-line eqeqeq -- 5 and 5n are one number
      return isNumeric(a) && isNumeric(b) && a == b
  }
}

/** Equal, or declared so by `normalize`. A value that cannot be normalised is only equal to itself. */
export function haveSameMeaning({ type, options }: Attribute, a: unknown, b: unknown): boolean {
  if (areEqual(type, a, b)) return true
  if (options.normalize === undefined || isAbsent(a) || isAbsent(b)) return false
  try {
    const normalize = options.normalize as (value: unknown) => unknown
    return areAlike(normalize(a), normalize(b))
  } catch {
    return false
  }
}

/** What may be stored of a value that has unknowns left. */
export function unknownAsNull(value: unknown): unknown {
  if (isUnknown(value)) return null
  if (Array.isArray(value)) return value.map(unknownAsNull)
  return isValues(value) ? mapEntries(value, unknownAsNull) : value
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || value === UNKNOWN
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function areFieldsEqual(attributes: Attributes, a: unknown, b: unknown): boolean {
  return Object.entries(attributes).every(([name, { type }]) =>
    areEqual(type, fieldOf(a, name), fieldOf(b, name)),
  )
}

function areListsEqual(element: Type, a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((value, index) => areEqual(element, value, b[index]))
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

function areSetsEqual(element: Type, a: unknown, b: unknown): boolean {
  if (!isList(a) || !isList(b)) return false
  // Whole sets of strings are common and may be long: no quadratic search for those.
  if (element.kind === 'string')
    return new Set([...a, ...b]).size === new Set(a).size && new Set(a).size === new Set(b).size
  const isIn = (set: readonly unknown[]) => (value: unknown) =>
    set.some((each) => areEqual(element, value, each))
  return a.every(isIn(b)) && b.every(isIn(a))
}

function areMapsEqual(element: Type, a: unknown, b: unknown): boolean {
  if (!isValues(a) || !isValues(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && areEqual(element, a[key], b[key]))
}

/** Structural equality of what `normalize` returned: any JSON-like value. */
function areAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return (
    left.length === right.length &&
    left.every(([key, value]) => areAlike(value, (b as Values)[key]))
  )
}
