/**
 * Keeping the spelling Terraform already has, where the service answers with another that means the same:
 * the one legal way to be rid of perpetual diffs over PEM line ends, URL slashes or the order of a list.
 */
import type { Attribute, Attributes } from './attribute.js'
import {
  elementOf,
  fieldOf,
  haveSameMeaning,
  isValues,
  mapEntries,
  mapFields,
  type Values,
} from './value.js'

/** `known` is the plan (after apply) or the prior state (after read). */
export function keepSpelling(attributes: Attributes, known: Values, answered: Values): Values {
  return mapFields(attributes, (attribute, name) =>
    keep(attribute, fieldOf(known, name), fieldOf(answered, name)),
  )
}

function keep(attribute: Attribute, known: unknown, answered: unknown): unknown {
  if (known === null || answered === null) return answered
  if (haveSameMeaning(attribute, known, answered)) return known
  const { type } = attribute
  if (type.kind === 'object' && isValues(answered))
    return keepSpelling(type.attributes, known as Values, answered)
  if (type.kind === 'map' && isValues(answered))
    return mapEntries(answered, (value, key) => keep(type.element, fieldOf(known, key), value))
  if (type.kind === 'list' && Array.isArray(answered))
    return answered.map((value: unknown, i) => keep(type.element, elementOf(known, i), value))
  if (type.kind === 'set' && Array.isArray(answered))
    return keepInSet(type.element, known, answered)
  return answered
}

function keepInSet(element: Attribute, known: unknown, answered: readonly unknown[]): unknown[] {
  const before: unknown[] = Array.isArray(known) ? known : []
  return answered.map(
    (value) => before.find((each) => haveSameMeaning(element, each, value)) ?? value,
  )
}
