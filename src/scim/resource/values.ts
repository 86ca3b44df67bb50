/** A value as sent → the value as kept: names in the schema's spelling, types checked, what means nothing left out. */
import type { Tolerance } from '../dialects/tolerance.js'
import { invalidSyntax, invalidValue } from '../errors.js'
import { parseInstant } from '../filter/comparable.js'
import { isList, isObject, type Json, type JsonList, type JsonObject, kindOf } from '../json.js'
import { distinct } from './elements.js'
import { type Attribute, type AttributeType, subAttributeOf } from '../schemas/attribute.js'

// NUL ends a text in C and is refused by PostgreSQL; half a surrogate pair is no UTF-8.
const unstorable = /[\0\p{Surrogate}]/u

const isText = (value: Json): boolean => typeof value === 'string' && !unstorable.test(value)

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/

const checks: Readonly<Record<Exclude<AttributeType, 'complex'>, (value: Json) => boolean>> = {
  string: isText,
  reference: isText,
  boolean: (value) => typeof value === 'boolean',
  decimal: (value) => typeof value === 'number',
  integer: (value) => Number.isSafeInteger(value),
  dateTime: (value) => typeof value === 'string' && parseInstant(value) !== undefined,
  binary: (value) => typeof value === 'string' && base64.test(value),
}

const mistyped = ({ type }: Attribute, value: Json, where: string): Error =>
  invalidValue(
    `${where} must be ${type === 'complex' ? 'an object' : `a ${type}`}, got ${kindOf(value)}`,
  )

/** Fields of an object, each under its declared name. Unknown and readOnly ones are ignored (RFC 7644 §3.3, §3.5.1). */
export function parseFields(
  sent: JsonObject,
  find: (name: string) => Attribute | undefined,
  where: string,
  tolerance: Tolerance,
): Map<string, Json> {
  const fields = new Map<string, Json>()
  const seen = new Set<string>()
  for (const [key, json] of Object.entries(sent)) {
    const attribute = find(key)
    if (!attribute || attribute.mutability === 'readOnly') continue
    const path = `${where}${attribute.name}`
    // RFC 7643 §2.1: names differ not by case, so userName and username are one, sent twice.
    if (seen.has(attribute.name)) throw invalidSyntax(`${path} is sent twice`)
    seen.add(attribute.name)
    const value = parseValue(attribute, json, path, tolerance)
    if (value !== undefined) fields.set(attribute.name, value)
  }
  return fields
}

/** Type and rank without anything they are said of: Entra sends { type: "work", value: null } for no address. */
const labels: ReadonlySet<string> = new Set(['type', 'primary', 'display'])
export const saysNothing = (names: Iterable<string>): boolean =>
  [...names].every((name) => labels.has(name))

function parseComplex(
  attribute: Attribute,
  json: Json,
  where: string,
  tolerance: Tolerance,
): JsonObject | undefined {
  if (!isObject(json)) throw mistyped(attribute, json, where)
  const find = (name: string) => subAttributeOf(attribute, name)
  const fields = parseFields(json, find, `${where}.`, tolerance)
  const missing = attribute.subAttributes?.find(
    ({ name, required }) => required && !fields.has(name),
  )
  if (missing) throw invalidValue(`${where} must have ${missing.name}`)
  if (attribute.multiValued && saysNothing(fields.keys())) return undefined
  return fields.size > 0 ? Object.fromEntries(fields) : undefined
}

/** One value: of a single-valued attribute, or one element of a multi-valued one. */
export function parseElement(
  attribute: Attribute,
  json: Json,
  where: string,
  tolerance: Tolerance,
): Json | undefined {
  // RFC 7643 §2.5: null is unassigned.
  if (json === null) return undefined
  if (attribute.type === 'complex') return parseComplex(attribute, json, where, tolerance)
  if (!checks[attribute.type](json)) throw mistyped(attribute, json, where)
  if (attribute.required && json === '') throw invalidValue(`${where} must not be empty`)
  return json
}

function parseList(
  attribute: Attribute,
  json: Json,
  where: string,
  tolerance: Tolerance,
): JsonList | undefined {
  if (!isList(json)) throw invalidValue(`${where} must be an array, got ${kindOf(json)}`)
  const parsed = json
    .map((element, index) => parseElement(attribute, element, `${where}[${index}]`, tolerance))
    .filter((element) => element !== undefined)
  const elements = distinct(attribute, parsed)
  checkPrimary(elements, where)
  // RFC 7643 §2.5: an empty array is unassigned.
  return elements.length > 0 ? elements : undefined
}

export const isPrimary = (element: Json): boolean =>
  isObject(element) && element['primary'] === true

/** RFC 7643 §2.4: at most one. Choosing between two would be guessing whose address counts. */
export function checkPrimary(elements: JsonList, where: string): void {
  const primaries = elements.filter(isPrimary).length
  if (primaries > 1)
    throw invalidValue(`${where} has ${primaries} primary values; at most one may be`)
}

/** Undefined: unassigned. Anything of the wrong type is `invalidValue`, with its path. */
export function parseValue(
  attribute: Attribute,
  sent: Json,
  where: string,
  tolerance: Tolerance,
): Json | undefined {
  const json = tolerance.value(sent, attribute)
  if (json === null) return undefined
  return attribute.multiValued
    ? parseList(attribute, json, where, tolerance)
    : parseElement(attribute, json, where, tolerance)
}
