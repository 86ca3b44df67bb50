/** JSON as values that are never changed in place. Names come from schemas, never from the message, wherever one is written. */
export type Scalar = string | number | boolean
export type Json = Scalar | null | JsonList | JsonObject
export type JsonList = readonly Json[]
export interface JsonObject {
  readonly [name: string]: Json
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: unknown): value is JsonList => Array.isArray(value)

// `__proto__` sent as a name is an own property after JSON.parse; an inherited one is never a value.
export const valueIn = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** For messages (PatchOp, SearchRequest …): RFC 7643 §2.1, attribute names are case-insensitive. */
export function memberNamed(object: JsonObject, name: string): Json | undefined {
  const exact = valueIn(object, name)
  if (exact !== undefined) return exact
  const lower = name.toLowerCase()
  const found = Object.keys(object).find((key) => key.toLowerCase() === lower)
  return found === undefined ? undefined : valueIn(object, found)
}

/** With the value, or without the name when there is none. */
export function withValue(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value }
  return Object.hasOwn(object, name) ? without(object, name) : object
}

function without(object: JsonObject, name: string): JsonObject {
  const { [name]: _gone, ...rest } = object
  return rest
}

const sameLists = (a: JsonList, b: JsonList): boolean =>
  a.length === b.length && a.every((value, index) => sameJson(value, b[index]))

function sameObjects(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
}

/** The order of names does not matter, the order of a list does. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isList(a)) return isList(b) && sameLists(a, b)
  return isObject(a) && isObject(b) && sameObjects(a, b)
}

/** What came, for an error's detail: its kind, never its content, which may be personal. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (isList(value)) return 'an array'
  if (value === '') return 'an empty string'
  return isObject(value) ? 'an object' : `a ${typeof value}`
}
