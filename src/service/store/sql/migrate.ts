/** Brings a database to this version's schema: forward only, each step once, and refusing a history it does not know. */
import { createHash } from 'node:crypto'
import { Refusal } from '../../../core/index.js'
import { migrations } from './migrations/index.js'

/** What migrating needs of a database; called inside one exclusive transaction. */
export interface Migratable {
  exec(sql: string): void
  /** Digests of the migrations applied so far, in order. */
  applied(): readonly string[]
  recordApplied(number: number, digest: string): void
}

export const historyTable =
  'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, digest TEXT NOT NULL)'

const digestOf = (sql: string): string => createHash('sha256').update(sql).digest('hex')

const strangeHistory = (detail: string): Refusal =>
  new Refusal({
    code: 'database-history-unknown',
    owner: 'sp',
    detail,
    remedy:
      'Run the version of mortise that last used this database, or a newer one; schemas are never taken back.',
  })

/** @throws Refusal `database-history-unknown` when the database was made by another history than ours */
export function migrate(database: Migratable, steps: readonly string[] = migrations): void {
  database.exec(historyTable)
  const applied = database.applied()
  if (applied.length > steps.length) {
    throw strangeHistory(
      `the database has ${applied.length} migrations, this version of mortise knows ${steps.length}`,
    )
  }
  steps.forEach((sql, index) => {
    const digest = digestOf(sql)
    const known = applied[index]
    if (known === digest) return
    if (known !== undefined) throw strangeHistory(`migration ${index + 1} is not the one applied`)
    database.exec(sql)
    database.recordApplied(index + 1, digest)
  })
}
