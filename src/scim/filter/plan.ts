/** Filter → Predicate: paths looked up in the schema, values checked against its types. Unknown is refused, not empty. */
import { tolerating, type Tolerance } from '../dialects/tolerance.js'
import { invalidFilter } from '../errors.js'
import { kindOf, type Scalar } from '../json.js'
import { type Attribute, subAttributeOf } from '../schemas/attribute.js'
import { type AttributePath, findAttribute, type ResourceType } from '../schemas/resource-type.js'
import { renderAttributePath } from './attribute-path.js'
import { comparable } from './comparable.js'
import type { Comparison, Filter, Operator } from './filter.js'
import type { Column, Predicate, PredicateOperator } from './predicate.js'

/** A column, the attribute it holds, and the multi-valued attribute it is in, if any. */
interface Place {
  readonly attribute: Attribute
  readonly column: Column
  readonly collection: Column | undefined
}

type Finder = (path: AttributePath) => Place

const columnOf = (attribute: Attribute, path: string, steps: readonly string[]): Column => ({
  path,
  steps,
  type: attribute.type,
  caseExact: attribute.caseExact,
})

function placeOf(
  attribute: Attribute,
  sub: Attribute | undefined,
  prefix: string,
  steps: readonly string[],
): Place {
  const path = `${prefix}${attribute.name}`
  const own = columnOf(attribute, path, [...steps, attribute.name])
  const inner = attribute.multiValued ? [] : own.steps
  const collection = attribute.multiValued ? own : undefined
  if (sub) {
    const column = columnOf(sub, `${path}.${sub.name}`, [...inner, sub.name])
    return { attribute: sub, column, collection }
  }
  const column = collection ? columnOf(attribute, path, inner) : own
  return { attribute, column, collection }
}

function finderIn(type: ResourceType): Finder {
  return (path) => {
    const found = findAttribute(type, path)
    const name = renderAttributePath(path)
    // RFC 7643 §2.2: what is never returned may not be asked for either (RFC 7644 §7.5.2).
    if (!found?.attribute || found.attribute.returned === 'never') {
      throw invalidFilter(`${type.name} has no attribute ${name} to filter by`)
    }
    const { extension, attribute, sub } = found
    return extension === undefined
      ? placeOf(attribute, sub, '', [])
      : placeOf(attribute, sub, `${extension}:`, [extension])
  }
}

/** Inside brackets, paths are the sub-attributes of the one before them. */
function finderInside(outer: Attribute, outerPath: string): Finder {
  return (path) => {
    const sub = path.urn === undefined && !path.sub ? subAttributeOf(outer, path.name) : undefined
    if (!sub) throw invalidFilter(`${outerPath} has no ${renderAttributePath(path)} to filter by`)
    const column = columnOf(sub, `${outerPath}.${sub.name}`, [sub.name])
    return { attribute: sub, column, collection: undefined }
  }
}

const inCollection = ({ collection }: Place, of: Predicate): Predicate =>
  collection ? { kind: 'some', column: collection, of } : of

/** RFC 7643 §2.4: what `emails co "@x"` and `manager eq "7"` compare is `value`. */
function scalarPlace(place: Place): Place {
  if (place.attribute.type !== 'complex') return place
  const { path, steps } = place.column
  const value = subAttributeOf(place.attribute, 'value')
  if (!value) throw invalidFilter(`${path} is complex: compare one of its sub-attributes`)
  const column = columnOf(value, `${path}.value`, [...steps, 'value'])
  return { attribute: value, column, collection: place.collection }
}

const textual: ReadonlySet<Operator> = new Set(['co', 'sw', 'ew'])
const ordering: ReadonlySet<Operator> = new Set(['gt', 'ge', 'lt', 'le'])

// RFC 7644 §3.4.2.2: booleans and binaries have no order; only text contains text.
function checkOperator(operator: Operator, { path, type }: Column): void {
  const isText = type === 'string' || type === 'reference' || type === 'binary'
  const hasNoOrder = type === 'boolean' || type === 'binary'
  if ((textual.has(operator) && !isText) || (ordering.has(operator) && hasNoOrder)) {
    throw invalidFilter(`${path} is a ${type}: it cannot be compared by ${operator}`)
  }
}

function comparedValue(node: Comparison, place: Place, tolerance: Tolerance): Scalar {
  const value = comparable(place.attribute, tolerance.value(node.value, place.attribute))
  if (value !== undefined) return value
  const { path, type } = place.column
  throw invalidFilter(`${path} is a ${type}: it cannot be compared with ${kindOf(node.value)}`)
}

const negated = (of: Predicate): Predicate => ({ kind: 'not', of })

function comparisonWithNull(node: Comparison, place: Place): Predicate {
  const { column } = place
  const present: Predicate = { kind: 'present', column }
  if (node.operator === 'ne') return inCollection(place, present)
  if (node.operator === 'eq') return negated(inCollection(place, present))
  throw invalidFilter(`${column.path} cannot be compared with null by ${node.operator}`)
}

function comparison(node: Comparison, find: Finder, tolerance: Tolerance): Predicate {
  const place = scalarPlace(find(node.path))
  if (node.value === null) return comparisonWithNull(node, place)
  checkOperator(node.operator, place.column)
  const operator: PredicateOperator = node.operator === 'ne' ? 'eq' : node.operator
  const value = comparedValue(node, place, tolerance)
  const compare: Predicate = { kind: 'compare', column: place.column, operator, value }
  return inCollection(place, node.operator === 'ne' ? negated(compare) : compare)
}

function presence(path: AttributePath, find: Finder): Predicate {
  const place = find(path)
  const isWhole = place.column.steps.length === 0
  const always: Predicate = { kind: 'always' }
  return inCollection(place, isWhole ? always : { kind: 'present', column: place.column })
}

function values(path: AttributePath, of: Filter, find: Finder, tolerance: Tolerance): Predicate {
  const { attribute, collection, column } = find(path)
  if (attribute.type !== 'complex') throw invalidFilter(`${column.path} has no sub-attributes`)
  const inner = (finder: Finder): Predicate => plan(of, finder, tolerance)
  if (collection) {
    const filter = inner(finderInside(attribute, collection.path))
    return { kind: 'some', column: collection, of: filter }
  }
  return inner((sub) => find({ ...path, sub: renderAttributePath(sub) }))
}

function plan(filter: Filter, find: Finder, tolerance: Tolerance): Predicate {
  switch (filter.kind) {
    case 'compare':
      return comparison(filter, find, tolerance)
    case 'present':
      return presence(filter.path, find)
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map((inner) => plan(inner, find, tolerance)) }
    case 'not':
      return negated(plan(filter.of, find, tolerance))
    case 'values':
      return values(filter.path, filter.of, find, tolerance)
  }
}

export const toPredicate = (
  filter: Filter,
  type: ResourceType,
  tolerance: Tolerance = tolerating(),
): Predicate => plan(filter, finderIn(type), tolerance)

/** For the brackets of a PATCH path: about one element of the attribute. */
export const toElementPredicate = (
  filter: Filter,
  attribute: Attribute,
  path: string,
  tolerance: Tolerance,
): Predicate => plan(filter, finderInside(attribute, path), tolerance)

/** For `sortBy`: the column, and the multi-valued attribute it is in. */
export function sortPlace(
  path: AttributePath,
  type: ResourceType,
): { readonly column: Column; readonly collection: Column | undefined } {
  const { column, collection } = scalarPlace(finderIn(type)(path))
  return { column, collection }
}
