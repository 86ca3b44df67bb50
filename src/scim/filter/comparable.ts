/** Stored and asked values in the one form in which they are compared, sorted, indexed and held unique. */
import type { Json, JsonObject, Scalar } from '../json.js'
import { isList, isObject } from '../json.js'
import type { Attribute } from '../schemas/attribute.js'
import type { ResourceType } from '../schemas/resource-type.js'

const ascii = /^[\x00-\x7f]*$/

/** For attributes that are not case exact. SQLite's lower() knows ASCII only: fold here, store the result. */
export const foldCase = (text: string): string =>
  ascii.test(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase().normalize('NFC')

// xsd:dateTime. Without an offset it would be read in the zone of the machine: taken as UTC instead.
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/

/** An instant as UTC with milliseconds, so that text order is time order; undefined when it is none. */
export function parseInstant(text: string): string | undefined {
  const match = instant.exec(text)
  if (!match) return undefined
  const date = new Date(match[1] === undefined ? `${text}Z` : text)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

type Comparing = Pick<Attribute, 'type' | 'caseExact'>

/** Undefined when the value is no scalar, or not of the attribute's type. */
export function comparable({ type, caseExact }: Comparing, value: unknown): Scalar | undefined {
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (type === 'integer' || type === 'decimal') {
    return typeof value === 'number' ? value : undefined
  }
  if (typeof value !== 'string') return undefined
  if (type === 'dateTime') return parseInstant(value)
  return caseExact ? value : foldCase(value)
}

function comparableValue(attribute: Attribute, value: Json): Json {
  if (isList(value)) return value.map((element) => comparableValue(attribute, element))
  if (isObject(value)) return comparableObject(attribute.subAttributes ?? [], value)
  return comparable(attribute, value) ?? value
}

/** The names are those of declared attributes. */
function comparableObject(
  attributes: Iterable<Attribute>,
  object: JsonObject,
): Record<string, Json> {
  const found: Record<string, Json> = {}
  for (const attribute of attributes) {
    const { name } = attribute
    if (Object.hasOwn(object, name)) found[name] = comparableValue(attribute, object[name] as Json)
  }
  return found
}

/**
 * The resource with every value comparable: a store that keeps this twin beside the resource answers any filter by
 * plain equality and order on JSON paths (`Column.steps`), non-ASCII names included.
 */
export function comparableOf(type: ResourceType, resource: JsonObject): JsonObject {
  const found = comparableObject(type.attributes.values(), resource)
  for (const { schema, attributes } of type.extensions.values()) {
    const value = resource[schema.id]
    if (isObject(value)) found[schema.id] = comparableObject(attributes.values(), value)
  }
  return found
}
