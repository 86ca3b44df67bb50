/** Which elements of a multi-valued attribute are the same one, said twice. RFC 7643 §2.4. */
import { foldCase } from '../filter/comparable.js'
import { isObject, type Json, type JsonList } from '../json.js'
import { type Attribute, subAttributeOf } from '../schemas/attribute.js'

/**
 * RFC 7643 §2.4: the same (type, value) is not kept twice. A member is its value: an IdP that says another display
 * name adds nobody. Elements without a value (addresses) have no identity but themselves.
 */
export function identityOf(attribute: Attribute, element: Json): string | undefined {
  const value = isObject(element) ? element['value'] : element
  if (typeof value !== 'string') return undefined
  const isCased = (subAttributeOf(attribute, 'value') ?? attribute).caseExact
  const type = attribute.name === 'members' || !isObject(element) ? undefined : element['type']
  const kind = typeof type === 'string' ? foldCase(type) : null
  return JSON.stringify([isCased ? value : foldCase(value), kind])
}

/** What is known, with what was added about it. */
export const joined = (known: Json, added: Json): Json =>
  isObject(known) && isObject(added) ? { ...known, ...added } : added

/** Each once, where it stood first, with all that was said of it. */
export function distinct(attribute: Attribute, elements: JsonList): JsonList {
  if (elements.length < 2) return elements
  const seen = new Map<unknown, Json>()
  for (const element of elements) {
    const key = identityOf(attribute, element) ?? element
    const known = seen.get(key)
    seen.set(key, known === undefined ? element : joined(known, element))
  }
  return seen.size === elements.length ? elements : [...seen.values()]
}
