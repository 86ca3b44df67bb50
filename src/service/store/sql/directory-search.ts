/** A page of people or groups: filter, order and position as one statement, and the right total without loading or counting what need not be. */
import { lookupOf } from '../../../scim/index.js'
import type { Asked, DirectoryText, Found, From, Named } from '../directories.js'
import { predicateSql, sortSql, valueOf, type Places, type Sql } from './predicates.js'
import { dateOf, jsonOf, numberOf, textOf, type Row, type Runner, type Value } from './runner.js'

export interface Table {
  readonly name: 'directory_users' | 'directory_groups'
  readonly places: Places
  /** Which rows are there for SCIM at all. */
  readonly visible: string
  /** A column besides, as JSON; read by `textFrom` as `groups`. */
  readonly groups?: string
  /** Its column in `directory_totals`. */
  readonly total: 'users' | 'groups'
  /** Paths whose every value is a row of its own: `?` directory, `?` value. */
  readonly lookups: Readonly<Record<string, string>>
}

const always: Sql = { text: '1', values: [] }

function conditionOf({ directory, predicate }: Asked, table: Table): Sql {
  const { visible, lookups, places } = table
  if (!predicate) return { text: `r.directory = ? AND ${visible}`, values: [directory] }
  const lookup = lookupOf(predicate)
  const rows = lookup && lookups[lookup.path]
  if (rows) {
    // `+`: out of the planner's sight, or it would walk the whole directory in order instead of looking these few up.
    const values = [directory, valueOf(lookup.value), directory]
    return { text: `r.id IN (${rows}) AND +r.directory = ? AND ${visible}`, values }
  }
  const asked = predicateSql(predicate, places)
  const text = `r.directory = ? AND ${visible} AND (${asked.text})`
  return { text, values: [directory, ...asked.values] }
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

// Said of these, NULLS LAST would keep SQLite from walking an index in its order.
const neverNull = new Set(['r.id', 'r.user_name', 'r.active', 'r.created_at', 'r.updated_at'])

const orderOf = (key: string, descending: boolean): string => {
  if (key === '') return 'r.position'
  if (neverNull.has(key)) return `${key} ${descending ? 'DESC' : 'ASC'}, r.position`
  return `${key} ${descending ? 'DESC NULLS FIRST' : 'ASC NULLS LAST'}, r.position`
}

interface Reading {
  readonly sql: Runner
  readonly table: Table
  readonly asked: Asked
  readonly condition: Sql
}

const totalRow = ({ total }: Table): string =>
  `(SELECT ${total} FROM directory_totals WHERE directory = ?)`

async function totalOf({ sql, table, asked, condition }: Reading): Promise<number> {
  const row = asked.predicate
    ? await sql.get(
        `SELECT count(*) AS total FROM ${table.name} AS r WHERE ${condition.text}`,
        ...condition.values,
      )
    : await sql.get(`SELECT ${totalRow(table)} AS total`, asked.directory)
  return row ? numberOf(row, 'total') : 0
}

const columnsOf = ({ groups = 'NULL' }: Table): string =>
  `r.id, r.version, r.created_at, r.updated_at, r.resource, ${groups} AS groups`

/** The whole rows are read once it is known which: sorting and skipping carry positions about, not resources. */
const rowsAt = (table: Table, positions: string, order: string): string =>
  `SELECT ${columnsOf(table)}, p.position, p.sort_key FROM (${positions}) AS p CROSS JOIN ${table.name} AS r ON r.position = p.position ORDER BY ${order}`

async function pageOf({ sql, table, asked, condition }: Reading): Promise<readonly Row[]> {
  const { sort, from, count } = asked
  if (count === 0) return []
  const key = sort ? sortSql(sort, table.places) : ''
  const descending = sort?.descending ?? false
  const start = beyond(from, key, descending)
  const positions = `SELECT r.position AS position, ${key || 'NULL'} AS sort_key FROM ${table.name} AS r
    WHERE ${condition.text} AND ${start.text} ORDER BY ${orderOf(key, descending)} LIMIT ? OFFSET ?`
  return sql.all(
    rowsAt(table, positions, orderOf(key && 'p.sort_key', descending)),
    ...condition.values,
    ...start.values,
    count,
    'skip' in from ? from.skip : 0,
  )
}

/**
 * Beyond the middle of everybody, walked from the end. One statement with its total: a person created between two would
 * move the page.
 */
async function lateRows(
  { sql, table, asked: { directory, count }, condition }: Reading,
  skip: number,
): Promise<readonly Row[]> {
  const left = `(${totalRow(table)} - ?)`
  const positions = `SELECT r.position AS position, NULL AS sort_key FROM ${table.name} AS r WHERE ${condition.text}
    ORDER BY r.position DESC LIMIT max(0, min(?, ${left})) OFFSET max(0, ${left} - ?)`
  return sql.all(
    rowsAt(table, positions, 'r.position'),
    ...condition.values,
    ...[count, directory, skip],
    ...[directory, skip, count],
  )
}

async function rowsOf(reading: Reading, total: number | undefined): Promise<readonly Row[]> {
  const { from, predicate, sort } = reading.asked
  const isPlain = predicate === undefined && sort === undefined
  if (isPlain && total !== undefined && 'skip' in from && from.skip > total / 2)
    return lateRows(reading, from.skip)
  return pageOf(reading)
}

const positionOf = (row: Row | undefined, isSorted: boolean): readonly Value[] | undefined => {
  if (!row) return undefined
  const position = numberOf(row, 'position')
  return isSorted ? [(row['sort_key'] ?? null) as Value, position] : [position]
}

const inNone: readonly Named[] = []

function groupsIn(row: Row): readonly Named[] | undefined {
  const text = row['groups']
  if (text === null) return undefined
  if (text === '[]') return inNone
  const groups = jsonOf(row, 'groups') as readonly (readonly [string, string | null])[]
  return groups.map(([id, display]) => ({ id, display: display ?? undefined }))
}

const textFrom = (row: Row): DirectoryText => ({
  id: textOf(row, 'id'),
  text: textOf(row, 'resource'),
  version: numberOf(row, 'version'),
  createdAt: dateOf(row, 'created_at'),
  updatedAt: dateOf(row, 'updated_at'),
  groups: groupsIn(row),
})

export async function search(
  sql: Runner,
  table: Table,
  asked: Asked,
): Promise<Found<DirectoryText>> {
  const reading = { sql, table, asked, condition: conditionOf(asked, table) }
  const isFirst = 'skip' in asked.from && asked.from.skip === 0
  const known = isFirst ? undefined : await totalOf(reading)
  const rows = await rowsOf(reading, known)
  // A first page that is not full has counted itself: a look-up is one statement.
  const isWhole = isFirst && rows.length < asked.count
  return {
    total: known ?? (isWhole ? rows.length : await totalOf(reading)),
    resources: rows.map(textFrom),
    last: positionOf(rows.at(-1), asked.sort !== undefined),
  }
}

/** By table. A text that is made anew is hashed anew wherever statements are looked up by it. */
const readings = new Map<Table, string>()

function readingOf(table: Table): string {
  const known = readings.get(table)
  if (known !== undefined) return known
  const sql = `SELECT ${columnsOf(table)} FROM ${table.name} AS r WHERE r.id = ? AND r.directory = ? AND ${table.visible}`
  readings.set(table, sql)
  return sql
}

/** One of them, by its id. */
export async function readText(
  sql: Runner,
  table: Table,
  directory: string,
  id: string,
): Promise<DirectoryText | undefined> {
  const row = await sql.get(readingOf(table), id, directory)
  return row && textFrom(row)
}
