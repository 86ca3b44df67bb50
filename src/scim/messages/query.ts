/** A question about a list: GET parameters (RFC 7644 §3.4.2) or a SearchRequest (§3.4.3), which ask the same. */
import { tolerating, type Tolerance } from '../dialects/tolerance.js'
import { invalidFilter, invalidSyntax, invalidValue } from '../errors.js'
import { parseFilter } from '../filter/parse.js'
import { toPredicate } from '../filter/plan.js'
import type { Predicate } from '../filter/predicate.js'
import { isList, isObject, type JsonObject, kindOf, memberNamed } from '../json.js'
import { parseProjection, type Projection } from '../resource/projection.js'
import { schemasIn } from '../resource/resource.js'
import type { ResourceType } from '../schemas/resource-type.js'
import { urns } from '../urns.js'
import { type Page, type PageLimits, parsePage } from './page.js'
import { parseSort, type Sort } from './sort.js'

export interface Query {
  /** Undefined: all. */
  readonly predicate: Predicate | undefined
  readonly sort: Sort | undefined
  readonly page: Page
  /** Undefined: as kept. */
  readonly projection: Projection | undefined
  /** The question without its page: `Cursor.question`. */
  readonly question: () => string
}

/** As a query string is parsed, or a SearchRequest. */
export type QueryParameters = Readonly<Record<string, unknown>>

function predicateOf(filter: unknown, type: ResourceType, tolerance: Tolerance) {
  if (filter === undefined || filter === null) return undefined
  if (typeof filter !== 'string') throw invalidFilter('the filter must be given once, as a string')
  return toPredicate(parseFilter(filter), type, tolerance)
}

function names(value: unknown, name: string): string | readonly string[] | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  if (isList(value) && value.every((one) => typeof one === 'string')) return value
  throw invalidValue(`${name} must be names of attributes`)
}

export function parseQuery(
  parameters: QueryParameters,
  type: ResourceType,
  limits: PageLimits,
  tolerance: Tolerance = tolerating(),
): Query {
  const { filter, sortBy, sortOrder, attributes, excludedAttributes } = parameters
  return {
    predicate: predicateOf(filter, type, tolerance),
    sort: parseSort(sortBy, sortOrder, type),
    page: parsePage(parameters, limits),
    projection: parseProjection(
      {
        attributes: names(attributes, 'attributes'),
        excludedAttributes: names(excludedAttributes, 'excludedAttributes'),
      },
      type,
    ),
    // Asked for by cursors only. No accessor: V8 makes a hidden class for each object that has one.
    question: () => JSON.stringify([type.name, filter ?? null, sortBy ?? null, sortOrder ?? null]),
  }
}

const searchMembers = [
  'filter',
  'sortBy',
  'sortOrder',
  'attributes',
  'excludedAttributes',
  'startIndex',
  'count',
  'cursor',
]

/** The body of a POST to `.search` → the parameters of the same GET. */
export function parseSearchRequest(
  body: unknown,
  tolerance: Tolerance = tolerating(),
): QueryParameters {
  if (!isObject(body)) throw invalidSyntax(`a SearchRequest must be an object, got ${kindOf(body)}`)
  schemasIn(body, urns.searchRequest, tolerance)
  const said = searchMembers.map((name) => [name, memberNamed(body, name)] as const)
  const parameters: JsonObject = Object.fromEntries(
    said.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
  return parameters
}
