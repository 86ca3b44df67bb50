/** A Predicate of SCIM as SQL: values always as parameters, the indexed columns and tables where there are any, else JSON paths in the twin. */
import {
  foldPredicate,
  type Column,
  type Predicate,
  type PredicateOperator,
  type Scalar,
  type Sort,
} from '../../../scim/index.js'
import type { Value } from './runner.js'

export interface Sql {
  readonly text: string
  readonly values: readonly Value[]
}

/** What a table keeps outside the JSON: paths of single values, and multi-valued attributes that are rows elsewhere. */
export interface Places {
  /** The twin of the resource; undefined where there is none, and what has no column is absent. */
  readonly twin: string | undefined
  readonly columns: Readonly<Record<string, string>>
  /** A subquery of rows; inside it sub-attributes are the columns named here. */
  readonly collections: Readonly<
    Record<string, { readonly from: string; readonly columns: Readonly<Record<string, string>> }>
  >
}

/** Where a path is to be looked for: in the resource, or in one element of a list. */
type Scope = (column: Column) => string
type Maker = (scope: Scope) => Sql

export const valueOf = (value: Scalar): Value =>
  typeof value === 'boolean' ? Number(value) : value

/** Steps are names of declared attributes, never what a client wrote; quoted for the URNs among them. */
const jsonPath = (steps: readonly string[]): string =>
  `'$${steps.map((step) => `."${step.replaceAll("'", "''")}"`).join('')}'`

const inResource =
  ({ columns, twin }: Places): Scope =>
  ({ path, steps }) =>
    columns[path] ?? (twin ? `json_extract(${twin}, ${jsonPath(steps)})` : 'NULL')

const inElement: Scope = ({ steps }) =>
  steps.length === 0 ? 'e.value' : `json_extract(e.value, ${jsonPath(steps)})`

type Comparison = (column: string, value: Value) => Sql

// SQLite's LIKE folds ASCII and has wildcards: functions compare what was folded before.
const comparisons: Readonly<Record<PredicateOperator, Comparison>> = {
  eq: (column, value) => ({ text: `${column} = ?`, values: [value] }),
  co: (column, value) => ({ text: `instr(${column}, ?) > 0`, values: [value] }),
  sw: (column, value) => ({ text: `substr(${column}, 1, length(?)) = ?`, values: [value, value] }),
  ew: (column, value) => ({
    text: `(length(${column}) >= length(?) AND substr(${column}, length(${column}) - length(?) + 1) = ?)`,
    values: [value, value, value],
  }),
  gt: (column, value) => ({ text: `${column} > ?`, values: [value] }),
  ge: (column, value) => ({ text: `${column} >= ?`, values: [value] }),
  lt: (column, value) => ({ text: `${column} < ?`, values: [value] }),
  le: (column, value) => ({ text: `${column} <= ?`, values: [value] }),
}

// Instants are milliseconds in our columns, text in the twin.
const timeColumns = new Set(['r.created_at', 'r.updated_at'])
const asked = (column: string, value: Scalar): Value =>
  timeColumns.has(column) ? Date.parse(String(value)) : valueOf(value)

const joined = (of: readonly Maker[], word: string, none: string): Maker => {
  if (of.length === 0) return () => ({ text: none, values: [] })
  return (scope) => {
    const parts = of.map((maker) => maker(scope))
    return {
      text: `(${parts.map(({ text }) => text).join(` ${word} `)})`,
      values: parts.flatMap(({ values }) => values),
    }
  }
}

function someOf(places: Places, column: Column, of: Maker): Maker {
  const rows = places.collections[column.path]
  if (!rows) {
    return (scope) => {
      const { text, values } = of(inElement)
      return {
        text: `EXISTS (SELECT 1 FROM json_each(${scope(column)}) AS e WHERE ${text})`,
        values,
      }
    }
  }
  return () => {
    // What the rows have no column for is absent from every element.
    const { text, values } = of(({ path }) => rows.columns[path] ?? 'NULL')
    return { text: `r.id IN (${rows.from} AND ${text})`, values }
  }
}

export function predicateSql(predicate: Predicate, places: Places): Sql {
  const maker = foldPredicate<Maker>(predicate, {
    compare:
      ({ column, operator, value }) =>
      (scope) => {
        const place = scope(column)
        return comparisons[operator](place, asked(place, value))
      },
    present: (column) => (scope) => {
      const place = scope(column)
      return { text: `(${place} IS NOT NULL AND ${place} NOT IN ('', '[]', '{}'))`, values: [] }
    },
    and: (of) => joined(of, 'AND', '1'),
    or: (of) => joined(of, 'OR', '0'),
    not: (of) => (scope) => {
      const { text, values } = of(scope)
      return { text: `NOT coalesce(${text}, 0)`, values }
    },
    some: (column, of) => someOf(places, column, of),
    always: () => () => ({ text: '1', values: [] }),
  })
  return maker(inResource(places))
}

/** What to order by: of a list its primary element counts, else its first. */
export function sortSql({ column, collection }: Sort, places: Places): string {
  if (!collection) return inResource(places)(column)
  const list = inResource({ ...places, columns: {} })(collection)
  return `(SELECT ${inElement(column)} FROM json_each(${list}) AS e ORDER BY coalesce(json_extract(e.value, '$."primary"'), 0) DESC, e.key LIMIT 1)`
}
