/** A page of people or groups: filter, order and position as one statement, and the right total without loading a row. */
import { lookupOf } from '../../../scim/index.js'
import type { Asked, Found, From } from '../directories.js'
import { predicateSql, sortSql, valueOf, type Places, type Sql } from './predicates.js'
import { numberOf, type Row, type Runner, type Value } from './runner.js'

export interface Table {
  readonly name: string
  readonly columns: string
  readonly places: Places
  /** Which rows are there for SCIM at all, when nothing else is asked. */
  readonly visible: string
  /** The same, out of the planner's sight: an index on what is asked must win over the one that keeps the order. */
  readonly visibleToo: string
  /** Paths whose every value is a row of its own: `?` directory, `?` value. */
  readonly lookups: Readonly<Record<string, string>>
}

const always: Sql = { text: '1', values: [] }

function conditionOf({ directory, predicate }: Asked, table: Table): Sql {
  if (!predicate) return { text: `r.directory = ? AND ${table.visible}`, values: [directory] }
  const lookup = lookupOf(predicate)
  const rows = lookup && table.lookups[lookup.path]
  const asked: Sql = rows
    ? { text: `r.id IN (${rows})`, values: [directory, valueOf(lookup.value)] }
    : predicateSql(predicate, table.places)
  return {
    text: `r.directory = ? AND ${table.visibleToo} AND (${asked.text})`,
    values: [directory, ...asked.values],
  }
}

/** Ascending: those without a value last; descending is the reverse of it. Ties in the order of creation. */
function beyond(from: From, key: string, descending: boolean): Sql {
  if (!('after' in from)) return always
  const position = Number(from.after.at(-1))
  if (key === '') return { text: 'r.position > ?', values: [position] }
  const last = from.after[0] ?? null
  if (last === null) {
    const text = descending ? 'IS NOT NULL OR' : 'IS NULL AND'
    return { text: `(${key} ${text} r.position > ?)`, values: [position] }
  }
  const value = valueOf(last)
  const text = descending ? `${key} < ?` : `${key} > ? OR ${key} IS NULL`
  return { text: `(${text} OR (${key} = ? AND r.position > ?))`, values: [value, value, position] }
}

const orderOf = (key: string, descending: boolean): string => {
  if (key === '') return 'r.position'
  return `${key} ${descending ? 'DESC NULLS FIRST' : 'ASC NULLS LAST'}, r.position`
}

async function totalOf(sql: Runner, table: Table, condition: Sql): Promise<number> {
  const row = await sql.get(
    `SELECT count(*) AS total FROM ${table.name} AS r WHERE ${condition.text}`,
    ...condition.values,
  )
  return row ? numberOf(row, 'total') : 0
}

async function rowsOf(
  sql: Runner,
  table: Table,
  asked: Asked,
  condition: Sql,
): Promise<readonly Row[]> {
  const { sort, from, count } = asked
  if (count === 0) return []
  const key = sort ? sortSql(sort, table.places) : ''
  const descending = sort?.descending ?? false
  const start = beyond(from, key, descending)
  return sql.all(
    `SELECT ${table.columns}, r.position AS position, ${key || 'NULL'} AS sort_key FROM ${table.name} AS r
     WHERE ${condition.text} AND ${start.text} ORDER BY ${orderOf(key, descending)} LIMIT ? OFFSET ?`,
    ...condition.values,
    ...start.values,
    count,
    'skip' in from ? from.skip : 0,
  )
}

const positionOf = (row: Row | undefined, isSorted: boolean): readonly Value[] | undefined => {
  if (!row) return undefined
  const position = numberOf(row, 'position')
  return isSorted ? [(row['sort_key'] ?? null) as Value, position] : [position]
}

export async function search<T>(
  sql: Runner,
  table: Table,
  asked: Asked,
  fromRow: (row: Row) => T,
): Promise<Found<T>> {
  const condition = conditionOf(asked, table)
  const rows = await rowsOf(sql, table, asked, condition)
  // A first page that is not full has counted itself: a look-up is one statement.
  const isWhole = 'skip' in asked.from && asked.from.skip === 0 && rows.length < asked.count
  return {
    total: isWhole ? rows.length : await totalOf(sql, table, condition),
    resources: rows.map(fromRow),
    last: positionOf(rows.at(-1), asked.sort !== undefined),
  }
}
