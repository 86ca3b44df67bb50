/** A second reading of RFC 7644 §3.4.2.2 on User resources, with nothing shared but the grammar: slow and plain. */
import type { AttributePath, Filter, JsonObject } from '../../src/scim/index.js'
import { enterprise } from './cases.js'

type Value = string | boolean | null | undefined

const lists = ['emails', 'roles']

const named = (object: unknown, name: string): unknown => {
  if (typeof object !== 'object' || object === null) return undefined
  const key = Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : (object as Record<string, unknown>)[key]
}

const fold = (value: Value): Value =>
  typeof value === 'string' ? value.normalize('NFC').toLowerCase() : value

function holds(value: unknown, operator: string, asked: Value): boolean {
  const a = fold(value as Value)
  const b = fold(asked)
  const isNothing = a === undefined || a === null
  if (b === null) {
    const isPresent = !isNothing && a !== ''
    return operator === 'eq' ? !isPresent : isPresent
  }
  if (operator === 'ne') return a !== b
  if (isNothing) return false
  if (operator === 'eq') return a === b
  const [x, y] = [String(a), String(b)]
  if (operator === 'co') return x.split(y).length > 1 || y === ''
  if (operator === 'sw') return x.slice(0, y.length) === y
  if (operator === 'ew') return y === '' || x.slice(-y.length) === y
  if (operator === 'gt') return x > y
  if (operator === 'ge') return x >= y
  return operator === 'lt' ? x < y : x <= y
}

const isPresent = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== '' &&
  (typeof value !== 'object' || Object.keys(value).length > 0)

function valuesAt(resource: unknown, { urn, name, sub }: AttributePath): unknown[] {
  const from = urn === enterprise ? named(resource, enterprise) : resource
  const value = named(from, name)
  if (!Array.isArray(value)) return [sub === undefined ? value : named(value, sub)]
  return value.map((element: unknown) => named(element, sub ?? 'value'))
}

const isAboutList = ({ name, sub }: AttributePath) =>
  sub !== '' && lists.includes(name.toLowerCase())

export function naively(filter: Filter, resource: JsonObject, inElement = false): boolean {
  const again = (inner: Filter): boolean => naively(inner, resource, inElement)
  switch (filter.kind) {
    case 'and':
      return filter.of.map(again).every(Boolean)
    case 'or':
      return filter.of.map(again).some(Boolean)
    case 'not':
      return !again(filter.of)
    case 'present': {
      const { path } = filter
      const whole = !path.sub && !inElement && isAboutList(path)
      return whole
        ? isPresent(named(resource, path.name))
        : valuesAt(resource, path).some(isPresent)
    }
    case 'values': {
      const elements = (named(resource, filter.path.name) ?? []) as JsonObject[]
      return elements.some((element) => naively(filter.of, element, true))
    }
    case 'compare': {
      const { path, operator, value } = filter
      if (inElement || !isAboutList(path))
        return holds(valuesAt(resource, path)[0], operator, value as Value)
      const list = (named(resource, path.name) ?? []) as unknown[]
      const values = list.length > 0 ? valuesAt(resource, path) : []
      // No value is null: eq null of a list is that none is present.
      if (value === null && operator === 'eq') return !values.some(isPresent)
      return values.some((one) => holds(one, operator, value as Value))
    }
  }
}
