/** What happened, as rows never changed afterwards: sign-in attempts, and changes by administrators. */
import type { Finding, TraceLine } from '../../../core/index.js'
import type { Attempt, Change, Claims, RecordedAttempt } from '../records.js'
import type { AttemptFilter, Attempts, Changes } from '../store.js'
import {
  dateOf,
  jsonOf,
  numberOrNull,
  textOf,
  textOrNull,
  type Row,
  type Runner,
} from './runner.js'
import { keepText } from './texts.js'

const attemptColumns =
  'reference, connection, organization, at, outcome, user_login, finding, trace, claims'
const attemptSelect = `
  SELECT reference, connection, organization, at, outcome, user_login, finding, reasons.text AS trace, said.text AS claims
  FROM attempts JOIN texts AS reasons ON reasons.digest = trace LEFT JOIN texts AS said ON said.digest = claims`

const attemptFrom = (row: Row): RecordedAttempt => ({
  reference: textOf(row, 'reference'),
  connection: textOrNull(row, 'connection'),
  organization: textOrNull(row, 'organization'),
  at: dateOf(row, 'at'),
  outcome: textOf(row, 'outcome') as Attempt['outcome'],
  user: textOrNull(row, 'user_login'),
  finding: row['finding'] === null ? null : (jsonOf(row, 'finding') as Finding),
  trace: jsonOf(row, 'trace') as readonly TraceLine[],
  claims: row['claims'] === null ? null : (jsonOf(row, 'claims') as Claims),
})

/** Conditions that are asked for, with what stands in for their question marks. */
const conditionsOf = ({ organization, connection, outcome, after }: AttemptFilter) =>
  [
    ['organization = ?', organization],
    ['connection = ?', connection],
    ['outcome = ?', outcome],
    ['(at, reference) < (SELECT at, reference FROM attempts WHERE reference = ?)', after],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined)

export class SqlAttempts implements Attempts {
  constructor(private readonly sql: Runner) {}

  async find(reference: string): Promise<RecordedAttempt | undefined> {
    const row = await this.sql.get(`${attemptSelect} WHERE reference = ?`, reference)
    return row && attemptFrom(row)
  }

  async list(filter: AttemptFilter): Promise<readonly RecordedAttempt[]> {
    const conditions = conditionsOf(filter)
    const where = conditions.length === 0 ? '' : 'WHERE '
    const rows = await this.sql.all(
      `${attemptSelect} ${where}${conditions.map(([it]) => it).join(' AND ')} ORDER BY at DESC, reference DESC LIMIT ?`,
      ...conditions.map(([, value]) => value),
      filter.limit,
    )
    return rows.map(attemptFrom)
  }

  async record(attempt: Attempt): Promise<void> {
    await this.sql.run(
      `INSERT INTO attempts (${attemptColumns}) VALUES (?, ?, coalesce(?, (SELECT organization FROM connections WHERE name = ?)), ?, ?, ?, ?, ?, ?)`,
      attempt.reference,
      attempt.connection,
      attempt.organization ?? null,
      attempt.connection,
      attempt.at.getTime(),
      attempt.outcome,
      attempt.user,
      attempt.finding && JSON.stringify(attempt.finding),
      await keepText(this.sql, attempt.trace, attempt.at),
      attempt.claims ? await keepText(this.sql, attempt.claims, attempt.at) : null,
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
