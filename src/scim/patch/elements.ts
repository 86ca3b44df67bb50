/** Elements of a multi-valued attribute: how new ones join, and who is primary. RFC 7644 §3.5.2.1. */
import { isObject, type Json, type JsonList, sameJson } from '../json.js'
import { identityOf, joined } from '../resource/elements.js'
import { checkPrimary, isPrimary } from '../resource/values.js'
import type { Attribute } from '../schemas/attribute.js'

/** The elements that changed or came are the primary ones if they say so; the others step back. */
export function withOnePrimary(
  elements: JsonList,
  isNew: (element: Json, index: number) => boolean,
  path: string,
): JsonList {
  const fresh = elements.filter((element, index) => isNew(element, index) && isPrimary(element))
  if (fresh.length === 0) return elements
  checkPrimary(fresh, path)
  return elements.map((element, index) =>
    isPrimary(element) && isObject(element) && !isNew(element, index)
      ? { ...element, primary: false }
      : element,
  )
}

/** RFC 7644 §3.5.2.1: appended, unless it is there already. */
export function addElements(
  attribute: Attribute,
  current: JsonList,
  added: JsonList,
  path: string,
): JsonList {
  const elements = [...current]
  const touched = new Set<number>()
  const places = new Map<string, number>()
  const identities = current.map((element) => identityOf(attribute, element))
  identities.forEach((identity, index) => identity !== undefined && places.set(identity, index))
  for (const element of added) {
    const identity = identityOf(attribute, element)
    const place =
      identity === undefined
        ? elements.findIndex((known) => sameJson(known, element))
        : (places.get(identity) ?? -1)
    const known = elements[place]
    const index = known === undefined ? elements.length : place
    elements[index] = known === undefined ? element : joined(known, element)
    if (identity !== undefined) places.set(identity, index)
    touched.add(index)
  }
  return withOnePrimary(elements, (_, index) => touched.has(index), path)
}
