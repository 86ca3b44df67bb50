/** What happened, as rows never changed afterwards: sign-in attempts, and changes by administrators. */
import type { Finding, TraceLine } from '../../../core/index.js'
import type { Attempt, Change } from '../records.js'
import type { Attempts, Changes } from '../store.js'
import {
  dateOf,
  jsonOf,
  numberOrNull,
  textOf,
  textOrNull,
  type Row,
  type Runner,
} from './runner.js'

type Claims = NonNullable<Attempt['claims']>

const attemptColumns = 'reference, connection, at, outcome, user_login, finding, trace, claims'

const attemptFrom = (row: Row): Attempt => ({
  reference: textOf(row, 'reference'),
  connection: textOrNull(row, 'connection'),
  at: dateOf(row, 'at'),
  outcome: textOf(row, 'outcome') as Attempt['outcome'],
  user: textOrNull(row, 'user_login'),
  finding: row['finding'] === null ? null : (jsonOf(row, 'finding') as Finding),
  trace: jsonOf(row, 'trace') as readonly TraceLine[],
  ...(row['claims'] === null ? {} : { claims: jsonOf(row, 'claims') as Claims }),
})

export class SqlAttempts implements Attempts {
  constructor(private readonly sql: Runner) {}

  async find(reference: string): Promise<Attempt | undefined> {
    const row = await this.sql.get(
      `SELECT ${attemptColumns} FROM attempts WHERE reference = ?`,
      reference,
    )
    return row && attemptFrom(row)
  }

  async list({
    connection,
    limit,
  }: {
    readonly connection?: string | undefined
    readonly limit: number
  }): Promise<readonly Attempt[]> {
    const where = connection === undefined ? '' : 'WHERE connection = ?'
    const rows = await this.sql.all(
      `SELECT ${attemptColumns} FROM attempts ${where} ORDER BY at DESC, reference DESC LIMIT ?`,
      ...(connection === undefined ? [] : [connection]),
      limit,
    )
    return rows.map(attemptFrom)
  }

  async record(attempt: Attempt): Promise<void> {
    await this.sql.run(
      `INSERT INTO attempts (${attemptColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      attempt.reference,
      attempt.connection,
      attempt.at.getTime(),
      attempt.outcome,
      attempt.user,
      attempt.finding && JSON.stringify(attempt.finding),
      JSON.stringify(attempt.trace),
      attempt.claims ? JSON.stringify(attempt.claims) : null,
    )
  }
}

const changeColumns = 'at, actor, action, object, version_before, version_after, note'

const changeFrom = (row: Row): Change => ({
  at: dateOf(row, 'at'),
  actor: textOf(row, 'actor'),
  action: textOf(row, 'action') as Change['action'],
  object: textOf(row, 'object'),
  before: numberOrNull(row, 'version_before'),
  after: numberOrNull(row, 'version_after'),
  note: textOrNull(row, 'note'),
})

export class SqlChanges implements Changes {
  constructor(private readonly sql: Runner) {}

  async list(limit: number): Promise<readonly Change[]> {
    const rows = await this.sql.all(
      `SELECT ${changeColumns} FROM changes ORDER BY number DESC LIMIT ?`,
      limit,
    )
    return rows.map(changeFrom)
  }

  async record(change: Change): Promise<void> {
    await this.sql.run(
      `INSERT INTO changes (${changeColumns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      change.at.getTime(),
      change.actor,
      change.action,
      change.object,
      change.before,
      change.after,
      change.note,
    )
  }
}
