/** `sortBy` and `sortOrder` (RFC 7644 §3.4.2.3): the column to sort by, and the order itself for stores without SQL. */
import { invalidValue, ScimError } from '../errors.js'
import { parseAttributePath } from '../filter/attribute-path.js'
import { comparable } from '../filter/comparable.js'
import { valueAt } from '../filter/evaluate.js'
import { sortPlace } from '../filter/plan.js'
import type { Column } from '../filter/predicate.js'
import { isList, type JsonObject, type Scalar } from '../json.js'
import { isPrimary } from '../resource/values.js'
import type { ResourceType } from '../schemas/resource-type.js'

export interface Sort {
  readonly column: Column
  /** The multi-valued attribute the column is in: its primary value counts, else its first. */
  readonly collection: Column | undefined
  readonly descending: boolean
}

const orders: Readonly<Record<string, boolean>> = { ascending: false, descending: true }

function isDescending(sortOrder: unknown): boolean {
  if (sortOrder === undefined || sortOrder === null || sortOrder === '') return false
  const order = typeof sortOrder === 'string' ? sortOrder.toLowerCase() : ''
  const descending = Object.hasOwn(orders, order) ? orders[order] : undefined
  if (descending !== undefined) return descending
  throw invalidValue('sortOrder must be ascending or descending')
}

function placeOf(sortBy: string, type: ResourceType): Omit<Sort, 'descending'> {
  const path = parseAttributePath(sortBy)
  if (!path) throw invalidValue('sortBy must be an attribute')
  try {
    return sortPlace(path, type)
  } catch (error) {
    if (!ScimError.is(error)) throw error
    throw invalidValue(`sortBy: ${error.detail}`)
  }
}

/** Undefined when no order was asked; the store's own must be stable. */
export function parseSort(
  sortBy: unknown,
  sortOrder: unknown,
  type: ResourceType,
): Sort | undefined {
  const descending = isDescending(sortOrder)
  if (sortBy === undefined || sortBy === null || sortBy === '') return undefined
  if (typeof sortBy !== 'string') throw invalidValue('sortBy must be an attribute')
  return { ...placeOf(sortBy, type), descending }
}

/** What a resource is sorted by. */
export function sortKeyOf({ column, collection }: Sort, resource: JsonObject): Scalar | undefined {
  if (!collection) return comparable(column, valueAt(column.steps, resource))
  const elements = valueAt(collection.steps, resource)
  const [first] = isList(elements) ? elements : []
  const chosen = (isList(elements) ? elements.find(isPrimary) : undefined) ?? first
  return comparable(column, valueAt(column.steps, chosen))
}

/** Ascending, without a value last; descending is the reverse of it, without a value first. Ties by id. */
function ascending(a: Scalar | undefined, b: Scalar | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return a < b ? -1 : 1
}

export function inOrder(sort: Sort): (a: JsonObject, b: JsonObject) => number {
  const sign = sort.descending ? -1 : 1
  const id = ({ id: value }: JsonObject) => (typeof value === 'string' ? value : undefined)
  return (a, b) =>
    sign * ascending(sortKeyOf(sort, a), sortKeyOf(sort, b)) || ascending(id(a), id(b))
}
