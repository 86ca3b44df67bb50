/** Rewriting of operations, from what clients send to what RFC 7644 §3.5.2 writes. Which client needs which: `dialects.ts`. */
import { invalidValue } from '../errors.js'
import { parseAttributePath } from '../filter/attribute-path.js'
import type { Comparison, Filter } from '../filter/filter.js'
import { junction } from '../filter/filter.js'
import { renderPatchPath } from '../filter/render.js'
import { isList, isObject, type Json, type JsonObject } from '../json.js'
import type { WireOperation } from '../patch/operation.js'
import { type Attribute, subAttributeOf } from '../schemas/attribute.js'
import { findAttribute } from '../schemas/resource-type.js'
import type { Context } from './dialect.js'

type Rewriting = readonly WireOperation[] | undefined

/** Add → add. */
export function lowerCaseOp(operation: WireOperation): Rewriting {
  const op = operation.op.toLowerCase()
  return op === operation.op ? undefined : [{ ...operation, op }]
}

/** A path that only an extension knows → the same with the extension's URN. */
export function qualifyPath(operation: WireOperation, { type }: Context): Rewriting {
  const path = operation.path === undefined ? undefined : parseAttributePath(operation.path)
  if (!path || path.urn !== undefined || findAttribute(type, path)) return undefined
  const urns = [...type.extensions.values()].map(({ schema }) => schema.id)
  const urn = urns.find((candidate) => findAttribute(type, { ...path, urn: candidate }))
  return urn === undefined ? undefined : [{ ...operation, path: `${urn}:${operation.path}` }]
}

/** `urn:…:User.department` → `urn:…:User:department`. */
export function colonAfterUrn(operation: WireOperation, { type }: Context): Rewriting {
  const { path } = operation
  if (!path?.includes(':')) return undefined
  const lower = path.toLowerCase()
  const known = [type.schema.id, ...[...type.extensions.values()].map(({ schema }) => schema.id)]
  const urn = known.find((candidate) => lower.startsWith(`${candidate.toLowerCase()}.`))
  if (urn === undefined) return undefined
  return [{ ...operation, path: `${urn}:${path.slice(urn.length + 1)}` }]
}

const isPathless = (operation: WireOperation): operation is WireOperation & { value: JsonObject } =>
  operation.path === undefined && isObject(operation.value)

/** Keys of a pathless value that are paths → operations of their own, after the remainder. */
export function splitKeys(operation: WireOperation, isPath: (key: string) => boolean): Rewriting {
  if (!isPathless(operation)) return undefined
  const entries = Object.entries(operation.value)
  const paths = entries.filter(([key]) => isPath(key))
  if (paths.length === 0) return undefined
  const rest = entries.filter(([key]) => !isPath(key))
  const remainder = rest.length > 0 ? [{ ...operation, value: Object.fromEntries(rest) }] : []
  return [...remainder, ...paths.map(([path, value]) => ({ op: operation.op, path, value }))]
}

/** The resource's own id, and `schemas` and `meta`, in a pathless value: said, not asked to be changed. */
export function dropEcho(operation: WireOperation, { id }: Context): Rewriting {
  if (!isPathless(operation)) return undefined
  const entries = Object.entries(operation.value)
  // Another id stays, and is refused: the request is about another resource than its URL.
  const isEcho = ([key, value]: readonly [string, Json]) =>
    key === 'schemas' || key === 'meta' || (key === 'id' && value === id)
  const asked = entries.filter((entry) => !isEcho(entry))
  if (asked.length === entries.length) return undefined
  return [{ ...operation, value: Object.fromEntries(asked) }]
}

const equals = (name: string, value: string | boolean): Comparison => ({
  kind: 'compare',
  path: { name },
  operator: 'eq',
  value,
})

/** What identifies an element to be removed: its `value` for members, else all it says. */
function identifying(element: Json, attribute: Attribute): Filter {
  if (typeof element === 'string') return equals('value', element)
  const names = attribute.name === 'members' ? ['value'] : undefined
  const said = isObject(element) ? Object.entries(element) : []
  const filters = said.flatMap(([key, value]) => {
    const sub = subAttributeOf(attribute, key)
    if (!sub || (names && !names.includes(sub.name))) return []
    return typeof value === 'string' || typeof value === 'boolean' ? [equals(sub.name, value)] : []
  })
  if (filters.length > 0) return junction('and', filters)
  throw invalidValue(`remove ${attribute.name}: a value does not say which element it means`)
}

/** `remove members` with a value → a removal for each value, and of nothing else. */
export function removeOnlyThose(operation: WireOperation, { type }: Context): Rewriting {
  const { op, path: text, value } = operation
  if (op !== 'remove' || text === undefined || value === undefined) return undefined
  const path = parseAttributePath(text)
  const found = path && findAttribute(type, path)
  if (!path || !found?.attribute?.multiValued || found.sub) return undefined
  const { attribute } = found
  const elements = isList(value) ? value : [value]
  return elements.map((element) => {
    const filter = identifying(element, attribute)
    return { op, path: renderPatchPath({ path, filter }) }
  })
}
