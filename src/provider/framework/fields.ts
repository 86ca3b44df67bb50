/** A schema's attributes as a list, made once: every call of Terraform's walks them several times. */
import type { Attribute, Attributes } from './attribute.js'
import { snakeCase } from './names.js'

export interface Field {
  readonly name: string
  /** As Terraform writes it. */
  readonly wireName: string
  readonly attribute: Attribute
}

const lists = new WeakMap<Attributes, readonly Field[]>()

export function fieldsIn(attributes: Attributes): readonly Field[] {
  const known = lists.get(attributes)
  if (known !== undefined) return known
  const list = Object.entries(attributes).map(([name, attribute]) => ({
    name,
    wireName: snakeCase(name),
    attribute,
  }))
  lists.set(attributes, list)
  return list
}
