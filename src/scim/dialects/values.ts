/** Rewriting of values, from what clients send to what the attribute's type demands. Which client needs which: `dialects.ts`. */
import { isList, isObject, type Json, type JsonObject } from '../json.js'
import type { Attribute } from '../schemas/attribute.js'

const booleans: Readonly<Record<string, boolean>> = { true: true, false: false }

/** "True" → true. */
export function booleanOf(value: Json, { type }: Attribute): Json | undefined {
  if (type !== 'boolean' || typeof value !== 'string') return undefined
  const lower = value.toLowerCase()
  return Object.hasOwn(booleans, lower) ? booleans[lower] : undefined
}

const isManager = ({ name }: Attribute): boolean => name === 'manager'

/** "7" → { value: "7" }; "" → nobody. */
export function managerOfString(value: Json, attribute: Attribute): Json | undefined {
  if (!isManager(attribute) || typeof value !== 'string') return undefined
  return value === '' ? null : { value }
}

/** [{ $ref, value }] → { $ref, value }; [] → nobody. Two managers are left to be refused. */
export function managerOfArray(value: Json, attribute: Attribute): Json | undefined {
  if (!isManager(attribute) || !isList(value) || value.length > 1) return undefined
  return value[0] ?? null
}

/** [{ value: "Babs" }] for an attribute that holds one string → "Babs". */
export function unwrapString(value: Json, attribute: Attribute): Json | undefined {
  const isSimple = !attribute.multiValued && attribute.type !== 'complex'
  if (!isSimple || !isList(value) || value.length !== 1) return undefined
  const [only] = value
  return isObject(only) ? only['value'] : undefined
}

/** One element where a list belongs → a list of it. */
export const listOfOne = (value: Json, { multiValued, type }: Attribute): Json | undefined =>
  multiValued && type === 'complex' && isObject(value) ? [value] : undefined

function parsed(text: Json | undefined): Json | undefined {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** {"id":…,"value":"Admin","displayName":"Administrator"} → what RFC 7643 §2.4 calls value and display. */
function roleOf(json: JsonObject, around: JsonObject): JsonObject {
  const { value, displayName } = json
  const display = displayName === undefined ? {} : { display: displayName }
  return { ...around, ...(value === undefined ? {} : { value }), ...display }
}

function roleElement(element: Json): Json {
  const around = isObject(element) ? element : {}
  const isBare = Object.hasOwn(around, 'displayName')
  const json = isBare ? element : parsed(isObject(element) ? element['value'] : element)
  return isObject(json) ? roleOf(json, around) : element
}

/** Role assignments as JSON in a string, alone, in a list or as `value` of an element. */
export function rolesOfJson(value: Json, { name, multiValued }: Attribute): Json | undefined {
  if (name !== 'roles' || !multiValued) return undefined
  const all = parsed(value) ?? value
  const elements = isList(all) ? all : [all]
  const roles = elements.map(roleElement)
  const isSame = all === value && roles.every((role, index) => role === elements[index])
  return isSame ? undefined : roles
}
