/** The little every SQL file here needs of a database. SQLite serves it in `sqlite.ts`; PostgreSQL will in a file beside it. */

export type Value = string | number | null
export type Row = Readonly<Record<string, unknown>>

export interface Runner {
  get(sql: string, ...values: readonly Value[]): Promise<Row | undefined>
  all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>
  /** How many rows it changed. */
  run(sql: string, ...values: readonly Value[]): Promise<number>
  /**
   * What `read` says, from memory while the configuration is the one it was read under: for what every request asks.
   * Of the tables the migration `configuration` names, and of no other. Nothing is remembered of what is not there.
   */
  configured<T>(key: string, read: () => Promise<T>): Promise<T>
}

// A column of another type than its migration says is a bug or a damaged file: an ordinary Error, not a Refusal.
function wrong(row: Row, column: string): Error {
  return new Error(`column ${column} holds ${typeof row[column]}`)
}

export function textOf(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw wrong(row, column)
  return value
}

export function numberOf(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw wrong(row, column)
  return value
}

export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : textOf(row, column)

export const numberOrNull = (row: Row, column: string): number | null =>
  row[column] === null ? null : numberOf(row, column)

export const dateOf = (row: Row, column: string): Date => new Date(numberOf(row, column))

export const dateOrNull = (row: Row, column: string): Date | null =>
  row[column] === null ? null : dateOf(row, column)

export const jsonOf = (row: Row, column: string): unknown => JSON.parse(textOf(row, column))
